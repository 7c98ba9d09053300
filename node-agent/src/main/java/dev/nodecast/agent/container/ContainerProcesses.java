package dev.nodecast.agent.container;

import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.catalog.Column;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks into containers through the list of their processes. */
final class ContainerProcesses {
  private static final int MAX_BELOW = 16;

  /** What a container runs. */
  enum Content {
    /** Nothing yet, or the runtime's own first steps in it. */
    STARTING,
    /** Only the process that holds a pod's namespaces. */
    PAUSE,
    /** Something of its own. */
    WORKLOAD
  }

  private final Path proc;
  private final KernelReader reader;
  private final CgroupProcesses list = new CgroupProcesses();
  private final KernelReader.Parser parser = list::parse;

  ContainerProcesses(Path proc, KernelReader reader) {
    this.proc = proc;
    this.reader = reader;
  }

  Content look(Container container) {
    read(container);
    if (list.count == 0) {
      return Content.STARTING;
    }
    if (list.count > 1 || list.first == Column.NOT_MEASURED) {
      return Content.WORKLOAD;
    }
    String command = command(list.first);
    if (command.equals("pause")) {
      return Content.PAUSE;
    }
    // What is exec'd into the container replaces these: runc's and crun's own init.
    return command.isEmpty() || command.startsWith("runc") || command.equals("crun")
        ? Content.STARTING
        : Content.WORKLOAD;
  }

  /** The directory in proc of the container's first process, null if it has none. */
  Path first(Container container) {
    if (container.pid() == Column.NOT_MEASURED
        || !Files.exists(proc.resolve(String.valueOf(container.pid())))) {
      read(container);
      container.pid(list.first);
    }
    return container.pid() == Column.NOT_MEASURED
        ? null
        : proc.resolve(String.valueOf(container.pid()));
  }

  /** A container that runs systemd has its processes in cgroups of its own making. */
  private void read(Container container) {
    Path directory = container.anyDirectory();
    read(directory);
    if (list.count > 0) {
      return;
    }
    File[] below = directory.toFile().listFiles(File::isDirectory);
    for (int i = 0; below != null && i < Math.min(below.length, MAX_BELOW); i++) {
      read(below[i].toPath());
      if (list.count > 0) {
        return;
      }
    }
  }

  private void read(Path directory) {
    list.clear();
    try (KernelFile file =
        new KernelFile(directory.resolve("cgroup.procs"), KernelFile.Layout.LIST)) {
      reader.readIfAny(file, parser);
    }
  }

  private String command(long pid) {
    try {
      return Files.readString(proc.resolve(pid + "/comm")).strip();
    } catch (IOException e) {
      return ""; // exited meanwhile
    }
  }
}
