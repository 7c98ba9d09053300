package dev.nodecast.bpf.packets;

import java.io.IOException;

/** A process that runs the programs, says the kernel's id of packets_out, and waits to be ended. */
final class PacketsProcess {
  private PacketsProcess() {}

  public static void main(String[] args) throws IOException {
    try (PacketsUnderTest kernel = new PacketsUnderTest()) {
      kernel.packets.programs().object().orElseThrow().programs().stream()
          .filter(program -> program.name().equals("packets_out"))
          .forEach(program -> System.out.println(program.stats().id()));
      System.out.flush();
      int ended = System.in.read();
      System.exit(ended < 0 ? 0 : 1);
    }
  }
}
