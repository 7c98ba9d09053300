package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.block.Block;
import dev.nodecast.bpf.file.FileAccess;
import dev.nodecast.bpf.life.Life;
import dev.nodecast.bpf.packets.Packets;
import dev.nodecast.bpf.scheduling.Scheduling;
import dev.nodecast.bpf.stalls.Stalls;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.bpf.syscall.Syscalls;
import dev.nodecast.bpf.tcp.Tcp;
import dev.nodecast.catalog.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subjects that this agent may run, and which of them do. What is wanted may be said by any
 * thread; the tick thread starts and stops, at the beginning of a tick.
 */
public final class Programs implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Programs.class);

  /** The least profile that runs a subject: what costs more per event comes later. */
  private static final Map<String, Profile> PROFILES =
      Map.ofEntries(
          Map.entry(Life.NAME, Profile.MINIMAL),
          Map.entry(Scheduling.NAME, Profile.MINIMAL),
          Map.entry(Stalls.NAME, Profile.MINIMAL),
          Map.entry(Block.NAME, Profile.STANDARD),
          Map.entry(Tcp.NAME, Profile.STANDARD),
          Map.entry(Packets.NAME, Profile.COMPREHENSIVE),
          Map.entry(FileAccess.NAME, Profile.COMPREHENSIVE),
          Map.entry(Syscalls.NAME, Profile.COMPREHENSIVE));

  public final Probe<Life> life = new Probe<>(Life.NAME, Life::start);
  public final Probe<Scheduling> scheduling = new Probe<>(Scheduling.NAME, Scheduling::start);
  public final Probe<Stalls> stalls = new Probe<>(Stalls.NAME, Stalls::start);
  public final Probe<Block> block = new Probe<>(Block.NAME, Block::start);
  public final Probe<Tcp> tcp = new Probe<>(Tcp.NAME, Tcp::start);
  public final Probe<Packets> packets = new Probe<>(Packets.NAME, Packets::start);
  public final Probe<FileAccess> file = new Probe<>(FileAccess.NAME, FileAccess::start);
  public final Probe<Syscalls> syscall;

  private final List<Probe<?>> all;
  private final KernelSupport kernel;
  private final int slotLimit;
  private volatile Map<String, String> off = Map.of();
  private Map<String, String> applied;
  private volatile Optional<Slots> slots = Optional.empty();
  private boolean refused;
  private int stops;

  /**
   * Nothing runs yet.
   *
   * @param slotLimit cgroups that are told apart
   * @param tracked names of the system calls that are counted
   */
  public Programs(KernelSupport kernel, int slotLimit, List<String> tracked) {
    this.kernel = kernel;
    this.slotLimit = slotLimit;
    this.syscall =
        new Probe<>(
            Syscalls.NAME,
            (k, slots) -> Syscalls.start(k, slots, SyscallTable.ofMachine().numbers(tracked)));
    this.all = List.of(life, stalls, block, tcp, scheduling, packets, file, syscall);
  }

  /** The same with the system calls that are counted by default. */
  public Programs(KernelSupport kernel, int slotLimit) {
    this(kernel, slotLimit, SyscallTable.DEFAULT);
  }

  /** Which subjects a profile leaves out, and a reason for each that people understand. */
  public static Map<String, String> outside(Profile profile) {
    Map<String, String> out = new HashMap<>();
    PROFILES.forEach(
        (name, least) -> {
          if (!profile.includes(least)) {
            out.put(name, "not in profile " + profile.text());
          }
        });
    return Map.copyOf(out);
  }

  /** What profile custom leaves out when it lists these subjects. */
  public static Map<String, String> but(List<String> subjects) {
    Map<String, String> out = new HashMap<>(none("not in profile " + Profile.CUSTOM.text()));
    out.keySet().removeAll(subjects);
    return Map.copyOf(out);
  }

  /** Every subject's name, sorted. */
  public static List<String> names() {
    return PROFILES.keySet().stream().sorted().toList();
  }

  /** The same reason for every subject. */
  public static Map<String, String> none(String reason) {
    Map<String, String> out = new HashMap<>();
    PROFILES.keySet().forEach(name -> out.put(name, reason));
    return Map.copyOf(out);
  }

  /**
   * Says what is not to run from the next tick on; everything else is.
   *
   * @param reasons why, by subject
   */
  public void leaveOut(Map<String, String> reasons) {
    off = Map.copyOf(reasons);
  }

  /** Starts what is wanted and stops what is not. */
  void apply() {
    Map<String, String> now = off;
    if (now.equals(applied)) {
      return;
    }
    applied = now;
    if (slots.isEmpty() && !refused && all.stream().anyMatch(p -> !now.containsKey(p.name()))) {
      openSlots();
    }
    for (Probe<?> probe : all) {
      String reason = now.get(probe.name());
      if (reason != null) {
        stops += probe.off(reason) ? 1 : 0;
      } else if (slots.isPresent()) {
        probe.on(kernel, slots.get());
        if (!probe.reason().isEmpty()) {
          logger.info("kernel programs {}: {}", probe.name(), probe.reason());
        }
      }
    }
  }

  /** How often a subject that ran was stopped. */
  int stops() {
    return stops;
  }

  /** Without the shared maps nothing can run, and each subject says why. */
  private void openSlots() {
    String why;
    try {
      slots = Optional.of(Slots.open(slotLimit));
      return;
    } catch (BpfException e) {
      why = kernel.obstacles().isEmpty() ? e.getMessage() : String.join("; ", kernel.obstacles());
    } catch (LinkageError e) {
      why = "the bridge to libbpf does not load: " + e.getMessage();
    }
    refused = true;
    logger.info("kernel programs: {}", why);
    for (Probe<?> probe : all) {
      probe.off(why);
    }
  }

  /** The cgroups that programs have seen; empty while none can run. */
  Optional<Slots> slots() {
    return slots;
  }

  /** Every subject. */
  public List<Probe<?>> all() {
    return all;
  }

  /** Subjects of which something runs; any thread may ask. */
  Set<String> runningNames() {
    return all.stream()
        .filter(probe -> probe.running().isPresent())
        .map(Probe::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Every subject that was tried, those that were refused too, and the shared maps. */
  public List<BpfSubject> tried() {
    List<BpfSubject> tried = new ArrayList<>();
    slots.ifPresent(shared -> tried.add(shared.programs()));
    for (Probe<?> probe : all) {
      probe.tried().ifPresent(tried::add);
    }
    return tried;
  }

  /** What the running ones count about themselves, by subject. */
  public Map<String, List<SubjectCount>> counts() {
    Map<String, List<SubjectCount>> counts = new HashMap<>();
    slots.ifPresent(shared -> counts.put(shared.programs().name(), shared.counts()));
    for (Probe<?> probe : all) {
      probe.running().ifPresent(subject -> counts.put(probe.name(), subject.counts()));
    }
    return counts;
  }

  @Override
  public void close() {
    for (Probe<?> probe : all) {
      probe.off("stopped");
    }
    slots.ifPresent(Slots::close);
  }
}
