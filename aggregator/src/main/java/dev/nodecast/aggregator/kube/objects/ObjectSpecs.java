package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the list of objects, YAML or JSON; says everything that is wrong with it at once. */
public final class ObjectSpecs {
  static final int MAX_SPECS = 50;
  static final int MAX_NAMESPACES = 100;

  /** A thread and a connection each. */
  static final int MAX_WATCHES = 200;

  private static final Setting OBJECTS =
      Setting.of(
          "objects",
          ObjectSpec.DEFAULT,
          "Objects of Kubernetes to collect: a list in YAML or JSON of name, group, mode (pull or"
              + " watch), interval, label_selector, field_selector, namespaces,"
              + " exclude_namespaces, exclude_watch_type, include_initial_state; `[]` for none");

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "group",
          "mode",
          "interval",
          "label_selector",
          "field_selector",
          "namespaces",
          "exclude_namespaces",
          "exclude_watch_type",
          "include_initial_state");

  /** Of a resource, a group or a namespace. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})(s|m|h)");
  private static final Set<String> WATCH_TYPES =
      Set.of("ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR");

  /** Hears of what is wrong. */
  interface Problems {
    void add(String offender, String value, String expected);
  }

  private final String name;
  private final Problems heard;
  private int wrong;

  private ObjectSpecs(String name, Problems heard) {
    this.name = name;
    this.heard = heard;
  }

  /** The setting, or nothing and its problems. */
  public static List<ObjectSpec> read(Settings settings) {
    return parse(OBJECTS.variable(), settings.block(OBJECTS), settings::problem);
  }

  /**
   * Those entries that are right.
   *
   * @param name the list's, before the position of what is wrong
   */
  static List<ObjectSpec> parse(String name, String text, Problems heard) {
    return new ObjectSpecs(name, heard).specs(text);
  }

  private List<ObjectSpec> specs(String text) {
    List<ObjectSpec> specs = new ArrayList<>();
    if (!(load(text) instanceof List<?> list)) {
      return List.of();
    }
    if (list.size() > MAX_SPECS) {
      wrong(name, list.size() + " entries", "<= " + MAX_SPECS);
    }
    for (int i = 0; i < Math.min(list.size(), MAX_SPECS); i++) {
      int before = wrong;
      ObjectSpec spec = spec(name + "[" + i + "]", list.get(i));
      if (wrong == before) {
        specs.add(spec);
      }
    }
    int watches = specs.stream().mapToInt(ObjectSpecs::watches).sum();
    if (watches > MAX_WATCHES) {
      wrong(name, watches + " watches, one for each namespace named", "<= " + MAX_WATCHES);
    }
    return List.copyOf(specs);
  }

  private static int watches(ObjectSpec spec) {
    return spec.mode() == ObjectSpec.Mode.WATCH ? Math.max(1, spec.namespaces().size()) : 0;
  }

  private Object load(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    try {
      Object loaded = new Yaml(new SafeConstructor(options)).load(text);
      if (!(loaded instanceof List<?>)) {
        wrong(name, "no list", "[{name: events, mode: watch}]");
      }
      return loaded;
    } catch (MarkedYAMLException e) {
      String line =
          e.getProblemMark() == null ? "" : " at line " + (e.getProblemMark().getLine() + 1);
      wrong(name, "malformed" + line, "YAML or JSON");
    } catch (YAMLException e) {
      wrong(name, "malformed", "YAML or JSON");
    }
    return null;
  }

  private ObjectSpec spec(String at, Object entry) {
    if (!(entry instanceof Map<?, ?> map)) {
      wrong(at, entry, "a mapping with a name");
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, value) -> values.put(String.valueOf(key), value));
    for (String key : values.keySet()) {
      if (!KEYS.contains(key)) {
        wrong(at + "." + key, "unknown", String.join(", ", KEYS.stream().sorted().toList()));
      }
    }
    ObjectSpec.Mode mode = mode(at, values);
    boolean watch = mode == ObjectSpec.Mode.WATCH;
    if (watch && values.containsKey("interval")) {
      wrong(at + ".interval", "given", "mode: pull");
    }
    return new ObjectSpec(
        resource(at, values),
        group(at, values),
        mode,
        interval(at, values),
        selector(at + ".label_selector", values.get("label_selector")),
        selector(at + ".field_selector", values.get("field_selector")),
        names(at + ".namespaces", values.get("namespaces")),
        names(at + ".exclude_namespaces", values.get("exclude_namespaces")),
        watchTypes(at, values, watch),
        initial(at, values, watch));
  }

  private String resource(String at, Map<String, Object> values) {
    String name = text(values.get("name")).toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      wrong(at + ".name", name.isEmpty() ? "unset" : name, "a plural name such as events");
    } else if (SecretObjects.named(name)) {
      wrong(at + ".name", name, "anything but secrets, which are never collected");
    }
    return name;
  }

  private String group(String at, Map<String, Object> values) {
    String group = text(values.get("group"));
    if (!group.isEmpty() && !NAME.matcher(group).matches()) {
      wrong(at + ".group", group, "a group such as apps, or unset");
    }
    return group;
  }

  private ObjectSpec.Mode mode(String at, Map<String, Object> values) {
    return switch (text(values.getOrDefault("mode", "pull"))) {
      case "pull" -> ObjectSpec.Mode.PULL;
      case "watch" -> ObjectSpec.Mode.WATCH;
      default -> {
        wrong(at + ".mode", values.get("mode"), "pull or watch");
        yield ObjectSpec.Mode.PULL;
      }
    };
  }

  private Duration interval(String at, Map<String, Object> values) {
    String text = text(values.getOrDefault("interval", "1h"));
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      wrong(at + ".interval", text, "a duration such as 30s, 10m, 1h");
      return Duration.ofHours(1);
    }
    Duration interval = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    if (interval.toSeconds() < 10) {
      wrong(at + ".interval", text, ">= 10s");
    }
    return interval;
  }

  private String selector(String at, Object value) {
    String text = text(value);
    if (text.length() > 1024 || text.chars().anyMatch(Character::isISOControl)) {
      wrong(at, "given", "a selector of at most 1024 characters on one line");
    }
    return text;
  }

  private List<String> names(String at, Object value) {
    List<String> names = texts(value);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        wrong(at, name, "names of namespaces");
      }
    }
    if (names.size() > MAX_NAMESPACES) {
      wrong(at, names.size() + " names", "<= " + MAX_NAMESPACES);
    }
    return names;
  }

  private Set<String> watchTypes(String at, Map<String, Object> values, boolean watch) {
    List<String> types = texts(values.get("exclude_watch_type"));
    if (!types.isEmpty() && !watch) {
      wrong(at + ".exclude_watch_type", "given", "mode: watch");
    }
    types.stream()
        .filter(type -> !WATCH_TYPES.contains(type))
        .forEach(type -> wrong(at + ".exclude_watch_type", type, "ADDED, MODIFIED or DELETED"));
    return Set.copyOf(types);
  }

  private boolean initial(String at, Map<String, Object> values, boolean watch) {
    Object value = values.getOrDefault("include_initial_state", false);
    if (!(value instanceof Boolean)) {
      wrong(at + ".include_initial_state", value, "true or false");
    } else if (!watch && values.containsKey("include_initial_state")) {
      wrong(at + ".include_initial_state", "given", "mode: watch");
    }
    return Boolean.TRUE.equals(value);
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString().strip();
  }

  private static List<String> texts(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ObjectSpecs::text).distinct().toList();
    }
    return text(value).isEmpty() ? List.of() : List.of(text(value));
  }

  private void wrong(String offender, Object value, String expected) {
    String shown = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
    String cut = shown.length() <= 200 ? shown : shown.substring(0, 200) + "…";
    wrong++;
    heard.add(offender, cut, expected);
  }
}
