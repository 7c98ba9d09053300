package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One subject, running or not, and why not. Belongs to the tick thread; others may ask. */
public final class Probe<S extends Subject> {
  /** Starts a subject; never throws for what a kernel lacks. */
  @FunctionalInterface
  interface Starter<S extends Subject> {
    S start(KernelSupport kernel, Slots slots);
  }

  private final String name;
  private final Starter<S> starter;
  private volatile Optional<S> running = Optional.empty();
  private volatile Optional<BpfSubject> tried = Optional.empty();
  private volatile String reason = "not started";

  Probe(String name, Starter<S> starter) {
    this.name = name;
    this.starter = starter;
  }

  /** A subject that shares no maps with others. */
  static <S extends Subject> Probe<S> alone(String name, Function<KernelSupport, S> starter) {
    return new Probe<>(name, (kernel, none) -> starter.apply(kernel));
  }

  /** The subject's name. */
  public String name() {
    return name;
  }

  /** The subject while at least one of its programs runs. */
  public Optional<S> running() {
    return running;
  }

  /** Its programs as they were tried, refused ones too; empty while it is off. */
  Optional<BpfSubject> tried() {
    return tried;
  }

  /** Why nothing of it runs, in words; empty when something does. */
  public String reason() {
    return reason;
  }

  void on(KernelSupport kernel, Slots slots) {
    if (running.isPresent()) {
      return;
    }
    S started = starter.start(kernel, slots);
    tried = Optional.of(started.programs());
    if (started.programs().object().isPresent()) {
      running = Optional.of(started);
      reason = "";
    } else {
      started.close();
      List<ProgramSupport> refused = started.programs().support();
      reason = refused.isEmpty() ? "has no programs" : refused.get(0).reason();
    }
  }

  /** It cannot run on this machine: that is shown like a program that the kernel refused. */
  void refuse(String why) {
    off(why);
    tried = Optional.of(BpfSubject.nothing(name, why));
  }

  /** Whether it ran until now. */
  boolean off(String why) {
    boolean ran = running.isPresent();
    running.ifPresent(Subject::close);
    running = Optional.empty();
    tried = Optional.empty();
    reason = why;
    return ran;
  }
}
