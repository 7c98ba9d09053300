package dev.nodecast.agent.ebpf;

import dev.nodecast.catalog.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which subjects are to run: what the configuration says, unless the aggregator ordered otherwise,
 * less what the budget sheds. Any thread may call it.
 */
public final class Selection {
  private static final Logger logger = LoggerFactory.getLogger(Selection.class);

  /** A profile, and the subjects where it is custom. */
  private record Choice(Profile profile, List<String> subjects) {}

  private final Programs programs;
  private final boolean allowed;
  private final Choice own;
  private Choice ordered;
  private Map<String, String> shed = Map.of();

  /**
   * @param allowed false where the configuration wants no kernel programs, whatever is ordered
   * @param profile of the configuration
   * @param subjects of profile custom
   */
  public Selection(Programs programs, boolean allowed, Profile profile, List<String> subjects) {
    this.programs = programs;
    this.allowed = allowed;
    this.own = new Choice(profile, List.copyOf(subjects));
    apply();
  }

  /**
   * The aggregator's word; a name that this version does not know changes nothing.
   *
   * @param profile empty for what the configuration says
   */
  public synchronized void order(String profile, List<String> subjects) {
    Choice before = ordered;
    if (profile.isEmpty()) {
      ordered = null;
    } else {
      try {
        Profile known = Profile.valueOf(profile.toUpperCase(Locale.ROOT));
        List<String> unknown = new ArrayList<>(subjects);
        unknown.removeAll(Programs.names());
        if (!unknown.isEmpty()) {
          logger.warn(
              "profile {}: no subjects {} (expected: {})", profile, unknown, Programs.names());
        }
        ordered = new Choice(known, List.copyOf(subjects));
      } catch (IllegalArgumentException e) {
        logger.warn("profile: {} (expected: one of {})", profile, List.of(Profile.values()));
      }
    }
    if (!java.util.Objects.equals(before, ordered)) {
      logger.info("profile: {}", text());
      apply();
    }
  }

  /**
   * What must not run for the budget's sake.
   *
   * @param reasons by subject
   */
  public synchronized void shed(Map<String, String> reasons) {
    if (!shed.equals(reasons)) {
      shed = Map.copyOf(reasons);
      apply();
    }
  }

  /** The profile, and who says so. */
  public synchronized String text() {
    Choice choice = ordered == null ? own : ordered;
    String name = choice.profile().text();
    if (choice.profile() == Profile.CUSTOM) {
      name += " (" + String.join(", ", choice.subjects()) + ")";
    }
    return ordered == null ? name : name + ", ordered by the aggregator";
  }

  private void apply() {
    if (!allowed) {
      programs.leaveOut(Programs.none("NODECAST_EBPF is false"));
      return;
    }
    Choice choice = ordered == null ? own : ordered;
    Map<String, String> off =
        new HashMap<>(
            choice.profile() == Profile.CUSTOM
                ? Programs.but(choice.subjects())
                : Programs.outside(choice.profile()));
    off.putAll(shed);
    off.putAll(programs.idle());
    programs.leaveOut(off);
  }
}
