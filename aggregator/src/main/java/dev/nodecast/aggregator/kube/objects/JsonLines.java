package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.kube.http.HttpBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

/** The lines of a watch. What a cut connection leaves of the last one is dropped. */
final class JsonLines {
  /** A line that is no JSON: what it said is not known, so what follows may build on a gap. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  /** Twice what etcd takes at most, as JSON may be longer than what is stored. */
  private static final int MAX_LINE = 4 << 20;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpBody body;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] piece = new byte[0];
  private int at;

  JsonLines(HttpBody body) {
    this.body = body;
  }

  /**
   * The next line; null at the end.
   *
   * @param silence how long nothing may come
   */
  JsonNode next(Duration silence) throws IOException, InterruptedException {
    line.reset();
    while (true) {
      if (at == piece.length) {
        piece = body.next(silence);
        at = 0;
        if (piece.length == 0) {
          return null;
        }
      }
      int end = at;
      while (end < piece.length && piece[end] != '\n') {
        end++;
      }
      line.write(piece, at, end - at);
      at = Math.min(piece.length, end + 1);
      if (line.size() > MAX_LINE) {
        throw new Unreadable("a line of more than 4 MiB");
      }
      if (end < piece.length && line.size() > 0) {
        return parse(line.toByteArray());
      }
    }
  }

  /** Without the parser's message, which quotes what it read. */
  private static JsonNode parse(byte[] json) throws IOException {
    try {
      JsonNode read = MAPPER.readTree(json);
      if (read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException e) {
      throw (IOException) new Unreadable("a line that is no JSON").initCause(e);
    }
    throw new Unreadable("a line that is no object");
  }
}
