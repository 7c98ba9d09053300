package dev.nodecast.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One {@code <name>.bpf.c}, running as far as this kernel allows, with the reason for each program
 * that does not. Where older kernels need other programs throughout, there is a file of them too,
 * which is named as CO-RE names types of older kernels: {@code <name>___6_2.bpf.c}. Threads: see
 * {@link BpfObject}.
 */
public final class BpfSubject implements AutoCloseable {
  /** Every subject; a new {@code .bpf.c} is one line here. */
  public static final List<String> ALL =
      List.of(
          "life",
          "scheduling",
          "file",
          "syscall",
          "tcp",
          "stalls",
          "block",
          "packets",
          "irq",
          "cache",
          "exchange",
          "exchange_tls",
          "basic");

  /** Subjects that have a file for older kernels. */
  private static final Map<String, String> OLDER = Map.of("exchange", "exchange___6_2");

  private final String name;
  private final Optional<BpfObject> object;
  private final List<ProgramSupport> support;

  BpfSubject(String name, Optional<BpfObject> object, List<ProgramSupport> support) {
    this.name = name;
    this.object = object;
    this.support = List.copyOf(support);
  }

  /**
   * Loads and attaches what this kernel takes of a subject. Never throws for what a kernel or a
   * machine lacks.
   */
  public static BpfSubject start(String name, KernelSupport kernel) {
    return start(name, kernel, object -> {});
  }

  /**
   * The same with a say before the object is loaded.
   *
   * @param prepare may resize maps; called for each attempt
   */
  public static BpfSubject start(String name, KernelSupport kernel, Consumer<BpfObject> prepare) {
    BpfSubject newest = start(name, name, kernel, prepare);
    if (!OLDER.containsKey(name) || newest.support.stream().allMatch(ProgramSupport::loaded)) {
      return newest;
    }
    BpfSubject older = startOlder(name, kernel, prepare);
    boolean more = older.running() > newest.running();
    (more ? newest : older).close();
    return more ? older : newest;
  }

  /**
   * The same as on an older kernel, of a subject that has a file for those.
   *
   * @throws IllegalArgumentException when it has none
   */
  public static BpfSubject startOlder(
      String name, KernelSupport kernel, Consumer<BpfObject> prepare) {
    String file = OLDER.get(name);
    if (file == null) {
      throw new IllegalArgumentException(name + ": one file (expected: one of " + OLDER + ")");
    }
    return start(name, file, kernel, prepare);
  }

  private static BpfSubject start(
      String name, String file, KernelSupport kernel, Consumer<BpfObject> prepare) {
    try {
      return new SubjectLoader(name, elf(file), kernel, prepare).start();
    } catch (IOException e) {
      return nothing(name, e.getMessage());
    } catch (BpfException e) {
      return nothing(name, e.getMessage());
    } catch (LinkageError e) {
      // A machine without libelf: at the first use, and NoClassDefFoundError at each later one.
      Throwable first = e.getCause() == null ? e : e.getCause();
      return nothing(name, "the bridge to libbpf does not load: " + first.getMessage());
    }
  }

  public String name() {
    return name;
  }

  /**
   * Gives back the memory that loading took for the kernel's types; to be called after the last.
   */
  public static void trimMemory() {
    Libbpf.trimMemory();
  }

  /** Each program, in the order of the file. */
  public List<ProgramSupport> support() {
    return support;
  }

  /** What runs; empty when nothing of it does. */
  public Optional<BpfObject> object() {
    return object;
  }

  private long running() {
    return support.stream().filter(ProgramSupport::loaded).count();
  }

  @Override
  public void close() {
    object.ifPresent(BpfObject::close);
  }

  /** A subject that was not even tried. */
  public static BpfSubject nothing(String name, String reason) {
    return new BpfSubject(
        name, Optional.empty(), List.of(new ProgramSupport(name, "*", "", reason, "")));
  }

  static byte[] elf(String file) throws IOException {
    String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    String resource = "/native/" + arch + "/" + file + ".bpf.o";
    try (InputStream in = BpfSubject.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + ": not in the jar (expected: built with this module)");
      }
      return in.readAllBytes();
    }
  }
}
