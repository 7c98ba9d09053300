package dev.nodecast.agent.identity;

import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods that were known last, on disk: after a restart of the agent names are right before
 * anybody was asked. Magic number, count, pods, CRC-32; one that is damaged is no inventory, and
 * neither is one with other labels than are needed now: a filter would decide by what is not there.
 */
final class InventoryFile {
  private static final Logger logger = LoggerFactory.getLogger(InventoryFile.class);
  private static final int MAGIC = 0x4e435031; // NCP1
  private static final int CRC_BYTES = 8;
  private static final long MAX_BYTES = 64 << 20;

  private final Path file;
  private final byte[] labels;

  /**
   * @param labels keys of the labels that its pods have, if they have them at all
   */
  InventoryFile(Path file, List<String> labels) {
    this.file = file;
    this.labels = String.join(",", labels).getBytes(StandardCharsets.UTF_8);
  }

  /** Under another name first: a crash leaves the old one or the new one. */
  void save(Collection<PodIdentity> pods) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(pods.size());
    for (PodIdentity pod : pods) {
      write(out, pod);
    }
    CRC32 crc = begin();
    crc.update(bytes.toByteArray());
    out.writeLong(crc.getValue());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, bytes.toByteArray());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What was saved; empty when nothing was, or it cannot be read. */
  List<PodIdentity> load() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(Files.size(file) + " bytes");
      }
      return read(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | RuntimeException e) {
      logger.warn("{}: {} (expected: names of pods; they come again)", file, e.toString());
      return List.of();
    }
  }

  private CRC32 begin() {
    CRC32 crc = new CRC32();
    crc.update(labels);
    return crc;
  }

  private List<PodIdentity> read(byte[] bytes) throws IOException {
    int length = bytes.length - CRC_BYTES;
    if (length < 0) {
      throw new IOException("cut off");
    }
    CRC32 crc = begin();
    crc.update(bytes, 0, length);
    DataInputStream end = new DataInputStream(new ByteArrayInputStream(bytes, length, CRC_BYTES));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
    if (end.readLong() != crc.getValue() || in.readInt() != MAGIC) {
      throw new IOException("damaged, of another version, or with other labels");
    }
    List<PodIdentity> pods = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      pods.add(pod(in));
    }
    return pods;
  }

  private static void write(DataOutputStream out, PodIdentity pod) throws IOException {
    out.writeUTF(pod.uid());
    out.writeUTF(pod.namespace());
    out.writeUTF(pod.name());
    out.writeUTF(pod.workloadKind());
    out.writeUTF(pod.workload());
    out.writeUTF(pod.ip());
    out.writeInt(pod.labels().size());
    for (Map.Entry<String, String> label : pod.labels().entrySet()) {
      out.writeUTF(label.getKey());
      out.writeUTF(label.getValue());
    }
    out.writeInt(pod.containers().size());
    for (ContainerIdentity container : pod.containers()) {
      out.writeUTF(container.name());
      out.writeUTF(container.id());
      out.writeUTF(container.image());
    }
  }

  private static PodIdentity pod(DataInputStream in) throws IOException {
    String uid = in.readUTF();
    String namespace = in.readUTF();
    String name = in.readUTF();
    String kind = in.readUTF();
    String workload = in.readUTF();
    String ip = in.readUTF();
    Map<String, String> labels = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      labels.put(in.readUTF(), in.readUTF());
    }
    List<ContainerIdentity> containers = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      containers.add(new ContainerIdentity(in.readUTF(), in.readUTF(), in.readUTF()));
    }
    return new PodIdentity(uid, namespace, name, kind, workload, labels, ip, containers);
  }
}
