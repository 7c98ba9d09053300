package dev.nodecast.agent.tls;

import dev.nodecast.agent.delta.Naming;
import dev.nodecast.agent.process.ProcessRow;
import dev.nodecast.catalog.Event;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whose plaintext is read, and how they are found.
 *
 * @param rootfs root of the host's file systems
 * @param processes those that live
 * @param naming what the containers of pods are called
 */
public record TlsScope(
    TlsSelectors selectors,
    Path rootfs,
    Supplier<Collection<ProcessRow>> processes,
    Naming naming) {

  /** Nobody's. */
  public static final TlsScope NONE =
      new TlsScope(TlsSelectors.NONE, Path.of("/"), List::of, Naming.IDS);

  private static final int POD_UID = Event.LABELS.indexOf("pod_uid");

  /**
   * Whether what belongs to a workload is selected.
   *
   * @param ids namespace, workload, pod, container, pod_uid, container_id as the collectors know
   *     them
   */
  public boolean selects(List<String> ids) {
    if (ids.get(POD_UID).isEmpty()) {
      return selectors.workload(ids);
    }
    Naming.Name name = naming.of(ids);
    return name.verdict() == Naming.Verdict.SHOWN && selectors.workload(name.labels());
  }
}
