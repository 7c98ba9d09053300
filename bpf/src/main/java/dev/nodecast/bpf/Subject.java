package dev.nodecast.bpf;

/** A subject that was started, as far as the kernel let it; its close ends its programs. */
public interface Subject extends AutoCloseable {
  /** Its programs, those that were refused too, and its maps. */
  BpfSubject programs();

  @Override
  void close();
}
