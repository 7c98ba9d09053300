package dev.nodecast.agent.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A label selector as kubectl takes it: {@code app=web,tier!=cache,env in (a, b),x notin (c),y,!z}.
 * All requirements must hold; {@code !=} and {@code notin} hold where the label is not there.
 */
public final class LabelSelector {
  /** Selects all. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private static final int MAX_REQUIREMENTS = 64;
  private static final String KEY = "([A-Za-z0-9][A-Za-z0-9._/-]{0,316})";
  private static final String VALUE = "([A-Za-z0-9._-]{0,63})";
  private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*" + VALUE);
  private static final Pattern SET =
      Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([A-Za-z0-9._,\\s-]*)\\)");
  private static final Pattern ONE_KEY = Pattern.compile(KEY);
  private static final Pattern EXISTS = Pattern.compile("(!?)\\s*" + KEY);

  /**
   * @param values null: any value
   */
  private record Requirement(String key, Set<String> values, boolean negated) {
    boolean holds(Map<String, String> labels) {
      String value = labels.get(key);
      return negated != (value != null && (values == null || values.contains(value)));
    }
  }

  private final List<Requirement> requirements;

  private LabelSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  /**
   * Reads one; an empty text selects all.
   *
   * @throws IllegalArgumentException that says what was expected
   */
  public static LabelSelector parse(String text) {
    List<Requirement> all = new ArrayList<>();
    for (String part : text.split(",(?![^(]*\\))", -1)) {
      if (!text.isBlank()) {
        all.add(requirement(part.strip()));
      }
    }
    if (all.size() > MAX_REQUIREMENTS) {
      throw new IllegalArgumentException("at most " + MAX_REQUIREMENTS + " requirements");
    }
    return new LabelSelector(List.copyOf(all));
  }

  private static Requirement requirement(String part) {
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      return new Requirement(
          equality.group(1), Set.of(equality.group(3)), equality.group(2).equals("!="));
    }
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      Set<String> values = Set.copyOf(Arrays.asList(set.group(3).strip().split("\\s*,\\s*", -1)));
      return new Requirement(set.group(1), values, set.group(2).equals("notin"));
    }
    Matcher exists = EXISTS.matcher(part);
    if (exists.matches()) {
      return new Requirement(exists.group(2), null, !exists.group(1).isEmpty());
    }
    throw new IllegalArgumentException(
        "a label selector such as app=web,tier!=cache,env in (a,b),x notin (c),y,!z");
  }

  /** Whether a label may be called so. */
  static boolean isKey(String text) {
    return ONE_KEY.matcher(text).matches();
  }

  /** Of the labels that it looks at. */
  Set<String> keys() {
    return requirements.stream().map(Requirement::key).collect(Collectors.toSet());
  }

  boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.holds(labels)) {
        return false;
      }
    }
    return true;
  }
}
