package dev.nodecast.bpf.basic;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.CopiedSlots;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.OwnTracefs;
import dev.nodecast.bpf.SlotReadings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The limited set in a process of its own, which sees tracefs; answers what was counted so far. */
final class BasicProgram implements AutoCloseable {
  private static final String END = "end";

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream questions;

  /** Empty reasons of programs that run, by name. */
  final Map<String, String> support;

  private BasicProgram(Process process) throws IOException {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.support = answer();
  }

  /**
   * Starts it.
   *
   * @param limit cgroups that are told apart, with the sum of the others
   * @param connects how many may be in flight
   */
  static BasicProgram start(int limit, int connects) throws IOException {
    Kernel.capable();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new BasicProgram(
        OwnTracefs.start(
            List.of(
                java,
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                BasicProgram.class.getName(),
                String.valueOf(limit),
                String.valueOf(connects))));
  }

  /** Everything that was counted until now. */
  Readings read() throws IOException {
    questions.println("read");
    return new Readings(answer());
  }

  /** Counters since the start, by the v2 id of their cgroup. */
  record Readings(Map<String, String> values) {
    long value(CgroupIds cgroup, String field) {
      return value(cgroup.v2() + "/" + field);
    }

    long other(String field) {
      return value("other/" + field);
    }

    long lost(String map) {
      return value("lost/" + map);
    }

    private long value(String key) {
      return Long.parseLong(values.getOrDefault(key, "0"));
    }
  }

  private Map<String, String> answer() throws IOException {
    Map<String, String> lines = new HashMap<>();
    for (String line = answers.readLine(); !END.equals(line); line = answers.readLine()) {
      if (line == null) {
        throw new AssertionError("the limited set ended by itself");
      }
      String[] words = line.split(" ", 2);
      lines.put(words[0], words[1]);
    }
    return lines;
  }

  @Override
  public void close() throws InterruptedException {
    questions.close(); // it ends with its input
    process.waitFor();
  }

  public static void main(String[] args) throws IOException {
    int limit = Integer.parseInt(args[0]);
    int connects = Integer.parseInt(args[1]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Basic basic =
        Basic.start(
            Kernel.support(), limit, object -> object.map("basic_connects").resize(connects))) {
      basic.programs().support().forEach(p -> out.println(p.program() + " " + p.reason()));
      out.println(END);
      CopiedSlots slots = basic.slots().orElseThrow();
      SlotReadings readings = new SlotReadings(slots, slots.counters());
      while (in.readLine() != null) {
        readings.read();
        slots.used().stream()
            .filter(slot -> slot != CopiedSlots.NO_ROOM)
            .forEach(slot -> print(out, readings, slots.cgroup(slot)));
        for (var field : BasicCounts.LAYOUT.fields()) {
          out.println("other/" + field.name() + " " + readings.noRoom(field.name()));
        }
        basic.counts().forEach(c -> out.println("lost/" + c.map() + " " + c.value()));
        out.println(END);
      }
    }
  }

  private static void print(PrintStream out, SlotReadings readings, CgroupIds cgroup) {
    for (var field : BasicCounts.LAYOUT.fields()) {
      long value = readings.value(cgroup, field.name());
      out.println(cgroup.v2() + "/" + field.name() + " " + value);
    }
  }
}
