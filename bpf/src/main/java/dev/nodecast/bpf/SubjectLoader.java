package dev.nodecast.bpf;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out what a kernel takes of an object. An object loads whole or not at all; when it does
 * not, each program is tried alone, and the object is loaded with those that passed: a hook that is
 * missing takes nothing else with it.
 *
 * <p>Where kernels name one hook differently, a subject has a program for each: {@code name} and
 * {@code name___5_15}, as CO-RE writes types of older kernels. Only the first that the kernel takes
 * is attached and counts as the program, under the name that both have.
 */
final class SubjectLoader {
  /** A program's place in the file. */
  private record Program(String symbol, String name, String section) {}

  private static final String LIVE = "_live";

  private final String name;
  private final byte[] elf;
  private final KernelSupport kernel;
  private final Consumer<BpfObject> prepare;
  private final List<Program> programs;
  private final Map<String, BpfException> refused = new HashMap<>();

  /** Symbols: one flavor of each. */
  private List<String> loaded = List.of();

  /**
   * @throws BpfException when it is no BPF object
   */
  SubjectLoader(String name, byte[] elf, KernelSupport kernel, Consumer<BpfObject> prepare) {
    this.name = name;
    this.elf = elf;
    this.kernel = kernel;
    this.prepare = prepare;
    try (BpfObject object = BpfObject.open(elf, name)) {
      programs =
          object.programs().stream()
              .map(p -> new Program(p.symbol(), p.name(), p.section()))
              .toList();
    }
  }

  BpfSubject start() {
    Optional<BpfObject> object = load(newest());
    if (object.isEmpty()) {
      refused.clear();
      programs.forEach(p -> load(List.of(p.symbol())).ifPresent(BpfObject::close));
      List<String> passed = newest();
      object = passed.isEmpty() ? Optional.empty() : load(passed);
    }
    object.ifPresent(this::attach);
    while (object.isPresent() && !loaded.containsAll(newest())) {
      // A hook may be missing only when it is attached to (kprobes): then an older flavor is left.
      object.get().close();
      object = load(newest());
      object.ifPresent(this::attach);
    }
    if (object.isPresent() && object.get().programs().stream().noneMatch(SubjectLoader::watches)) {
      // What it would count stays at zero, which must not pass for a measurement.
      object.get().close();
      object = Optional.empty();
    }
    return new BpfSubject(name, object, support());
  }

  /** Of the flavors of a program the first that is not refused: what the others do is done. */
  private List<String> newest() {
    Map<String, String> byName = new LinkedHashMap<>();
    for (Program program : programs) {
      if (!refused.containsKey(program.symbol())) {
        byName.putIfAbsent(program.name(), program.symbol());
      }
    }
    return List.copyOf(byName.values());
  }

  /** The object loaded with these programs; when it fails, that is noted for each of them. */
  private Optional<BpfObject> load(List<String> wanted) {
    BpfObject object = BpfObject.open(elf, name);
    try {
      for (BpfProgram program : object.programs()) {
        program.autoload(wanted.contains(program.symbol()));
      }
      prepare.accept(object);
      object.load();
      return Optional.of(object);
    } catch (BpfException e) {
      object.close();
      wanted.forEach(program -> refused.put(program, e));
      return Optional.empty();
    } catch (RuntimeException e) {
      object.close();
      throw e;
    }
  }

  private void attach(BpfObject object) {
    loaded = newest();
    for (BpfProgram program : object.programs()) {
      if (loaded.contains(program.symbol())) {
        try {
          if (!onFunctions(program)) {
            attach(object, program);
          }
        } catch (BpfException e) {
          refused.put(program.symbol(), e);
        }
      }
    }
  }

  /** Whether something calls it when it happens; iterators only look around when they are read. */
  private static boolean watches(BpfProgram program) {
    return program.attached() && !program.section().startsWith("iter/");
  }

  /** Whether it hangs on functions of other programs, which its subject looks for. */
  private static boolean onFunctions(BpfProgram program) {
    return program.section().equals("uprobe") || program.section().equals("uretprobe");
  }

  /**
   * Most programs name their hook themselves. {@code <map>_live} iterates over the elements of a
   * map; programs of cgroups see what happens at or below the one that they are attached to: all.
   */
  private void attach(BpfObject object, BpfProgram program) {
    if (program.section().equals("iter/bpf_map_elem") && program.name().endsWith(LIVE)) {
      String map = program.name().substring(0, program.name().length() - LIVE.length());
      program.attach(object.map(map));
    } else if (!Refusal.ofCgroups(program.section())) {
      program.attach();
    } else if (kernel.cgroup().isPresent()) {
      program.attachCgroup(kernel.cgroup().get());
    } else {
      throw new BpfException(program.name(), "ENOENT", "");
    }
  }

  /** One for each program: of flavors the one that runs, or else the newest. */
  private List<ProgramSupport> support() {
    Map<String, ProgramSupport> byName = new LinkedHashMap<>();
    for (Program program : programs) {
      if (loaded.contains(program.symbol()) || refused.containsKey(program.symbol())) {
        ProgramSupport support = support(program);
        byName.merge(program.name(), support, (a, b) -> a.loaded() || !b.loaded() ? a : b);
      }
    }
    return List.copyOf(byName.values());
  }

  private ProgramSupport support(Program program) {
    BpfException e = refused.get(program.symbol());
    if (e == null) {
      return new ProgramSupport(name, program.name(), program.section(), "", "");
    }
    String reason = Refusal.reason(kernel, program.section(), e);
    return new ProgramSupport(name, program.name(), program.section(), reason, e.log().strip());
  }
}
