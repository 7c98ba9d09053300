package dev.nodecast.bpf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cgroup of a test's own, in the v2 hierarchy and, where v1 has the memory controller, in that
 * one too.
 */
public final class OwnCgroup implements AutoCloseable {
  private final Path unified;
  private final Optional<Path> memory;

  private OwnCgroup(Path unified, Optional<Path> memory) {
    this.unified = unified;
    this.memory = memory;
  }

  /** Skips the test where none can be made. */
  public static OwnCgroup make(String name) throws IOException {
    String own = "nodecast-" + name + "-" + ProcessHandle.current().pid();
    Optional<Path> v2 = mount("cgroup2", "");
    assumeTrue(v2.isPresent(), "no cgroup v2 hierarchy is mounted");
    assumeTrue(Files.isWritable(v2.get()), v2.get() + " is not writable");
    Optional<Path> v1 = mount("cgroup", "memory");
    Path unified = Files.createDirectory(v2.get().resolve(own));
    if (v1.isEmpty()) {
      return new OwnCgroup(unified, Optional.empty());
    }
    return new OwnCgroup(unified, Optional.of(Files.createDirectory(v1.get().resolve(own))));
  }

  public CgroupIds ids() throws IOException {
    // On pure v2 a fresh cgroup below the root has the memory controller only where it is enabled.
    long v2 = inode(unified);
    if (memory.isPresent()) {
      return new CgroupIds(v2, inode(memory.get()));
    }
    boolean enabled = Files.exists(unified.resolve("memory.current"));
    return new CgroupIds(v2, enabled ? v2 : inode(unified.getParent()));
  }

  /** Below the roots of its hierarchies, as the kernel says it. */
  public String path() {
    return "/" + unified.getFileName();
  }

  /**
   * Runs one of the test programs of src/test/c, which moves a child of its own in here; the files
   * to do so are its last arguments.
   */
  public int runTool(String name, List<String> arguments, Path directory)
      throws IOException, InterruptedException {
    Path tool = Path.of("target/test-classes/native", name).toAbsolutePath();
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(arguments);
    for (Path hierarchy : memory.map(m -> List.of(unified, m)).orElse(List.of(unified))) {
      command.add(hierarchy.resolve("cgroup.procs").toString());
    }
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Runs a shell in it; builtins before the script move the shell there, so they start nothing. */
  public int run(String script) throws IOException, InterruptedException {
    return shell("{ " + script + "; }")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Starts a program in it, in the place of the shell that moved there. */
  public Process start(Path program) throws IOException {
    return shell("exec " + program).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** A shell in it that waits to be started. */
  public ProcessBuilder shell(String script) {
    StringBuilder enter = new StringBuilder();
    for (Path directory : memory.map(m -> List.of(unified, m)).orElse(List.of(unified))) {
      enter.append("echo $$ >").append(directory.resolve("cgroup.procs")).append(" && ");
    }
    return new ProcessBuilder("sh", "-c", enter + script);
  }

  /** One below this one. */
  public OwnCgroup child(String name) throws IOException {
    if (memory.isPresent()) {
      Path inMemory = Files.createDirectory(memory.get().resolve(name));
      return new OwnCgroup(Files.createDirectory(unified.resolve(name)), Optional.of(inMemory));
    }
    Files.writeString(unified.resolve("cgroup.subtree_control"), "+memory");
    return new OwnCgroup(Files.createDirectory(unified.resolve(name)), Optional.empty());
  }

  /** Skips the test where the memory controller is not for cgroups of tests. */
  public void limitMemory(long bytes) throws IOException {
    Path file =
        memory.map(v1 -> v1.resolve("memory.limit_in_bytes")).orElse(unified.resolve("memory.max"));
    assumeTrue(Files.exists(file), "no memory controller at " + file);
    Files.writeString(file, Long.toString(bytes));
  }

  /** How many processes the kernel says that it killed here for memory. */
  public long oomKills() throws IOException {
    Path file =
        memory.map(v1 -> v1.resolve("memory.oom_control")).orElse(unified.resolve("memory.events"));
    return Files.readString(file)
        .lines()
        .filter(line -> line.startsWith("oom_kill "))
        .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
        .sum();
  }

  @Override
  public void close() throws IOException {
    Files.delete(unified);
    if (memory.isPresent()) {
      Files.delete(memory.get());
    }
  }

  private static long inode(Path directory) throws IOException {
    return (Long) Files.getAttribute(directory, "unix:ino");
  }

  private static Optional<Path> mount(String type, String option) throws IOException {
    return Files.readString(Path.of("/proc/self/mounts"))
        .lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields[2].equals(type))
        .filter(fields -> option.isEmpty() || List.of(fields[3].split(",")).contains(option))
        .map(fields -> Path.of(fields[1]))
        .findFirst();
  }
}
