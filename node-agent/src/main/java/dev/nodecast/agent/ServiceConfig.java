package dev.nodecast.agent;

import dev.nodecast.agent.delta.ScrapeScope;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.ExchangeRole;
import dev.nodecast.bpf.exchange.ExchangeScope;
import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is told of services.
 *
 * @param requests which are counted; of no protocol: none
 * @param scraped what the port for Prometheus shows
 */
public record ServiceConfig(ExchangeScope requests, Set<ScrapeScope> scraped) {
  private static final String OFF = "off";

  private static final Setting PROTOCOLS =
      Setting.of(
          "protocols",
          ExchangeProtocol.SPOKEN.stream()
              .map(ExchangeProtocol::text)
              .collect(Collectors.joining(",")),
          "Protocols whose requests are counted; `off` for none");
  private static final Setting ROLES =
      Setting.of(
          "roles",
          String.join(",", ExchangeRole.texts()),
          "Ends whose requests are counted: where they come in, and where they go out");
  private static final Setting METRICS =
      Setting.of(
          "metrics",
          "host,containers,golden-signals",
          "What `NODECAST_METRICS_ADDRESS` serves; also `sizes`, `aliases` and `counts` of requests");

  public ServiceConfig {
    scraped = Set.copyOf(scraped);
  }

  /** Asks for the settings, and refuses names that nothing has. */
  static ServiceConfig read(Settings s) {
    return new ServiceConfig(new ExchangeScope(protocols(s), roles(s)), scraped(s));
  }

  private static Set<ExchangeProtocol> protocols(Settings s) {
    Set<ExchangeProtocol> wanted = EnumSet.noneOf(ExchangeProtocol.class);
    List<String> names = s.list(PROTOCOLS);
    if (names.equals(List.of(OFF))) {
      return wanted;
    }
    for (String name : names) {
      ExchangeProtocol.SPOKEN.stream()
          .filter(protocol -> protocol.text().equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .ifPresentOrElse(
              wanted::add,
              () ->
                  s.refuse(
                      PROTOCOLS,
                      name,
                      "off, or some of "
                          + ExchangeProtocol.SPOKEN.stream()
                              .map(ExchangeProtocol::text)
                              .collect(Collectors.joining(", "))));
    }
    return wanted;
  }

  private static Set<ExchangeRole> roles(Settings s) {
    Set<ExchangeRole> wanted = EnumSet.noneOf(ExchangeRole.class);
    for (String name : s.list(ROLES)) {
      ExchangeRole.of(name.toLowerCase(Locale.ROOT))
          .ifPresentOrElse(
              wanted::add,
              () -> s.refuse(ROLES, name, "some of " + String.join(", ", ExchangeRole.texts())));
    }
    return wanted;
  }

  private static Set<ScrapeScope> scraped(Settings s) {
    Set<ScrapeScope> wanted = EnumSet.noneOf(ScrapeScope.class);
    for (String name : s.list(METRICS)) {
      ScrapeScope.of(name.toLowerCase(Locale.ROOT))
          .ifPresentOrElse(
              wanted::add, () -> s.refuse(METRICS, name, "some of " + ScrapeScope.names()));
    }
    return wanted;
  }
}
