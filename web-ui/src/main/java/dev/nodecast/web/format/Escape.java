package dev.nodecast.web.format;

import java.nio.charset.StandardCharsets;

/** Makes text from outside safe for the three places where it can stand. */
public final class Escape {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Escape() {}

  /** For element content and for double-quoted attributes. */
  public static String html(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String replacement =
          switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&#34;";
            case '\'' -> "&#39;";
            // Bidirectional overrides would turn the text around them.
            case '\u202a', '\u202b', '\u202c', '\u202d', '\u202e' -> "\ufffd";
            case '\u2066', '\u2067', '\u2068', '\u2069' -> "\ufffd";
            default -> c < ' ' && c != '\n' && c != '\t' ? "\ufffd" : null;
          };
      if (replacement != null && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (out != null) {
        if (replacement == null) {
          out.append(c);
        } else {
          out.append(replacement);
        }
      }
    }
    return out == null ? text : out.toString();
  }

  /** For element ids: letters, digits, {@code -} and {@code _} stay, the rest is dot and hex. */
  public static String id(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
        out.append(c);
      } else {
        out.append('.').append(Integer.toHexString(c)).append('.');
      }
    }
    return out.toString();
  }

  /** An id for what has a long name: a hash (FNV-1a, 64 bit), for ids only, never for identity. */
  public static String shortId(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return Long.toUnsignedString(hash, 36);
  }

  /** For one segment or value of an address: percent-encoded UTF-8, and so safe in attributes. */
  public static String url(String value) {
    StringBuilder out = new StringBuilder(value.length());
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.~:".indexOf(c) >= 0);
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }
}
