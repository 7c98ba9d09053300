package dev.nodecast.bench.sim;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKind;
import java.util.Random;

/** One container on a cgroup v2 host, window by window. */
final class SimulatedContainer {
  private static final long PAGE = 4096;
  private static final long MIB = 1 << 20;

  private final Random random;
  private final double cpuShare;
  private final double noise;
  private final double faults;
  private final boolean limited;
  private final long cpuLimitMillis;
  private final long memoryLimit;
  private final long pids;
  private final long shmem;
  private final long mapped;
  private long anon;
  private long file;
  private long kernel;
  private long peak;

  SimulatedContainer(Random random) {
    this.random = random;
    int dice = random.nextInt(100);
    if (dice < 12) {
      cpuShare = 0;
      faults = 0;
    } else if (dice < 60) {
      cpuShare = 0.0005 + 0.002 * random.nextDouble();
      faults = random.nextInt(4) == 0 ? 3 : 0;
    } else if (dice < 90) {
      cpuShare = 0.02 + 0.2 * random.nextDouble();
      faults = 50 + random.nextInt(200);
    } else {
      cpuShare = 0.5 + 1.5 * random.nextDouble();
      faults = 500 + random.nextInt(4000);
    }
    noise = 0.12 + 0.13 * random.nextDouble();
    limited = random.nextInt(10) < 7;
    cpuLimitMillis = limited ? 250L << random.nextInt(4) : 0;
    memoryLimit = limited ? (128 * MIB) << random.nextInt(5) : Column.NOT_MEASURED;
    anon = (10 + random.nextInt(300)) * MIB / PAGE * PAGE;
    file = (1 + random.nextInt(100)) * MIB / PAGE * PAGE;
    kernel = (1 + random.nextInt(8)) * MIB / PAGE * PAGE;
    shmem = random.nextInt(3) == 0 ? random.nextInt(64) * MIB : 0;
    mapped = random.nextInt(40) * MIB;
    pids = 1L + random.nextInt(dice < 60 ? 8 : 60);
    peak = anon + file + kernel;
  }

  boolean limited() {
    return limited;
  }

  /** The next window, into one row. */
  void fill(long[][] values, long[][] maxima, int row, int windowMs) {
    cpu(values, row, windowMs);
    memory(values, maxima, row);
    long running = pids + (cpuShare > 0.3 && random.nextInt(4) == 0 ? random.nextInt(3) : 0);
    set(values, ContainerKind.PIDS_CURRENT, row, running);
    set(maxima, ContainerKind.PIDS_CURRENT, row, running);
    set(values, ContainerKind.CPU_WEIGHT, row, limited ? 39 : 1);
    set(values, ContainerKind.CPU_LIMIT, row, limited ? cpuLimitMillis : Column.NOT_MEASURED);
    set(values, ContainerKind.MEMORY_LIMIT, row, memoryLimit);
    set(values, ContainerKind.SWAP_LIMIT, row, 0);
    set(values, ContainerKind.PIDS_LIMIT, row, 14_000);
  }

  private void cpu(long[][] values, int row, int windowMs) {
    long usage = noisy(cpuShare * windowMs * 1000);
    long user = Math.min(usage, Math.round(usage * (0.7 + 0.04 * random.nextGaussian())));
    set(values, ContainerKind.CPU_USAGE, row, usage);
    set(values, ContainerKind.CPU_USER, row, user);
    set(values, ContainerKind.CPU_SYSTEM, row, usage - user);
    boolean throttles = limited && cpuShare * 1000 > cpuLimitMillis * 0.6;
    long periods = !limited || cpuShare == 0 ? 0 : cpuShare < 0.01 ? noisy(3) : windowMs / 100;
    set(values, ContainerKind.CPU_PERIODS, row, periods);
    set(values, ContainerKind.CPU_THROTTLED_PERIODS, row, throttles ? noisy(6) : 0);
    set(values, ContainerKind.CPU_THROTTLED, row, throttles ? noisy(150_000) : 0);
    long waited = cpuShare < 0.02 ? 0 : noisy(usage * 0.03);
    set(values, ContainerKind.PRESSURE_CPU_SOME, row, waited);
    set(values, ContainerKind.PRESSURE_CPU_FULL, row, waited == 0 ? 0 : noisy(waited * 0.4));
    boolean reads = cpuShare > 0.02 && random.nextInt(10) == 0;
    long io = reads ? noisy(4000) : 0;
    set(values, ContainerKind.PRESSURE_IO_SOME, row, io);
    set(values, ContainerKind.PRESSURE_IO_FULL, row, io == 0 ? 0 : noisy(io * 0.8));
    set(values, ContainerKind.PRESSURE_MEMORY_SOME, row, 0);
    set(values, ContainerKind.PRESSURE_MEMORY_FULL, row, 0);
  }

  private void memory(long[][] values, long[][] maxima, int row) {
    if (cpuShare > 0.01) {
      anon = walk(anon, cpuShare > 0.3 ? 0.01 : 0.002);
      if (random.nextInt(4) == 0) {
        file = walk(file, 0.01);
      }
      if (random.nextInt(3) == 0) {
        kernel = walk(kernel, 0.005);
      }
    } else if (cpuShare > 0 && random.nextInt(10) == 0) {
      anon = walk(anon, 0.001);
    }
    long current = anon + file + kernel;
    long working = current - file / 3 / PAGE * PAGE;
    // The window's largest reading is one of five, mostly a little above the last one.
    long above = cpuShare > 0.01 ? Math.abs(noise(anon * 0.002)) : 0;
    peak = Math.max(peak, current + above);
    set(values, ContainerKind.MEMORY_CURRENT, row, current);
    set(maxima, ContainerKind.MEMORY_CURRENT, row, current + above);
    set(values, ContainerKind.MEMORY_WORKING_SET, row, working);
    set(maxima, ContainerKind.MEMORY_WORKING_SET, row, working + above);
    set(values, ContainerKind.MEMORY_PEAK, row, peak);
    set(values, ContainerKind.MEMORY_ANON, row, anon);
    set(values, ContainerKind.MEMORY_FILE, row, file);
    set(values, ContainerKind.MEMORY_KERNEL, row, kernel);
    set(values, ContainerKind.MEMORY_SHMEM, row, shmem);
    set(values, ContainerKind.MEMORY_MAPPED, row, mapped);
    set(values, ContainerKind.MEMORY_SWAP, row, 0);
    set(values, ContainerKind.PAGE_FAULTS, row, noisy(faults));
    set(values, ContainerKind.MAJOR_PAGE_FAULTS, row, random.nextInt(500) == 0 ? 1 : 0);
    for (Column never :
        new Column[] {
          ContainerKind.MEMORY_EVENTS_HIGH,
          ContainerKind.MEMORY_EVENTS_MAX,
          ContainerKind.MEMORY_EVENTS_OOM,
          ContainerKind.MEMORY_EVENTS_OOM_KILL
        }) {
      set(values, never, row, 0);
    }
  }

  private long noisy(double mean) {
    return mean == 0 ? 0 : Math.max(0, Math.round(mean * (1 + noise * random.nextGaussian())));
  }

  private long noise(double deviation) {
    return Math.round(random.nextGaussian() * deviation) / PAGE * PAGE;
  }

  private long walk(long from, double share) {
    return Math.max(MIB, from + noise(from * share));
  }

  private static void set(long[][] cells, Column column, int row, long value) {
    cells[column.index()][row] = value;
  }
}
