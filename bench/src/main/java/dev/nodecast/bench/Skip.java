package dev.nodecast.bench;

import dev.nodecast.bpf.KernelSupport;
import java.nio.file.Path;

/** The machine lacks what a benchmark needs; the message says what. */
public final class Skip extends Exception {
  private static final long serialVersionUID = 1;

  public Skip(String reason) {
    super(reason);
  }

  /**
   * The kernel that runs here.
   *
   * @throws Skip when it, or our rights, allow no kernel programs
   */
  static KernelSupport unlessKernelPrograms() throws Skip {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    if (!kernel.capable()) {
      throw new Skip(String.join("; ", kernel.obstacles()));
    }
    return kernel;
  }
}
