package dev.nodecast.bench.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory that goes away with all that is in it, also when the benchmark is interrupted. */
public final class TempDir implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final Path path;
  private final Thread hook = new Thread(this::remove);

  public TempDir(String purpose) throws IOException {
    path = Files.createTempDirectory("nodecast-bench-" + purpose + "-");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down: the hook runs, or ran.
    }
  }

  /** A program that was just told to end may write once more. */
  private void remove() {
    for (int attempt = 1; ; attempt++) {
      try {
        delete();
        return;
      } catch (NoSuchFileException e) {
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          System.err.println("bench: " + path + ": not removed, " + e);
          return;
        }
      }
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void delete() throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Gone meanwhile.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
