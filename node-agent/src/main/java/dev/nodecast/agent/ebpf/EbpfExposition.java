package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.self.Exposition;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The kernel programs in the agent's own metrics, as of the collectors' last runs. Any thread may
 * write them.
 */
public final class EbpfExposition {
  private static final String PREFIX = "nodecast_ebpf_";

  private final ProgramStatsCollector programs;
  private final MapStatsCollector maps;

  public EbpfExposition(ProgramStatsCollector programs, MapStatsCollector maps) {
    this.programs = programs;
    this.maps = maps;
  }

  /** Adds all families, those without a sample too: the names do not depend on the kernel. */
  public void write(Exposition out) {
    List<ProgramFigures> all = programs.figures();
    loaded(out, all);
    String estimated = ", estimated from 2 s of each 30 s.";
    counted(out, "program_runs_total", "Runs" + estimated, all, ProgramFigures::runs);
    counted(
        out,
        "program_seconds_total",
        "Time in it on all processors" + estimated,
        all,
        program -> program.nanos() / 1e9);
    maps(out, maps.figures());
    Map<String, List<SubjectCount>> counts = new TreeMap<>(maps.counts());
    counts(out, "events_total", "Events read from rings.", counts, What.EVENTS);
    counts(out, "dropped_total", "Events that found no room.", counts, What.DROPPED);
    counts(out, "map_update_errors_total", "Updates of full maps.", counts, What.UPDATE_ERRORS);
  }

  private static void loaded(Exposition out, List<ProgramFigures> all) {
    Map<String, Integer> failed = new TreeMap<>();
    for (ProgramFigures program : all) {
      failed.merge(program.support().subject(), program.support().loaded() ? 0 : 1, Integer::sum);
    }
    family(out, "programs_loaded", "gauge", "Kernel programs that run.");
    out.sample(
        PREFIX + "programs_loaded",
        all.stream().filter(program -> program.support().loaded()).count());
    family(out, "programs_failed", "gauge", "Kernel programs that do not run.");
    failed.forEach(
        (subject, count) -> out.sample(PREFIX + "programs_failed", count, "subject", subject));
    family(out, "program_info", "gauge", "Always 1; the reason is empty when it runs.");
    for (ProgramFigures program : all) {
      ProgramSupport of = program.support();
      String[] labels = {
        "subject", of.subject(), "program", of.program(), "hook", of.hook(), "reason", of.reason()
      };
      out.sample(PREFIX + "program_info", 1, labels);
    }
  }

  private static void counted(
      Exposition out,
      String name,
      String help,
      List<ProgramFigures> all,
      ToDoubleFunction<ProgramFigures> value) {
    family(out, name, "counter", help);
    for (ProgramFigures program : all) {
      if (program.counted()) {
        ProgramSupport of = program.support();
        String[] labels = {"subject", of.subject(), "program", of.program()};
        out.sample(PREFIX + name, value.applyAsDouble(program), labels);
      }
    }
  }

  private static void maps(Exposition out, List<MapFigures> all) {
    family(out, "map_entries", "gauge", "Entries of hash maps.");
    for (MapFigures map : all) {
      map.entries().ifPresent(entries -> map(out, "map_entries", map, entries));
    }
    family(out, "map_capacity", "gauge", "Most entries; of ring buffers, bytes.");
    for (MapFigures map : all) {
      if (map.capacity() > 0) {
        map(out, "map_capacity", map, map.capacity());
      }
    }
    family(out, "map_memory_bytes", "gauge", "Memory that the kernel charges.");
    for (MapFigures map : all) {
      map.memory().ifPresent(memory -> map(out, "map_memory_bytes", map, memory));
    }
  }

  private static void map(Exposition out, String name, MapFigures map, double value) {
    out.sample(PREFIX + name, value, "subject", map.subject(), "map", map.map());
  }

  private static void counts(
      Exposition out, String name, String help, Map<String, List<SubjectCount>> counts, What what) {
    family(out, name, "counter", help);
    counts.forEach(
        (subject, all) -> {
          for (SubjectCount count : all) {
            if (count.what() == what) {
              String[] labels =
                  count.reason().isEmpty()
                      ? new String[] {"subject", subject, "map", count.map()}
                      : new String[] {
                        "subject", subject, "map", count.map(), "reason", count.reason()
                      };
              out.sample(PREFIX + name, count.value(), labels);
            }
          }
        });
  }

  private static void family(Exposition out, String name, String type, String help) {
    out.family(PREFIX + name, type, help);
  }
}
