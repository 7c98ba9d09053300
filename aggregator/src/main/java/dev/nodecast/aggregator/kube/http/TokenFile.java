package dev.nodecast.aggregator.kube.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A service account's token: the kubelet puts a new one there before the old one ends. */
public final class TokenFile {
  /** Tokens with many claims are a few KiB. */
  private static final int MAX_BYTES = 64 << 10;

  private final Path file;
  private FileTime read = FileTime.fromMillis(0);
  private String token = "";

  public TokenFile(Path file) {
    this.file = file;
  }

  /** The token as it is now; read again only when the file's time is another. */
  public synchronized String token() throws IOException {
    FileTime changed = Files.getLastModifiedTime(file);
    if (!changed.equals(read)) {
      token = content();
      read = changed;
    }
    return token;
  }

  private String content() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII).strip();
      // Its text would be the rest of the header; no message must quote it.
      if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw new IOException(file + ": no token (expected: one line of printable ASCII)");
      }
      return text;
    }
  }
}
