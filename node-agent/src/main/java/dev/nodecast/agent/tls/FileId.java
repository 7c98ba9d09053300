package dev.nodecast.agent.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A file, whatever its path.
 *
 * @param device as stat writes it
 */
public record FileId(long device, long inode) {
  /** Empty when it is not there, or may not be looked at. */
  public static Optional<FileId> of(Path path) {
    try {
      Map<String, Object> found = Files.readAttributes(path, "unix:dev,ino");
      return Optional.of(
          new FileId(
              ((Number) found.get("dev")).longValue(), ((Number) found.get("ino")).longValue()));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
