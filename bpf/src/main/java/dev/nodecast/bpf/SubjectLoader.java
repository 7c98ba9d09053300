package dev.nodecast.bpf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out what a kernel takes of an object. An object loads whole or not at all; when it does
 * not, each program is tried alone, and the object is loaded with those that passed: a hook that is
 * missing takes nothing else with it.
 */
final class SubjectLoader {
  /** A program's place in the file. */
  private record Program(String name, String section) {}

  private final String name;
  private final byte[] elf;
  private final KernelSupport kernel;
  private final Consumer<BpfObject> prepare;
  private final List<Program> programs;
  private final Map<String, BpfException> refused = new HashMap<>();

  /**
   * @throws BpfException when it is no BPF object
   */
  SubjectLoader(String name, byte[] elf, KernelSupport kernel, Consumer<BpfObject> prepare) {
    this.name = name;
    this.elf = elf;
    this.kernel = kernel;
    this.prepare = prepare;
    try (BpfObject object = BpfObject.open(elf, name)) {
      programs = object.programs().stream().map(p -> new Program(p.name(), p.section())).toList();
    }
  }

  BpfSubject start() {
    List<String> all = programs.stream().map(Program::name).toList();
    Optional<BpfObject> object = load(all);
    if (object.isEmpty()) {
      refused.clear();
      all.forEach(program -> load(List.of(program)).ifPresent(BpfObject::close));
      List<String> passed = all.stream().filter(program -> !refused.containsKey(program)).toList();
      object = passed.isEmpty() ? Optional.empty() : load(passed);
    }
    object.ifPresent(this::attach);
    if (object.isPresent() && refused.size() == all.size()) {
      // Loaded, and none could be attached: nothing of it will ever run.
      object.get().close();
      object = Optional.empty();
    }
    return new BpfSubject(name, object, programs.stream().map(this::support).toList());
  }

  /** The object loaded with these programs; when it fails, that is noted for each of them. */
  private Optional<BpfObject> load(List<String> wanted) {
    BpfObject object = BpfObject.open(elf, name);
    try {
      for (BpfProgram program : object.programs()) {
        program.autoload(wanted.contains(program.name()));
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
    for (BpfProgram program : object.programs()) {
      if (!refused.containsKey(program.name())) {
        try {
          program.attach();
        } catch (BpfException e) {
          refused.put(program.name(), e);
        }
      }
    }
  }

  private ProgramSupport support(Program program) {
    BpfException e = refused.get(program.name());
    if (e == null) {
      return new ProgramSupport(name, program.name(), program.section(), "", "");
    }
    String reason = Refusal.reason(kernel, program.section(), e);
    return new ProgramSupport(name, program.name(), program.section(), reason, e.log().strip());
  }
}
