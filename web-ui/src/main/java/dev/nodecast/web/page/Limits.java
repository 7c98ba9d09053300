package dev.nodecast.web.page;

import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.read.Bounds;

/** Requests and limits beside usage: {@code 0.50 / 2 cores}; a dash is not given. */
final class Limits {
  private Limits() {}

  static String html(double cpuCores, double memoryBytes) {
    return Cores.whole(cpuCores).text() + " / " + Bytes.of(memoryBytes).text();
  }

  static String cpu(Bounds of) {
    return pair(Cores.whole(of.cpuRequestCores()), Cores.whole(of.cpuLimitCores()));
  }

  static String memory(Bounds of) {
    return pair(Bytes.of(of.memoryRequestBytes()), Bytes.of(of.memoryLimitBytes()));
  }

  /** Both below each other; one dash where nothing is given. */
  static String both(Bounds of) {
    boolean none =
        Double.isNaN(of.cpuRequestCores())
            && Double.isNaN(of.cpuLimitCores())
            && Double.isNaN(of.memoryRequestBytes())
            && Double.isNaN(of.memoryLimitBytes());
    return none ? Figure.NOT_MEASURED.number() : cpu(of) + "<small>" + memory(of) + "</small>";
  }

  /** One unit where both have the same one. */
  private static String pair(Figure request, Figure limit) {
    boolean same = request.unit().equals(limit.unit());
    return (same ? request.number() : request.text()) + " / " + limit.text();
  }
}
