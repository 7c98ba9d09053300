package dev.nodecast.bpf.file;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.SlotSubject;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import dev.nodecast.bpf.syscall.SyscallTable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads, writes, opens and syncs of regular files by cgroup, at the system calls that do them;
 * sendfile, splice and copy_file_range count as a read of the one file and a write of the other.
 *
 * <p>Regular is what the inode says: files of {@code /proc} and memfds are, pipes, sockets, devices
 * and eventfds are not. Not seen is what passes by system calls (mmap, io_uring, Linux AIO, the
 * program that an execve loads) and what 32-bit programs do, which is counted apart. An operation
 * that failed is one of zero bytes; an open that failed is a failure only, whatever it was about.
 *
 * <p>Where the kernel takes no program of it, it reads as a host where nothing happens; its subject
 * says why. For one thread.
 */
public final class FileAccess implements Subject {
  /** The subject's name. */
  public static final String NAME = "file";

  private static final String STARTS = "file_starts";

  private final SlotSubject subject;

  /** One, or none when nothing loaded. */
  private final List<BpfMap> lost;

  private FileAccess(SlotSubject subject) {
    this.subject = subject;
    Optional<BpfObject> object = subject.programs().object();
    this.lost = object.map(o -> o.map("file_lost")).stream().toList();
    object.map(o -> o.map("file_operations")).ifPresent(FileAccess::tell);
  }

  /** Loads and attaches the programs. */
  public static FileAccess start(KernelSupport kernel, Slots slots) {
    return start(kernel, slots, object -> {});
  }

  static FileAccess start(KernelSupport kernel, Slots slots, Consumer<BpfObject> prepare) {
    return new FileAccess(SlotSubject.start(NAME, FileCounts.LAYOUT, kernel, slots, prepare));
  }

  /** Which number does what, on this architecture. */
  private static void tell(BpfMap operations) {
    SyscallTable table = SyscallTable.ofMachine();
    ByteBuffer key = Memory.direct(Integer.BYTES);
    ByteBuffer value = Memory.direct(Integer.BYTES);
    for (FileOperation operation : FileOperation.values()) {
      value.putInt(0, operation.ordinal());
      for (int number : table.numbers(operation.calls())) {
        operations.update(key.putInt(0, number), value);
      }
    }
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link FileCounts} of each slot; empty when no program runs. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(What.UPDATE_ERRORS, STARTS, "no_room", lostStarts()),
        new SubjectCount(What.DROPPED, STARTS, "compat_call", compatCalls()));
  }

  /** Operations that found no room to note their beginning, ever; they are in no count. */
  public long lostStarts() {
    return lost(FileLost.STARTS);
  }

  /** Calls of 32-bit programs, ever: in no count, since their numbers mean other calls. */
  public long compatCalls() {
    return lost(FileLost.COMPAT);
  }

  private long lost(int field) {
    long sum = 0;
    for (BpfMap map : lost) {
      ByteBuffer values = Memory.direct(map.valueStride());
      map.lookup(Memory.direct(Integer.BYTES), values);
      for (int cpu = 0; cpu < map.copies(); cpu++) {
        sum += values.getLong(cpu * map.copyStride() + field);
      }
    }
    return sum;
  }

  @Override
  public void close() {
    subject.close();
  }
}
