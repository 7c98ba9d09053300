package dev.nodecast.aggregator.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The child's command line: {@code --library=PATH --data=DIR [--port=N] [--memory=BYTES]
 * [--connections=N] [--parent=PID]}.
 *
 * @param port 0 for a free one
 * @param memoryBytes the engine's max_server_memory_usage
 * @param parentPid 0 when there is no parent to follow
 */
record ProcessArguments(
    Path library, Path data, int port, long memoryBytes, int connections, long parentPid) {
  static final long DEFAULT_MEMORY_BYTES = 2L << 30;
  static final int DEFAULT_CONNECTIONS = 6;
  private static final Set<String> KEYS =
      Set.of("library", "data", "port", "memory", "connections", "parent");

  /** Throws IllegalArgumentException naming what is wrong and what was expected. */
  static ProcessArguments parse(List<String> arguments) {
    Map<String, String> values = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String key = argument.startsWith("--") && equals > 2 ? argument.substring(2, equals) : "";
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            argument + ": unknown (expected: --KEY=VALUE of " + KEYS + ")");
      }
      values.put(key, argument.substring(equals + 1));
    }
    ProcessArguments parsed =
        new ProcessArguments(
            Path.of(values.getOrDefault("library", "")),
            Path.of(values.getOrDefault("data", "")),
            (int) number(values, "port", 0, 0, 65535),
            number(values, "memory", DEFAULT_MEMORY_BYTES, 256L << 20, Long.MAX_VALUE),
            (int) number(values, "connections", DEFAULT_CONNECTIONS, 3, 64),
            number(values, "parent", 0, 0, Long.MAX_VALUE));
    if (!Files.isRegularFile(parsed.library)) {
      throw new IllegalArgumentException(
          "--library="
              + parsed.library
              + ": no such file (expected: libchdb.so; scripts/fetch-clickhouse gets it)");
    }
    if (parsed.data.toString().isEmpty()) {
      throw new IllegalArgumentException("--data: missing (expected: a directory)");
    }
    return parsed;
  }

  private static long number(
      Map<String, String> values, String key, long otherwise, long least, long most) {
    String text = values.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message below.
    }
    throw new IllegalArgumentException(
        "--" + key + "=" + text + ": invalid (expected: " + least + " to " + most + ")");
  }

  /** The same arguments as the child reads them. */
  List<String> toCommandLine() {
    return List.of(
        "--library=" + library,
        "--data=" + data,
        "--port=" + port,
        "--memory=" + memoryBytes,
        "--connections=" + connections,
        "--parent=" + parentPid);
  }

  /** libchdb's own arguments for each connection. */
  List<String> engineArguments() {
    return List.of(
        "clickhouse",
        "--config-file=" + EngineConfig.in(data),
        "--path=" + data.resolve("engine").toAbsolutePath(),
        "--async_insert=0",
        "--max_server_memory_usage=" + memoryBytes,
        // One query may not take all that merges and inserts need.
        "--max_memory_usage=" + memoryBytes / 2,
        "--mark_cache_size=" + Math.min(memoryBytes / 16, 256L << 20),
        "--uncompressed_cache_size=0",
        "--user_files_path=" + data.resolve("user_files").toAbsolutePath());
  }
}
