package dev.nodecast.aggregator.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The engine's configuration file: what its command line cannot say. Written at every start, so
 * that an upgrade brings its own; what it says and why is in {@code embedded.xml}.
 */
final class EngineConfig {
  private static final String RESOURCE = "embedded.xml";

  private EngineConfig() {}

  static Path in(Path data) {
    return data.toAbsolutePath().resolve(RESOURCE);
  }

  static void write(Path data) throws IOException {
    try (InputStream in = EngineConfig.class.getResourceAsStream(RESOURCE)) {
      Files.copy(in, in(data), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
