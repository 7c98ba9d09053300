package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
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
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeFilesystemKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * {@code /proc/1/mountinfo} and statfs(2) of each mount: how full the host's filesystems are.
 *
 * <pre>
 * 27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
 * </pre>
 *
 * <p>Filesystems behind a network are left out: statfs of a server that does not answer blocks for
 * minutes, and this runs on the tick thread.
 */
public final class FilesystemCollector implements Collector {
  private static final List<Group> GROUPS = List.of(NodeFilesystemKind.KIND.groups().get(0));
  private static final int MAX_MOUNTS = 4096;
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "lustre", "afs", "9p", "beegfs");

  private final KernelReader reader;
  private final KernelFile file;
  private final Path rootfs;
  private final Mounts mounts = new Mounts(MAX_MOUNTS);
  private final Statfs statfs = new Statfs();
  private final EntitySet<Mount> filesystems = new EntitySet<>(NodeFilesystemKind.KIND);

  public FilesystemCollector(HostRoot host, KernelReader reader) {
    this.reader = reader;
    rootfs = host.rootfs();
    file = new KernelFile(host.proc().resolve("1/mountinfo"), KernelFile.Layout.LIST);
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(file.path(), "the host's procfs with its pid namespace is needed");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    reader.require(
        file,
        (bytes, length) -> {
          mounts.parse(bytes, length);
          return true;
        });
    filesystems.begin();
    IOException failed = null;
    for (Mount mount : mounts.filesystems()) {
      if (REMOTE.contains(mount.type()) || mount.type().startsWith("fuse")) {
        continue;
      }
      Entity known = filesystems.known(mount);
      Entity filesystem =
          known != null
              ? known
              : filesystems.add(
                  samples, mount, List.of(mount.point(), mount.source(), mount.type()));
      if (filesystem == null) {
        continue;
      }
      try {
        statfs.read(rootfs.resolve(mount.point().substring(1)));
      } catch (IOException e) {
        failed = e; // one that cannot be asked must not hide the others
        continue;
      }
      samples.set(filesystem, NodeFilesystemKind.CAPACITY, statfs.capacity());
      samples.set(filesystem, NodeFilesystemKind.USED, statfs.used());
      samples.set(filesystem, NodeFilesystemKind.AVAILABLE, statfs.available());
      samples.set(filesystem, NodeFilesystemKind.INODES, statfs.inodes());
      samples.set(filesystem, NodeFilesystemKind.INODES_FREE, statfs.inodesFree());
      samples.set(filesystem, NodeFilesystemKind.READ_ONLY, mount.readOnly() ? 1 : 0);
    }
    filesystems.endMissing(samples);
    if (failed != null && mounts.filesystems().size() == 1) {
      throw failed;
    }
    return Outcome.PRODUCED;
  }
}
