package dev.nodecast.agent.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of a spool beside its frames.
 *
 * <ul>
 *   <li>{@code lock}: held while an agent uses the directory, holds its process id
 *   <li>{@code identity}: the boot id of new frames
 *   <li>{@code position}: the next sequence number, written after each frame; it tells a restart
 *       whether frames vanished from the end, whose numbers must never be given again
 *   <li>{@code acked}: boot id and sequence number of the last acknowledgement, written lazily
 *   <li>{@code kept/}: the ledger, if one is wanted
 * </ul>
 */
final class SpoolDirectory implements AutoCloseable {
  private static final Pattern SEGMENT = Pattern.compile("0[0-9a-f]{15}\\.seg");
  private static final Pattern BOOT_ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{8}");
  private static final long POSITION_CHECK = 0x6E6F646563617374L;

  private final Path directory;
  private final FileChannel lockChannel;
  private final FileChannel positionChannel;
  private final ByteBuffer positionBytes = ByteBuffer.allocateDirect(16);

  /** The last acknowledgement that was noted. */
  record Acked(String bootId, long seq) {}

  private SpoolDirectory(Path directory, FileChannel lockChannel, FileChannel positionChannel) {
    this.directory = directory;
    this.lockChannel = lockChannel;
    this.positionChannel = positionChannel;
  }

  /**
   * Takes the directory for this process.
   *
   * @throws IOException naming the directory when it cannot be used or is in use
   */
  static SpoolDirectory open(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lock =
        FileChannel.open(
            directory.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (!tryLock(lock)) {
        throw new IOException(
            "NODECAST_SPOOL_DIR: "
                + directory
                + " is in use by the agent with process id "
                + holder(lock)
                + " (expected: a directory of its own for each agent)");
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      lock.truncate(0).write(ByteBuffer.wrap(pid), 0);
      FileChannel position =
          FileChannel.open(
              directory.resolve("position"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return new SpoolDirectory(directory, lock, position);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  private static String holder(FileChannel lock) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    lock.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "unknown" : pid;
  }

  /**
   * The first 8 hex digits of {@code <proc>/sys/kernel/random/boot_id}. A host without that file
   * counts as booted anew at each start: the safe side, as a lost tail then cannot go unnoticed.
   */
  static String kernelBoot(Path proc) {
    try {
      String text = Files.readString(proc.resolve("sys/kernel/random/boot_id"));
      if (text.length() >= 8 && BOOT_ID.matcher(text.substring(0, 8) + "-00000000").matches()) {
        return text.substring(0, 8);
      }
    } catch (IOException e) {
      // Answered below.
    }
    return randomHex();
  }

  static String newBootId(String kernelBoot) {
    return kernelBoot + "-" + randomHex();
  }

  private static String randomHex() {
    return String.format("%08x", new SecureRandom().nextInt());
  }

  /** Segment files, oldest first. */
  List<Path> segments() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        if (SEGMENT.matcher(file.getFileName().toString()).matches()) {
          found.add(file);
        }
      }
    }
    found.sort(null);
    return found;
  }

  Path segment(long order) {
    return directory.resolve(String.format("%016x.seg", order));
  }

  static long order(Path segment) {
    return Long.parseUnsignedLong(segment.getFileName().toString().substring(0, 16), 16);
  }

  /** Moves a segment to the ledger. */
  void keep(Segment segment) throws IOException {
    Path kept = Files.createDirectories(directory.resolve("kept"));
    move(segment.file, kept.resolve(segment.file.getFileName()));
  }

  /** The boot id, or null when there is none that can be believed. */
  String identity() {
    String text = smallFile("identity");
    return BOOT_ID.matcher(text).matches() ? text : null;
  }

  void identity(String bootId) throws IOException {
    replace("identity", bootId);
  }

  /** The next sequence number, or 0 when it is not known. */
  long position() throws IOException {
    positionBytes.clear();
    if (positionChannel.read(positionBytes, 0) < 16) {
      return 0;
    }
    long next = positionBytes.getLong(0);
    return next > 0 && (next ^ POSITION_CHECK) == positionBytes.getLong(8) ? next : 0;
  }

  /** Notes the next sequence number. Allocates nothing. */
  void position(long next) throws IOException {
    positionBytes.clear();
    positionBytes.putLong(next).putLong(next ^ POSITION_CHECK).flip();
    positionChannel.write(positionBytes, 0);
  }

  Acked acked() {
    String[] words = smallFile("acked").split(" ", -1);
    if (words.length == 2 && words[1].matches("[0-9]{1,18}")) {
      return new Acked(words[0], Long.parseLong(words[1]));
    }
    return new Acked("", 0);
  }

  void acked(Acked acked) throws IOException {
    replace("acked", acked.bootId() + " " + acked.seq());
  }

  private String smallFile(String name) {
    try (InputStream in = Files.newInputStream(directory.resolve(name))) {
      return new String(in.readNBytes(256), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private void replace(String name, String text) throws IOException {
    Path next = directory.resolve(name + ".tmp");
    Files.writeString(next, text + "\n");
    move(next, directory.resolve(name));
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Frees the directory for another process. */
  @Override
  public void close() throws IOException {
    positionChannel.close();
    lockChannel.close();
  }
}
