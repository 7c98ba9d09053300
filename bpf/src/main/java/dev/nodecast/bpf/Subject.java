package dev.nodecast.bpf;

import java.util.List;

/** A subject that was started, as far as the kernel let it; its close ends its programs. */
public interface Subject extends AutoCloseable {
  /** Its programs, those that were refused too, and its maps. */
  BpfSubject programs();

  /** What it counts about itself: always the same ones in the same order. */
  default List<SubjectCount> counts() {
    return List.of();
  }

  @Override
  void close();
}
