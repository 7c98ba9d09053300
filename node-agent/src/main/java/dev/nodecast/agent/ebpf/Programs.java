package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.CgroupSlots;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.basic.Basic;
import dev.nodecast.bpf.block.Block;
import dev.nodecast.bpf.cache.PageCache;
import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.exchange.ExchangeScope;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.bpf.exchange.TlsExchanges;
import dev.nodecast.bpf.file.FileAccess;
import dev.nodecast.bpf.irq.Interrupts;
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
          Map.entry(Interrupts.NAME, Profile.COMPREHENSIVE),
          Map.entry(PageCache.NAME, Profile.COMPREHENSIVE),
          Map.entry(Syscalls.NAME, Profile.COMPREHENSIVE),
          Map.entry(Exchanges.NAME, Profile.STANDARD));

  public final Probe<Life> life = new Probe<>(Life.NAME, Life::start);
  public final Probe<Scheduling> scheduling = new Probe<>(Scheduling.NAME, Scheduling::start);
  public final Probe<Stalls> stalls = new Probe<>(Stalls.NAME, Stalls::start);
  public final Probe<Block> block = new Probe<>(Block.NAME, Block::start);
  public final Probe<Tcp> tcp = new Probe<>(Tcp.NAME, Tcp::start);
  public final Probe<Packets> packets = new Probe<>(Packets.NAME, Packets::start);
  public final Probe<FileAccess> file = new Probe<>(FileAccess.NAME, FileAccess::start);
  public final Probe<Interrupts> irq = Probe.alone(Interrupts.NAME, Interrupts::start);
  public final Probe<PageCache> cache = new Probe<>(PageCache.NAME, PageCache::start);
  public final Probe<Exchanges> exchange;

  /** Goes where {@link #exchange} goes, whose maps it shares, and only where it is asked for. */
  public final Probe<TlsExchanges> tls = new Probe<>(TlsExchanges.NAME, this::startTls);

  public final Probe<Syscalls> syscall;

  /** Stands in for some of the others where they cannot run: {@link LimitedSet}. */
  public final Probe<Basic> basic;

  private final List<Probe<?>> all;
  private final KernelSupport kernel;
  private final int slotLimit;
  private final ExchangeScope requests;
  private volatile Map<String, String> off = Map.of();
  private volatile boolean readsTls;
  private Map<String, String> applied;
  private volatile Optional<Slots> slots = Optional.empty();
  private volatile List<SubjectCount> left = List.of();
  private boolean decided;
  private boolean limited;
  private int stops;

  /** Why none of the others can run; empty when they can. */
  private String obstacle = "";

  /**
   * Nothing runs yet.
   *
   * @param slotLimit cgroups that are told apart
   * @param tracked names of the system calls that are counted
   * @param requests which are counted
   */
  public Programs(
      KernelSupport kernel, int slotLimit, List<String> tracked, ExchangeScope requests) {
    this(kernel, slotLimit, tracked, requests, Capture.NEWEST);
  }

  /** The same with a way of capturing requests that may not be the kernel's best. */
  Programs(KernelSupport kernel, int slotLimit, List<String> tracked, Capture capture) {
    this(kernel, slotLimit, tracked, ExchangeScope.all(), capture);
  }

  private Programs(
      KernelSupport kernel,
      int slotLimit,
      List<String> tracked,
      ExchangeScope requests,
      Capture capture) {
    this.kernel = kernel;
    this.slotLimit = slotLimit;
    this.syscall =
        new Probe<>(
            Syscalls.NAME,
            (k, slots) -> Syscalls.start(k, slots, SyscallTable.ofMachine().numbers(tracked)));
    this.requests = requests;
    this.exchange =
        new Probe<>(
            Exchanges.NAME,
            (k, slots) -> Exchanges.start(k, slots, requests, capture, object -> {}));
    this.basic = Probe.alone(Basic.NAME, k -> Basic.start(k, slotLimit));
    this.all =
        List.of(
            life,
            stalls,
            block,
            tcp,
            scheduling,
            packets,
            file,
            syscall,
            irq,
            cache,
            exchange,
            tls,
            basic);
  }

  /** The same with requests of all protocols. */
  public Programs(KernelSupport kernel, int slotLimit, List<String> tracked) {
    this(kernel, slotLimit, tracked, ExchangeScope.all());
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
    out.remove(Basic.NAME);
    return Map.copyOf(out);
  }

  /** What has nothing to do, whatever the profile, and why. */
  Map<String, String> idle() {
    return requests.protocols().isEmpty()
        ? Map.of(Exchanges.NAME, "NODECAST_PROTOCOLS is off")
        : Map.of();
  }

  /** What the reader of exchanges had to leave out; told with the subject's own counts. */
  void left(List<SubjectCount> counts) {
    left = List.copyOf(counts);
  }

  /** Every subject's name, sorted. */
  public static List<String> names() {
    return PROFILES.keySet().stream().sorted().toList();
  }

  /** The same reason for every subject. */
  public static Map<String, String> none(String reason) {
    Map<String, String> out = new HashMap<>();
    PROFILES.keySet().forEach(name -> out.put(name, reason));
    out.put(Basic.NAME, reason);
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

  /** Says that plaintext within TLS is to be read, from the next tick on; nobody's is otherwise. */
  public void readTls() {
    readsTls = true;
  }

  private TlsExchanges startTls(KernelSupport kernel, Slots slots) {
    return TlsExchanges.start(kernel, slots, exchange.running());
  }

  /** Starts what is wanted and stops what is not. */
  void apply() {
    Map<String, String> now = new HashMap<>(off);
    if (now.containsKey(Exchanges.NAME)) {
      now.put(TlsExchanges.NAME, now.get(Exchanges.NAME));
    } else if (!readsTls) {
      now.put(TlsExchanges.NAME, "NODECAST_TLS selects nobody");
    }
    if (now.equals(applied)) {
      return;
    }
    Map<String, String> before = applied;
    applied = now;
    boolean wanted = PROFILES.keySet().stream().anyMatch(name -> !now.containsKey(name));
    if (wanted && !decided) {
      decided = true;
      decide();
    }
    if (basic.running().isPresent() && LimitedSet.fewer(before, now)) {
      stops++;
    }
    standIn(now);
    for (Probe<?> probe : all) {
      String reason = now.get(probe.name());
      if (reason != null) {
        stops += probe.off(reason) ? 1 : 0;
      } else if (slots.isPresent() && probe != basic) {
        probe.on(kernel, slots.get());
        log(probe);
      } else if (!obstacle.isEmpty() && probe != basic) {
        probe.refuse(obstacle + (limited ? fallback() : ""));
      }
    }
    if (slots.isPresent()) {
      BpfSubject.trimMemory();
    }
  }

  /** How often a subject that ran, or that the limited set stood in for, was stopped. */
  int stops() {
    return stops;
  }

  /** What a subject's absence leaves, in the words of its reason. */
  private String fallback() {
    return basic.running().isPresent()
        ? ": limited set"
        : ", and the limited set does not run: " + basic.reason();
  }

  private void standIn(Map<String, String> now) {
    if (!limited) {
      basic.off("not needed: the others can run");
    } else if (LimitedSet.SUBJECTS.stream().allMatch(now::containsKey)) {
      basic.off("what it stands in for is not wanted");
    } else if (!now.containsKey(Basic.NAME)) {
      basic.on(kernel, null);
      log(basic);
    }
  }

  private static void log(Probe<?> probe) {
    if (!probe.reason().isEmpty()) {
      logger.info("kernel programs {}: {}", probe.name(), probe.reason());
    }
  }

  /** All but the limited set needs the kernel's types and the shared maps. */
  private void decide() {
    try {
      if (kernel.privileged() && !kernel.btf()) {
        obstacle = "the kernel has no BTF";
        limited = true;
      } else {
        slots = Optional.of(Slots.open(slotLimit));
      }
    } catch (BpfException e) {
      limited = kernel.privileged();
      obstacle =
          limited
              ? "the kernel does not make the maps that are shared (" + e.errno() + ", Linux 5.5)"
              : String.join("; ", kernel.obstacles());
    } catch (LinkageError e) {
      obstacle = "the bridge to libbpf does not load: " + e.getMessage();
    }
    if (!obstacle.isEmpty()) {
      logger.info("kernel programs: {}", obstacle);
    }
  }

  /** Whether a subject cannot run on this machine, and the limited set may stand in for it. */
  boolean limited(Probe<?> probe) {
    return limited && !off.containsKey(probe.name());
  }

  /** The cgroups of whatever runs; empty while nothing does. */
  Optional<? extends CgroupSlots> cgroups() {
    return slots.isPresent() ? slots : basic.running().flatMap(Basic::slots);
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
    counts.computeIfPresent(
        Exchanges.NAME,
        (name, own) -> {
          List<SubjectCount> all = new ArrayList<>(own);
          all.addAll(left);
          return all;
        });
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
