package dev.nodecast.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the settings of one program from {@code NODECAST_…} variables and, under them, from the
 * YAML file that {@code NODECAST_CONFIG} names. A value that cannot be used becomes a problem and
 * reads as its default, so that one run reports every problem; {@link #finish} throws them. Asking
 * for a setting also declares it: what nobody asked for is refused as unknown. Not thread-safe.
 */
public final class Settings {
  /** A row of the reference page: a setting and what values it takes. */
  record Row(Setting setting, String type) {}

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Sources sources;

  private Settings(Map<String, String> environment) {
    sources = Sources.read(environment, problems);
  }

  public static Settings read(Map<String, String> environment) {
    return new Settings(environment);
  }

  /** Text on one line, at most 253 characters (the longest host name). */
  public String text(Setting setting) {
    return value(setting, "text", Settings::line);
  }

  /** A URL or other text of up to 4096 characters. */
  public String url(Setting setting) {
    return value(setting, "URL", text -> bounded(text, 4096));
  }

  /** Text of up to 64 KiB on any number of lines, such as YAML; its reader checks it. */
  public String block(Setting setting) {
    return value(setting, "YAML or JSON", text -> bounded(text, 64 << 10));
  }

  public Secret secret(Setting setting) {
    declare(setting, "secret");
    return new Secret(sources.of(setting).text());
  }

  public boolean flag(Setting setting) {
    return value(setting, "`true` or `false`", Text::flag);
  }

  public int integer(Setting setting, Range range) {
    return ranged(setting, "number", range, Text::integer);
  }

  public double decimal(Setting setting, Range range) {
    return ranged(setting, "number", range, Text::decimal);
  }

  public Duration duration(Setting setting, Range range) {
    return ranged(setting, "duration", range, Text::duration);
  }

  /** A size in bytes. */
  public long bytes(Setting setting, Range range) {
    return ranged(setting, "size", range, Text::bytes);
  }

  /** An address that must be there; port 0 is any free port. */
  public HostPort address(Setting setting) {
    return value(setting, "`host:port`", HostPort::parse);
  }

  /** An address, or {@link HostPort#OFF} for the word {@code off}. */
  public HostPort addressOrOff(Setting setting) {
    return value(
        setting,
        "`host:port` or `off`",
        text -> text.equalsIgnoreCase("off") ? HostPort.OFF : HostPort.parse(text));
  }

  /** A path, which need not exist; {@code null} when neither the user nor the default names one. */
  public Path path(Setting setting) {
    // Path.of fails with an IllegalArgumentException whose text is no expectation.
    return value(
        setting,
        "path",
        text -> {
          if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path");
          }
          return text.isEmpty() ? null : Path.of(text);
        });
  }

  /** One of an enum's constants, in lower case and with dashes. */
  public <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Settings::spelling).toList();
    return value(
        setting,
        "`" + String.join("`, `", names) + "`",
        text -> {
          int index = names.indexOf(text.toLowerCase(Locale.ROOT));
          if (index < 0) {
            throw new IllegalArgumentException(String.join(", ", names));
          }
          return type.getEnumConstants()[index];
        });
  }

  /**
   * What a parser makes of up to 4096 characters.
   *
   * @param type for people
   * @param parser throws IllegalArgumentException with what it expected
   */
  public <T> T parsed(Setting setting, String type, Function<String, T> parser) {
    return value(setting, type, text -> parser.apply(bounded(text, 4096)));
  }

  /** Values separated by commas, or a list in YAML. */
  public List<String> list(Setting setting) {
    return value(
        setting,
        "list",
        text ->
            Arrays.stream(bounded(text, 4096).split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .distinct()
                .toList());
  }

  /** Whether the user gave a value, as opposed to the default. */
  public boolean given(Setting setting) {
    return !sources.of(setting).text().isEmpty();
  }

  /** Adds what the settings' own checks cannot see, such as a contradiction between two. */
  public void refuse(Setting setting, Object value, String expected) {
    problem(sources.of(setting).origin(), String.valueOf(value), expected);
  }

  /** Adds a problem of something that is no setting, such as a command line argument. */
  public void problem(String offender, String value, String expected) {
    problems.add(offender + ": " + value + " (expected: " + expected + ")");
  }

  /** Ends the reading: throws when there was any problem, unknown settings included. */
  public void finish() throws SettingsException {
    List<String> known = rows.values().stream().map(row -> row.setting().variable()).toList();
    List<String> all = new ArrayList<>(problems);
    all.addAll(sources.unknown(known));
    if (!all.isEmpty()) {
      throw new SettingsException(all);
    }
  }

  /** The declared settings as a Markdown table; the same on every machine. */
  public String table() {
    return SettingsPage.table(rows.values());
  }

  private <T extends Comparable<? super T>> T ranged(
      Setting setting, String type, Range range, Function<String, T> parser) {
    return value(
        setting,
        type + " " + range,
        text -> {
          T value = parser.apply(text);
          boolean high = !range.max().isEmpty() && value.compareTo(parser.apply(range.max())) > 0;
          if (high || value.compareTo(parser.apply(range.min())) < 0) {
            throw new IllegalArgumentException(range.toString());
          }
          return value;
        });
  }

  private <T> T value(Setting setting, String type, Function<String, T> parser) {
    declare(setting, type);
    Sources.Given given = sources.of(setting);
    if (!given.text().isEmpty()) {
      try {
        return parser.apply(given.text());
      } catch (IllegalArgumentException e) {
        problem(given.origin(), printable(given.text()), e.getMessage());
      }
    }
    return parser.apply(setting.fallback());
  }

  private void declare(Setting setting, String type) {
    if (rows.putIfAbsent(setting.variable(), new Row(setting, type)) != null) {
      throw new IllegalStateException(setting.variable() + ": declared twice (expected: once)");
    }
  }

  private static String line(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("one line without control characters");
    }
    return bounded(text, 253);
  }

  private static String bounded(String text, int max) {
    if (text.length() > max) {
      throw new IllegalArgumentException("at most " + max + " characters");
    }
    return text;
  }

  /** Keeps a problem on one line of bearable length, whatever was given. */
  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
