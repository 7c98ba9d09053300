package dev.nodecast.aggregator;

import dev.nodecast.config.HostPort;
import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses settings that are each valid and make no sense together. */
final class Contradictions {
  private static final Pattern JDBC = Pattern.compile("jdbc:(ch|clickhouse):.+");

  /** Credentials in a URL would end up in logs and on the Status page. */
  private static final Pattern PASSWORD = Pattern.compile("://[^/?]*@|[?&]password=");

  private final AggregatorConfig config;
  private final Settings settings;

  private Contradictions(AggregatorConfig config, Settings settings) {
    this.config = config;
    this.settings = settings;
  }

  static void check(AggregatorConfig config, Settings settings) {
    Contradictions check = new Contradictions(config, settings);
    check.ingest();
    check.clickhouse();
    check.ports();
    check.times();
  }

  private void ingest() {
    file(Keys.TLS_CERT, config.tlsCert());
    file(Keys.TLS_KEY, config.tlsKey());
    if ((config.tlsCert() == null) != (config.tlsKey() == null)) {
      boolean cert = config.tlsCert() == null;
      settings.refuse(
          cert ? Keys.TLS_CERT : Keys.TLS_KEY, "unset", "given together with the other of the two");
    }
    if (config.plaintext() && config.tlsCert() != null) {
      settings.refuse(Keys.PLAINTEXT, true, "false, as NODECAST_TLS_CERT is given");
    }
    if (!config.plaintext() && config.tlsCert() == null) {
      settings.refuse(
          Keys.INGEST,
          config.ingest(),
          "NODECAST_TLS_CERT and NODECAST_TLS_KEY, a loopback address, or NODECAST_PLAINTEXT=true");
    }
    if (!config.ingest().loopback() && !config.token().present()) {
      settings.refuse(Keys.TOKEN, "unset", "a secret, as NODECAST_INGEST is no loopback address");
    }
  }

  private void clickhouse() {
    if (config.embedded()) {
      refuseGiven(
          List.of(Keys.CLICKHOUSE_USER, Keys.CLICKHOUSE_PASSWORD),
          "unset, as the embedded engine has no users; or NODECAST_CLICKHOUSE_URL");
      return;
    }
    if (PASSWORD.matcher(config.clickhouseUrl()).find()) {
      settings.refuse(
          Keys.CLICKHOUSE_URL, "holds credentials", "them in NODECAST_CLICKHOUSE_USER, _PASSWORD");
    } else if (!JDBC.matcher(config.clickhouseUrl()).matches()) {
      settings.refuse(Keys.CLICKHOUSE_URL, config.clickhouseUrl(), "jdbc:clickhouse://host:port");
    }
    refuseGiven(
        List.of(
            Keys.CLICKHOUSE_PORT, Keys.CLICKHOUSE_LIBRARY, Keys.CLICKHOUSE_MEMORY, Keys.DATA_DIR),
        "unset, as it is of the embedded engine and NODECAST_CLICKHOUSE_URL names a server");
  }

  private void ports() {
    HostPort clickhouse =
        config.embedded() ? new HostPort("127.0.0.1", config.clickhousePort()) : HostPort.OFF;
    if (config.http().collides(config.ingest())) {
      settings.refuse(Keys.HTTP, config.http(), "not NODECAST_INGEST");
    }
    if (clickhouse.collides(config.http()) || clickhouse.collides(config.ingest())) {
      settings.refuse(Keys.CLICKHOUSE_PORT, clickhouse.port(), "a port of its own");
    }
  }

  private void times() {
    if (Duration.ofMinutes(1).toMillis() % config.window().toMillis() != 0) {
      settings.refuse(Keys.WINDOW, text(config.window()), "a divisor of 60s, such as 1s, 5s, 10s");
    }
    if (config.retentionMinute().compareTo(config.retentionRaw()) < 0) {
      settings.refuse(
          Keys.RETENTION_MINUTE, text(config.retentionMinute()), ">= NODECAST_RETENTION_RAW");
    }
    if (config.retentionHour().compareTo(config.retentionMinute()) < 0) {
      settings.refuse(
          Keys.RETENTION_HOUR, text(config.retentionHour()), ">= NODECAST_RETENTION_MINUTE");
    }
  }

  private void file(Setting setting, Path file) {
    if (file != null && !Files.isReadable(file)) {
      settings.refuse(setting, file, "a readable file");
    }
  }

  private void refuseGiven(List<Setting> keys, String expected) {
    for (Setting key : keys) {
      if (settings.given(key)) {
        settings.refuse(key, "given", expected);
      }
    }
  }

  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
