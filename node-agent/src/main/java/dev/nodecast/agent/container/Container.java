package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Cgroup;
import dev.nodecast.agent.cgroup.CgroupIdentity;
import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.Column;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One living container or systemd unit. */
public final class Container {
  private final List<String> labels;
  private boolean born;
  private final Sandbox sandbox;
  private Cgroup cgroup;
  private Entity entity;
  private boolean settled;
  private long pid = Column.NOT_MEASURED;
  private ContainerPart[] parts = new ContainerPart[8];

  Container(Cgroup cgroup, boolean born, Sandbox sandbox) {
    this.cgroup = cgroup;
    this.born = born;
    this.sandbox = sandbox;
    this.labels = ContainerNames.labels(cgroup.identity(), cgroup.path());
  }

  /** namespace, workload, pod, container, pod_uid, container_id. */
  public List<String> labels() {
    return labels;
  }

  public CgroupIdentity identity() {
    return cgroup.identity();
  }

  String path() {
    return cgroup.path();
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /** Where a controller's files are; null where its tree does not have this cgroup. */
  Path directory(Controller controller) {
    return cgroup.directories().get(controller);
  }

  /** Any directory of it, for the list of its processes. */
  Path anyDirectory() {
    return cgroup.directories().values().iterator().next();
  }

  /** v1 runtimes make a container's cgroup in one tree after the other. */
  void moved(Cgroup now) {
    cgroup = now;
  }

  Entity entity() {
    return entity;
  }

  void define(Entity defined) {
    entity = defined;
  }

  /** Whether it appeared while the agent looked. */
  boolean born() {
    return born;
  }

  /** Whether it is decided if it is reported. */
  boolean settled() {
    return settled;
  }

  void settle() {
    settled = true;
  }

  /** The first of its processes, NOT_MEASURED while none is known. */
  long pid() {
    return pid;
  }

  void pid(long first) {
    pid = first;
  }

  /**
   * Sets a value of the container itself, or of an entity below it. Counters of a container that
   * appeared while the agent looked count from zero.
   */
  void set(Samples samples, Entity of, Column column, long value) {
    if (born) {
      samples.setFromZero(of, column, value);
    } else {
      samples.set(of, column, value);
    }
  }

  void set(Samples samples, Column column, long value) {
    set(samples, entity, column, value);
  }

  <T extends ContainerPart> T part(PartKey<T> key) {
    if (key.index() >= parts.length) {
      parts = Arrays.copyOf(parts, key.index() + 8);
    }
    ContainerPart part = parts[key.index()];
    if (part == null) {
      part = key.make().apply(this);
      parts[key.index()] = part;
    }
    return key.type().cast(part);
  }

  /**
   * Nobody is to hear of it: descriptors go back, and entities below it end. Should somebody, its
   * counters, and its network's, count from the first reading then.
   */
  void rest(Samples samples) {
    endParts(samples);
    born = false;
    sandbox.networkSeen = true;
  }

  private void endParts(Samples samples) {
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] != null) {
        parts[i].end(samples);
        parts[i] = null;
      }
    }
  }

  void end(Samples samples) {
    endParts(samples);
    if (entity != null) {
      samples.end(entity);
      entity = null;
    }
  }
}
