package dev.nodecast.agent.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a process calls its service in its environment, as the SDKs of OpenTelemetry read it: {@code
 * OTEL_SERVICE_NAME}, and {@code service.name} and {@code service.namespace} of {@code
 * OTEL_RESOURCE_ATTRIBUTES} (pairs by commas, values percent-encoded). Nothing else of an
 * environment is kept. Empty where it says nothing.
 */
public record Declared(String service, String namespace) {
  public static final Declared NOTHING = new Declared("", "");

  /** Of a name; a longer one is cut. */
  private static final int LONGEST = 128;

  private static final String NAME = "OTEL_SERVICE_NAME=";
  private static final String ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES=";

  /** Of the bytes of an environment: variables, each ended by 0. */
  static Declared of(byte[] environ, int length) {
    String name = "";
    String attributes = "";
    int at = 0;
    while (at < length) {
      int end = at;
      while (end < length && environ[end] != 0) {
        end++;
      }
      if (starts(environ, at, end, NAME)) {
        name = text(environ, at + NAME.length(), end);
      } else if (starts(environ, at, end, ATTRIBUTES)) {
        attributes = text(environ, at + ATTRIBUTES.length(), end);
      }
      at = end + 1;
    }
    String service = clean(name);
    String namespace = "";
    for (String pair : attributes.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String key = pair.substring(0, equals).strip();
        String value = clean(decoded(pair.substring(equals + 1)));
        if (key.equals("service.name") && service.isEmpty()) {
          service = value;
        } else if (key.equals("service.namespace")) {
          namespace = value;
        }
      }
    }
    return service.isEmpty() && namespace.isEmpty() ? NOTHING : new Declared(service, namespace);
  }

  private static boolean starts(byte[] bytes, int from, int to, String prefix) {
    if (to - from < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (bytes[from + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Without what nobody could read in a list: an environment is anybody's text. */
  private static String clean(String value) {
    StringBuilder out = new StringBuilder();
    value
        .strip()
        .codePoints()
        .filter(c -> !Character.isISOControl(c))
        .limit(LONGEST)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
      if (low >= 0) {
        out.write(high * 16 + low);
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
