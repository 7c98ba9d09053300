package dev.nodecast.web.read;

/** Pressure stall information: shares of the last interval in which some or all tasks waited. */
public record Pressure(
    double cpuSome,
    double cpuFull,
    double memorySome,
    double memoryFull,
    double ioSome,
    double ioFull) {
  /** Nothing measured: the kernel has no PSI. */
  public static final Pressure NOT_MEASURED =
      new Pressure(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** The worst of the three "some", ignoring what is not measured. */
  public double worst() {
    double worst = Double.NaN;
    for (double some : new double[] {cpuSome, memorySome, ioSome}) {
      worst = Double.isNaN(worst) || some > worst ? some : worst;
    }
    return worst;
  }
}
