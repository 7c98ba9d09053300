package dev.nodecast.aggregator.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * Streams one JSON document. NaN and infinite become null: not measured is not zero. EPOCH, the
 * unknown time, becomes null too.
 */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes the content of an object. */
  interface Content {
    void write(Json json) throws IOException;
  }

  private final JsonGenerator out;

  private Json(JsonGenerator out) {
    this.out = out;
  }

  /** The bytes of one object. */
  static byte[] object(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      generator.writeStartObject();
      content.write(new Json(generator));
      generator.writeEndObject();
    } catch (IOException e) {
      // Memory does not fail to be written to.
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] error(String message) {
    return object(json -> json.text("error", message));
  }

  Json text(String name, String value) throws IOException {
    out.writeStringField(name, value);
    return this;
  }

  /** Null when empty. */
  Json textOrNull(String name, String value) throws IOException {
    if (value == null || value.isEmpty()) {
      out.writeNullField(name);
      return this;
    }
    return text(name, value);
  }

  Json number(String name, double value) throws IOException {
    out.writeFieldName(name);
    number(value);
    return this;
  }

  Json number(String name, long value) throws IOException {
    out.writeNumberField(name, value);
    return this;
  }

  Json truth(String name, boolean value) throws IOException {
    out.writeBooleanField(name, value);
    return this;
  }

  Json time(String name, Instant value) throws IOException {
    return textOrNull(name, value.equals(Instant.EPOCH) ? "" : value.toString());
  }

  Json object(String name, Content content) throws IOException {
    out.writeObjectFieldStart(name);
    content.write(this);
    out.writeEndObject();
    return this;
  }

  /** An array whose elements are written by {@code content} with {@link #element}. */
  Json array(String name, Content content) throws IOException {
    out.writeArrayFieldStart(name);
    content.write(this);
    out.writeEndArray();
    return this;
  }

  /** An object in an array. */
  Json element(Content content) throws IOException {
    out.writeStartObject();
    content.write(this);
    out.writeEndObject();
    return this;
  }

  Json texts(String name, Iterable<String> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
    return this;
  }

  Json numbers(String name, double[] values) throws IOException {
    out.writeArrayFieldStart(name);
    for (double value : values) {
      number(value);
    }
    out.writeEndArray();
    return this;
  }

  Json counts(String name, Map<String, Long> counts) throws IOException {
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      out.writeNumberField(count.getKey(), count.getValue());
    }
    out.writeEndObject();
    return this;
  }

  /** A JSON document that was stored as text; as a text where it is none. */
  Json document(String name, String text) throws IOException {
    if (!valid(text)) {
      return text(name, text);
    }
    out.writeFieldName(name);
    out.writeRawValue(text);
    return this;
  }

  private static boolean valid(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      // Also what is nested deeper than readers take.
      return false;
    }
  }

  private void number(double value) throws IOException {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(value);
    }
  }
}
