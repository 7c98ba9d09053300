package dev.nodecast.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the user gave: environment over file, each value with the name it was given under. */
final class Sources {
  static final String FILE = Setting.PREFIX + "CONFIG";

  /**
   * Kubernetes adds these for every Service of the namespace: one named {@code nodecast-…} would
   * otherwise look like misspelt settings of ours.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|.*_PORT_\\d+_(TCP|UDP|SCTP)(_[A-Z]+)?");

  /** A value and where it came from, as named in problems. */
  record Given(String origin, String text) {}

  private final Map<String, Given> byVariable = new TreeMap<>();

  static Sources read(Map<String, String> environment, List<String> problems) {
    Sources sources = new Sources();
    String file = environment.getOrDefault(FILE, "");
    if (!file.isBlank()) {
      try {
        sources.addFile(Path.of(file), problems);
      } catch (InvalidPathException e) {
        problems.add(FILE + ": " + file + " (expected: a path)");
      }
    }
    environment.forEach(
        (name, text) -> {
          if (name.startsWith(Setting.PREFIX) && !name.equals(FILE) && !isServiceLink(name, text)) {
            // An empty variable is how scripts and manifests say "unset".
            if (!text.isBlank()) {
              sources.byVariable.put(name, new Given(name, text.strip()));
            } else {
              sources.byVariable.putIfAbsent(name, new Given(name, ""));
            }
          }
        });
    return sources;
  }

  private void addFile(Path file, List<String> problems) {
    YamlFile.read(file, problems)
        .forEach(
            (key, text) -> {
              Given given = new Given(key + " in " + file, text.strip());
              Given earlier = byVariable.put(Setting.variable(key), given);
              if (earlier != null) {
                problems.add(
                    given.origin()
                        + ": also given as "
                        + earlier.origin()
                        + " (expected: one spelling)");
              }
            });
  }

  private static boolean isServiceLink(String name, String text) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && text.matches("(tcp|udp|sctp)://.*"));
  }

  Given of(Setting setting) {
    return byVariable.getOrDefault(setting.variable(), new Given(setting.variable(), ""));
  }

  /** One problem for each value that no setting asked for. */
  List<String> unknown(Collection<String> known) {
    List<String> problems = new ArrayList<>();
    byVariable.forEach(
        (variable, given) -> {
          if (!known.contains(variable)) {
            problems.add(
                given.origin() + ": unknown setting (expected: " + nearest(variable, known) + ")");
          }
        });
    return problems;
  }

  /** The name that was probably meant; a far one would only mislead. */
  private static String nearest(String variable, Collection<String> known) {
    int near = Math.max(2, (variable.length() - Setting.PREFIX.length()) / 3);
    return Spelling.near(variable, known, near, 1).stream()
        .findFirst()
        .orElse("a setting of this program, docs/configuration.md lists them");
  }
}
