package dev.nodecast.agent.procfs;

import java.util.Arrays;
import java.util.List;

/** One line of mountinfo or mounts. */
final class MountLine {
  private static final int MOUNTINFO_FIXED = 6; // fields before the optional ones

  private MountLine() {}

  /** The mount, or null if the line is neither format. */
  static Mount parse(String line) {
    List<String> words = Arrays.asList(line.split(" ", -1));
    int separator = words.indexOf("-");
    if (separator >= MOUNTINFO_FIXED && words.size() >= separator + 4) {
      return mountinfo(words, separator);
    }
    return words.size() >= 6 && separator < 0 ? mounts(words) : null;
  }

  private static Mount mountinfo(List<String> words, int separator) {
    String type = words.get(separator + 1);
    String source = unescape(words.get(separator + 2));
    String options = words.get(separator + 3);
    boolean readOnly = readOnly(words.get(5)) || readOnly(options);
    return new Mount(
        words.get(2),
        unescape(words.get(3)),
        unescape(words.get(4)),
        type,
        source,
        options,
        readOnly);
  }

  private static Mount mounts(List<String> words) {
    String source = unescape(words.get(0));
    String options = words.get(3);
    return new Mount(
        source, "/", unescape(words.get(1)), words.get(2), source, options, readOnly(options));
  }

  private static boolean readOnly(String options) {
    return options.equals("ro") || options.startsWith("ro,");
  }

  /** Undoes the kernel's mangle(): blank, tab, newline, backslash and "#" as three octal digits. */
  static String unescape(String name) {
    if (name.indexOf('\\') < 0) {
      return name;
    }
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      if (isEscape(name, i)) {
        plain.append((char) Integer.parseInt(name.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(name.charAt(i));
      }
    }
    return plain.toString();
  }

  private static boolean isEscape(String name, int at) {
    if (name.charAt(at) != '\\' || at + 3 >= name.length() || name.charAt(at + 1) > '1') {
      return false;
    }
    for (int i = at + 1; i <= at + 3; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
