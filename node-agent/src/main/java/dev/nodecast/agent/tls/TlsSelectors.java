package dev.nodecast.agent.tls;

import dev.nodecast.catalog.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose plaintext the user wants read; nobody's, where there is none. A selector is {@code
 * namespace/workload} with {@code *} for either, {@code exe:/usr/bin/curl}, or the name of a
 * systemd unit or the first twelve digits and more of a container's id.
 */
public final class TlsSelectors {
  /** Of a setting. */
  static final int MAX = 64;

  private static final String EXE = "exe:";
  private static final String ANY = "*";
  private static final int SHORT_ID = 12;
  private static final int NAMESPACE = Event.LABELS.indexOf("namespace");
  private static final int WORKLOAD = Event.LABELS.indexOf("workload");
  private static final int CONTAINER_ID = Event.LABELS.indexOf("container_id");

  /** What a selector may be, for messages. */
  public static final String EXPECTED =
      "at most " + MAX + " of namespace/workload, namespace/*, exe:/path, a unit, a container's id";

  /** Selects nobody. */
  public static final TlsSelectors NONE = new TlsSelectors(List.of());

  private record Named(String namespace, String workload) {}

  private final List<String> executables = new ArrayList<>();
  private final List<Named> workloads = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /**
   * Takes those that {@link #problem} has nothing against.
   *
   * @throws IllegalArgumentException for any other
   */
  public TlsSelectors(List<String> selectors) {
    problem(selectors)
        .ifPresent(
            offender -> {
              throw new IllegalArgumentException(offender + " (expected: " + EXPECTED + ")");
            });
    for (String selector : selectors) {
      int slash = selector.indexOf('/');
      if (selector.startsWith(EXE)) {
        executables.add(selector.substring(EXE.length()));
      } else if (slash >= 0) {
        workloads.add(new Named(selector.substring(0, slash), selector.substring(slash + 1)));
      } else {
        names.add(selector);
      }
    }
  }

  /** The first one that is none; empty when all are. */
  public static Optional<String> problem(List<String> selectors) {
    if (selectors.size() > MAX) {
      return Optional.of(selectors.size() + " selectors");
    }
    return selectors.stream().filter(selector -> !valid(selector)).findFirst();
  }

  private static boolean valid(String selector) {
    if (selector.startsWith(EXE)) {
      return selector.length() > EXE.length() + 1 && selector.charAt(EXE.length()) == '/';
    }
    int slash = selector.indexOf('/');
    if (slash < 0) {
      return !selector.isEmpty() && !selector.contains(ANY);
    }
    return part(selector.substring(0, slash)) && part(selector.substring(slash + 1));
  }

  /** All of it or none of it is a star. */
  private static boolean part(String text) {
    return text.equals(ANY) || !(text.isEmpty() || text.contains(ANY) || text.contains("/"));
  }

  public boolean isEmpty() {
    return executables.isEmpty() && workloads.isEmpty() && names.isEmpty();
  }

  /** Paths of executables whose processes are selected, as their own mount namespaces have them. */
  public List<String> executables() {
    return executables;
  }

  /**
   * Whether what belongs to a workload is selected.
   *
   * @param labels namespace, workload, pod, container, pod_uid, container_id
   */
  public boolean workload(List<String> labels) {
    String namespace = labels.get(NAMESPACE);
    String workload = labels.get(WORKLOAD);
    if (!namespace.isEmpty()) {
      for (Named named : workloads) {
        if (matches(named.namespace(), namespace) && matches(named.workload(), workload)) {
          return true;
        }
      }
    }
    String id = labels.get(CONTAINER_ID);
    for (String name : names) {
      boolean unit = namespace.isEmpty() && name.equals(workload);
      if (unit || (name.length() >= SHORT_ID && id.startsWith(name))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String wanted, String actual) {
    return wanted.equals(ANY) || wanted.equals(actual);
  }
}
