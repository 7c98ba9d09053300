package dev.nodecast.bpf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** The running kernel, for tests that need it. */
public final class Kernel {
  private Kernel() {}

  /** What is read from the real files. */
  public static KernelSupport support() {
    return KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
  }

  /** The same, skipping the test where no program can be loaded. */
  public static KernelSupport capable() {
    KernelSupport kernel = support();
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    return kernel;
  }
}
