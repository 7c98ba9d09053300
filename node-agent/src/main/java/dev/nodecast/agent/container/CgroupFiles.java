package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import java.nio.file.Path;

/** Some files of one controller of one container. */
final class CgroupFiles implements ContainerPart {
  private final Container container;
  private final OpenFiles open;
  private final Controller controller;
  private final String[] names;
  private final HeldFile[] files;
  private Path directory;

  /**
   * @param names of the files in the controller's directory; read by their position
   */
  CgroupFiles(Container container, OpenFiles open, Controller controller, String... names) {
    this.container = container;
    this.open = open;
    this.controller = controller;
    this.names = names;
    this.files = new HeldFile[names.length];
  }

  boolean read(KernelReader reader, int file, KernelReader.Parser parser) {
    HeldFile held = file(file);
    return held != null && held.read(reader, parser);
  }

  boolean readIfAny(KernelReader reader, int file, KernelReader.Parser parser) {
    HeldFile held = file(file);
    return held != null && held.readIfAny(reader, parser);
  }

  private HeldFile file(int index) {
    Path now = container.directory(controller);
    if (now == null) {
      return null;
    }
    if (!now.equals(directory)) {
      close();
      directory = now;
    }
    if (files[index] == null) {
      files[index] = open.file(now.resolve(names[index]), KernelFile.Layout.SINGLE);
    }
    return files[index];
  }

  void close() {
    for (int i = 0; i < files.length; i++) {
      if (files[i] != null) {
        files[i].close();
        files[i] = null;
      }
    }
  }

  @Override
  public void end(Samples samples) {
    close();
  }
}
