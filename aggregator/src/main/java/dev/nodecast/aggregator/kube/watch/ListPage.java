package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
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
  /**
   * Reads a page to its end.
   *
   * @throws IOException when it is no list or not whole
   */
  static ListPage read(InputStream in, Consumer<JsonNode> objects) throws IOException {
    JsonNode meta = null;
    try (JsonParser parser = ApiServer.JSON.getFactory().createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("list: " + parser.currentToken() + " (expected: an object)");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("metadata")) {
          meta = ApiServer.JSON.readTree(parser);
        } else if (name.equals("items") && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            objects.accept(ApiServer.JSON.readTree(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    String version = meta == null ? "" : meta.path("resourceVersion").asText("");
    if (version.isEmpty()) {
      throw new IOException("list: no resourceVersion (expected: one)");
    }
    return new ListPage(version, meta.path("continue").asText(""));
  }
}
