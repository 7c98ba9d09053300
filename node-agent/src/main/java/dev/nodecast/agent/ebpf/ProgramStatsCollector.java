package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.ProgramStats;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.RunStats;
import dev.nodecast.catalog.AgentProgramKind;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Every kernel program: loaded or why not, and what it costs. The kernel's statistics are switched
 * on at one run of this collector and off at the next, once in {@link #PERIOD}: a window is one
 * cadence long, and nobody waits for it.
 */
public final class ProgramStatsCollector implements Collector {
  /** From the opening of a window to the next. */
  static final long PERIOD = TimeUnit.SECONDS.toNanos(60);

  private static final List<Group> GROUPS = List.of(AgentProgramKind.KIND.groups().get(0));

  /** A program's name; it keeps its totals when its subject is stopped and started again. */
  private record Key(String subject, String program) {}

  private final Supplier<List<BpfSubject>> running;
  private final Supplier<RunStats> statistics;
  private final LongSupplier nanoTime;
  private final EntitySet<Key> entities = new EntitySet<>(AgentProgramKind.KIND);
  private final Map<Key, RunEstimate> estimates = new HashMap<>();
  private Optional<RunStats> window = Optional.empty();
  private String refusal = "";
  private long windowNanos;
  private long lastNanos;
  private boolean started;
  private boolean opened;
  private volatile List<ProgramFigures> figures = List.of();

  public ProgramStatsCollector(Supplier<List<BpfSubject>> running) {
    this(running, RunStats::open, System::nanoTime);
  }

  ProgramStatsCollector(
      Supplier<List<BpfSubject>> running, Supplier<RunStats> statistics, LongSupplier nanoTime) {
    this.running = running;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  /** Every program as of the last run; any thread may ask. */
  public List<ProgramFigures> figures() {
    return figures;
  }

  @Override
  public Outcome collect(Samples samples) {
    long now = nanoTime.getAsLong();
    double seconds = started ? (now - lastNanos) / 1e9 : 0;
    started = true;
    lastNanos = now;
    List<BpfSubject> subjects;
    boolean closing = window.isPresent();
    try {
      subjects = running.get();
      for (BpfSubject subject : subjects) {
        subject.object().ifPresent(object -> advance(object, closing, seconds));
      }
    } finally {
      // Whatever failed: a window that stays open costs every program of the machine.
      window.ifPresent(RunStats::close);
      window = Optional.empty();
    }
    boolean due = !opened || now - windowNanos >= PERIOD;
    if (!closing && due && subjects.stream().anyMatch(subject -> subject.object().isPresent())) {
      open(subjects, now);
    }
    report(samples, subjects);
    return Outcome.PRODUCED;
  }

  private void advance(BpfObject object, boolean closing, double seconds) {
    for (BpfProgram program : object.programs()) {
      if (program.attached()) {
        RunEstimate estimate = estimate(object.name(), program.name());
        if (closing) {
          stats(program).ifPresentOrElse(it -> estimate.end(it, seconds), estimate::stop);
        } else {
          estimate.hold(seconds);
        }
      }
    }
  }

  private void open(List<BpfSubject> subjects, long now) {
    opened = true;
    windowNanos = now;
    RunStats switched = statistics.get();
    refusal = switched.refusal();
    if (!refusal.isEmpty()) {
      // What was allowed before is no longer: rates that nobody renews would count for ever.
      estimates.values().forEach(RunEstimate::stop);
      return;
    }
    window = Optional.of(switched);
    for (BpfSubject subject : subjects) {
      subject.object().stream()
          .flatMap(object -> object.programs().stream())
          .filter(BpfProgram::attached)
          .forEach(program -> begin(subject, program));
    }
  }

  private void begin(BpfSubject subject, BpfProgram program) {
    String name = subject.object().orElseThrow().name();
    stats(program).ifPresent(estimate(name, program.name())::begin);
  }

  private void report(Samples samples, List<BpfSubject> subjects) {
    List<ProgramFigures> all = new ArrayList<>();
    Set<Key> seen = new HashSet<>();
    entities.begin();
    for (BpfSubject subject : subjects) {
      for (ProgramSupport support : subject.support()) {
        Key key = new Key(support.subject(), support.program());
        seen.add(key);
        RunEstimate estimate = estimate(key.subject(), key.program());
        all.add(new ProgramFigures(support, estimate.counted(), estimate.runs(), estimate.nanos()));
        Entity known = entities.known(key);
        Entity entity =
            known != null
                ? known
                : entities.add(samples, key, List.of(key.subject(), key.program()));
        if (entity != null) {
          set(samples, entity, support, estimate);
        }
      }
    }
    entities.endMissing(samples);
    estimates.keySet().retainAll(seen);
    figures = List.copyOf(all);
  }

  private void set(Samples samples, Entity entity, ProgramSupport support, RunEstimate estimate) {
    samples.set(entity, AgentProgramKind.LOADED, support.loaded() ? 1 : 0);
    samples.text(entity, AgentProgramKind.HOOK, none(support.hook()));
    samples.text(entity, AgentProgramKind.REASON, none(support.reason()));
    samples.text(entity, AgentProgramKind.UNCOUNTED, support.loaded() ? none(refusal) : null);
    if (estimate.counted()) {
      samples.setFromZero(entity, AgentProgramKind.RUNS, estimate.runs());
      samples.setFromZero(entity, AgentProgramKind.RUN_TIME, estimate.nanos());
    }
  }

  private RunEstimate estimate(String subject, String program) {
    return estimates.computeIfAbsent(new Key(subject, program), key -> new RunEstimate());
  }

  /** Empty when the subject was closed meanwhile. */
  private static Optional<ProgramStats> stats(BpfProgram program) {
    try {
      return Optional.of(program.stats());
    } catch (BpfException | IllegalStateException gone) {
      return Optional.empty();
    }
  }

  private static String none(String text) {
    return text.isEmpty() ? null : text;
  }
}
