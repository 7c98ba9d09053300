package dev.nodecast.bpf;

/**
 * One of several places at which a program runs, until it is closed or its object is. Threads: see
 * {@link BpfObject}.
 */
public final class BpfLink implements AutoCloseable {
  private final BpfObject object;
  private final BpfProgram program;
  private long handle;

  BpfLink(BpfObject object, BpfProgram program, long handle) {
    this.object = object;
    this.program = program;
    this.handle = handle;
  }

  /** The program does not run there any more; the second call does nothing. */
  @Override
  public void close() {
    object.unlink(this);
  }

  /** Call it while holding the object's lock. */
  void release() {
    if (handle != 0) {
      Libbpf.detach(handle);
      handle = 0;
      program.left();
    }
  }
}
