package dev.nodecast.agent.delta;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a scraper may be shown: everything that it did not ask for costs it series. */
public enum ScrapeScope {
  /** The machine, its disks, its links. */
  HOST,
  /** Containers, units and what is theirs. */
  CONTAINERS,
  /** Durations of requests under OpenTelemetry's names, with their numbers and errors. */
  GOLDEN_SIGNALS,
  /** Sizes of requests and of answers under OpenTelemetry's names. */
  SIZES,
  /** Durations again, under the names that they had or have elsewhere. */
  ALIASES,
  /** Columns of services as the catalog has them. */
  COUNTS;

  /** What is shown when nothing else is asked for. */
  public static final Set<ScrapeScope> DEFAULT = EnumSet.of(HOST, CONTAINERS, GOLDEN_SIGNALS);

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The one that configuration calls so. */
  public static Optional<ScrapeScope> of(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
  }

  /** All of them, for people. */
  public static String names() {
    return Arrays.stream(values()).map(scope -> scope.text).collect(Collectors.joining(", "));
  }
}
