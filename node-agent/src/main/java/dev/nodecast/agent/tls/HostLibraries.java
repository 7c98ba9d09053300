package dev.nodecast.agent.tls;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a host keeps OpenSSL, for programs that end before anybody sees what they loaded. */
final class HostLibraries {
  /** As the dynamic linkers of Debian, Red Hat and their kin look for them. */
  private static final List<String> DIRECTORIES =
      List.of(
          "usr/lib/x86_64-linux-gnu",
          "usr/lib/aarch64-linux-gnu",
          "usr/lib64",
          "usr/lib",
          "usr/local/lib",
          "usr/local/lib64");

  private static final int MAX = 16;

  private HostLibraries() {}

  /** Its libraries; several names may be one file. */
  static List<Path> openssl(Path rootfs) {
    List<Path> found = new ArrayList<>();
    for (String name : DIRECTORIES) {
      Path directory = rootfs.resolve(name);
      if (Files.isDirectory(directory)) {
        add(directory, found);
      }
    }
    return found;
  }

  private static void add(Path directory, List<Path> found) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "libssl.so.*")) {
      for (Path file : files) {
        if (found.size() < MAX) {
          found.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      // programs that live longer are found by what they loaded
    }
  }
}
