package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.MapRow;
import dev.nodecast.web.read.ProbeRow;
import dev.nodecast.web.read.Probes;
import dev.nodecast.web.read.TlsRow;
import java.io.IOException;

/** {@code /api/v1/probes}: the kernel programs of all live agents, as Status groups them. */
final class ProbesJson {
  private ProbesJson() {}

  static byte[] probes(Present present) {
    Probes probes = ProbeReads.probes(present);
    return Json.object(
        json ->
            json.number("loaded", probes.loaded())
                .number("total", probes.total())
                .array(
                    "programs",
                    all -> {
                      for (ProbeRow row : probes.programs()) {
                        all.element(it -> program(it, row));
                      }
                    })
                .array(
                    "maps",
                    all -> {
                      for (MapRow row : probes.maps()) {
                        all.element(it -> map(it, row));
                      }
                    })
                .array(
                    "tls",
                    all -> {
                      for (TlsRow row : probes.tls()) {
                        all.element(it -> tls(it, row));
                      }
                    }));
  }

  private static void tls(Json json, TlsRow row) throws IOException {
    json.text("program", row.program())
        .textOrNull("where", row.where())
        .text("library", row.library())
        .text("state", row.state())
        .truth("read", row.read())
        .number("connections", row.connections())
        .number("nodes", row.nodes())
        .text("node", row.node())
        .number("pid", row.pid());
  }

  private static void program(Json json, ProbeRow row) throws IOException {
    json.text("subject", row.subject())
        .text("program", row.program())
        .textOrNull("hook", row.hook())
        .text("feeds", row.feeds())
        .truth("loaded", row.loaded())
        .textOrNull("reason", row.reason())
        .textOrNull("uncounted", row.uncounted())
        .number("nodes", row.nodes())
        .number("known", row.known())
        .texts("on", row.on())
        .number("runsPerSecond", row.runsPerSecond())
        .number("secondsPerRun", row.secondsPerRun())
        .number("cpuShareWorst", row.cpuShare())
        .textOrNull("worstNode", row.worst());
  }

  private static void map(Json json, MapRow row) throws IOException {
    json.text("subject", row.subject())
        .text("map", row.map())
        .number("nodes", row.nodes())
        .number("entries", row.entries())
        .number("capacity", row.capacity())
        .textOrNull("fullestNode", row.fullest())
        .number("memoryBytes", row.memoryBytes())
        .number("lost", row.lost());
  }
}
