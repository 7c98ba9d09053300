package dev.nodecast.aggregator.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How much space the tables have left, in bytes. */
interface SpaceProbe {
  /**
   * Free bytes.
   *
   * @throws UncheckedIOException when nobody knows
   */
  long free();

  /** The file system of a directory on this machine. */
  static SpaceProbe directory(Path directory) {
    return () -> {
      try {
        return Files.getFileStore(directory).getUsableSpace();
      } catch (IOException e) {
        throw new UncheckedIOException("free space of " + directory, e);
      }
    };
  }

  /** The fullest local disk of the server (or of any server of the cluster). */
  static SpaceProbe server(Database database, Ddl ddl) {
    String disks = ddl.everywhere("system.disks");
    return () -> {
      List<Long> free =
          database.query(
              "SELECT toInt64(min(unreserved_space)) AS free FROM "
                  + disks
                  + " WHERE type = 'Local'",
              Map.of(),
              row -> row.getLong("free"));
      return free.isEmpty() ? Long.MAX_VALUE : free.get(0);
    };
  }
}
