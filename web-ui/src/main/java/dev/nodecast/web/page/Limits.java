package dev.nodecast.web.page;

import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;

/** Limits beside usage: {@code 2 cores, 1.00 GiB}; a dash is no limit. */
final class Limits {
  private Limits() {}

  static String html(double cpuCores, double memoryBytes) {
    return Cores.whole(cpuCores).text() + " / " + Bytes.of(memoryBytes).text();
  }
}
