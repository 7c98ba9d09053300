package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.CgroupIdentity;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.Mount;
import dev.nodecast.agent.procfs.Mounts;
import dev.nodecast.bpf.Statfs;
import dev.nodecast.catalog.ContainerFilesystemKind;
import dev.nodecast.catalog.Group;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Filesystems as containers see them: the mounts of {@code /proc/PID/mountinfo} that store
 * something, asked by statfs(2) through {@code /proc/PID/root}. Single files that runtimes mount
 * ({@code /etc/hosts}) are no filesystems; network filesystems are left out, as a server that does
 * not answer would hold up the agent. systemd units see the machine's filesystems, which are the
 * node's.
 */
public final class ContainerFilesystemCollector implements Collector {
  private static final List<Group> GROUPS = List.of(ContainerFilesystemKind.KIND.groups().get(0));
  private static final int MAX_MOUNTS = 512;
  private static final int MAX_FILESYSTEMS = 32;
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "afs", "glusterfs", "fuse.sshfs");

  private static final class Part implements ContainerPart {
    final Mounts mounts = new Mounts(MAX_MOUNTS);
    final EntitySet<String> filesystems = new EntitySet<>(ContainerFilesystemKind.KIND);

    @Override
    public void end(Samples samples) {
      filesystems.begin();
      filesystems.endMissing(samples);
    }
  }

  private final Containers containers;
  private final PartKey<Part> key;
  private final Statfs statfs = new Statfs();

  public ContainerFilesystemCollector(Containers containers) {
    this.containers = containers;
    key = containers.key(Part.class, container -> new Part());
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    containers.refresh(samples);
    for (Container container : containers.reported()) {
      if (container.identity().kind() == CgroupIdentity.Kind.SYSTEMD_UNIT) {
        continue;
      }
      Path process = containers.processes().first(container);
      if (process != null) {
        collect(samples, container, process);
      }
    }
    return Outcome.PRODUCED;
  }

  private void collect(Samples samples, Container container, Path process) {
    Part part = container.part(key);
    KernelReader.Parser parser =
        (bytes, length) -> {
          part.mounts.parse(bytes, length); // false while nothing changed, which is no fault
          return true;
        };
    Path table = process.resolve("mountinfo");
    try (KernelFile file = new KernelFile(table, KernelFile.Layout.LIST)) {
      if (!containers.reader().read(file, parser)) {
        return;
      }
    }
    File root = process.resolve("root").toFile();
    part.filesystems.begin();
    int count = 0;
    for (Mount mount : part.mounts.filesystems()) {
      if (REMOTE.contains(mount.type())
          || mount.type().startsWith("fuse")
          || count >= MAX_FILESYSTEMS) {
        continue;
      }
      File point = new File(root, mount.point());
      if (point.isDirectory() && ask(point)) {
        count++;
        measure(samples, container, part, mount);
      }
    }
    part.filesystems.endMissing(samples);
  }

  private boolean ask(File point) {
    try {
      statfs.read(point.toPath());
      return statfs.capacity() > 0;
    } catch (IOException e) {
      return false; // unmounted, or its process ended, meanwhile
    }
  }

  private void measure(Samples samples, Container container, Part part, Mount mount) {
    Entity filesystem = part.filesystems.known(mount.point());
    if (filesystem == null) {
      List<String> labels = new ArrayList<>(container.labels());
      labels.add(mount.point());
      labels.add(mount.type());
      filesystem = part.filesystems.add(samples, mount.point(), labels);
    }
    if (filesystem != null) {
      samples.set(filesystem, ContainerFilesystemKind.CAPACITY, statfs.capacity());
      samples.set(filesystem, ContainerFilesystemKind.USED, statfs.used());
      samples.set(filesystem, ContainerFilesystemKind.AVAILABLE, statfs.available());
      samples.set(filesystem, ContainerFilesystemKind.INODES, statfs.inodes());
      samples.set(filesystem, ContainerFilesystemKind.INODES_FREE, statfs.inodesFree());
    }
  }
}
