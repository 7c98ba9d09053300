package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.http.Unreadable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * One page of a list, read object by object, so that never more than one whole object is in memory.
 *
 * @param version of the whole list
 * @param next token of the next page; empty after the last
 */
record ListPage(String version, String next) {
  /** Of an object; etcd takes 1.5 MiB for one, JSON is at most a few times that. */
  static final int MAX_OBJECT = 16 << 20;

  /**
   * Reads a page to its end.
   *
   * @throws Unreadable when it is no list, not whole, or an object is larger than any
   */
  static ListPage read(InputStream in, Consumer<JsonNode> objects) throws IOException {
    JsonNode meta = null;
    Bounded bounded = new Bounded(in);
    try (JsonParser parser = ApiServer.JSON.getFactory().createParser(bounded)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Unreadable("a list that is no object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("metadata")) {
          meta = ApiServer.JSON.readTree(parser);
        } else if (name.equals("items") && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            objects.accept(ApiServer.JSON.readTree(parser));
            bounded.again();
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw (IOException) new Unreadable("a list that is no JSON").initCause(e);
    }
    String version = meta == null ? "" : meta.path("resourceVersion").asText("");
    if (version.isEmpty()) {
      throw new Unreadable("a list without resourceVersion");
    }
    return new ListPage(version, meta.path("continue").asText(""));
  }

  /** Counts what the parser reads, ahead of itself by its buffer of a few KiB. */
  private static final class Bounded extends FilterInputStream {
    private long left = MAX_OBJECT;

    Bounded(InputStream in) {
      super(in);
    }

    void again() {
      left = MAX_OBJECT;
    }

    @Override
    public int read() throws IOException {
      return count(super.read(), 1);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = super.read(to, offset, length);
      return count(read, read);
    }

    private int count(int answer, int bytes) throws IOException {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw new Unreadable("an object of more than " + (MAX_OBJECT >> 20) + " MiB");
      }
      return answer;
    }
  }
}
