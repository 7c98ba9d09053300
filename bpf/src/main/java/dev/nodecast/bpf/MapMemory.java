package dev.nodecast.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What /proc/self/fdinfo says about a map's descriptor; bpf_map_info knows no memory. */
final class MapMemory {
  private static final String LINE = "memlock:";

  private MapMemory() {}

  static OptionalLong read(int descriptor) {
    if (descriptor < 0) {
      return OptionalLong.empty();
    }
    try {
      return parse(Files.readString(Path.of("/proc/self/fdinfo/" + descriptor)));
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  /** The bytes of its memlock line, if it has one. */
  static OptionalLong parse(String fdinfo) {
    return fdinfo
        .lines()
        .filter(line -> line.startsWith(LINE))
        .map(line -> line.substring(LINE.length()).strip())
        .filter(bytes -> bytes.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }
}
