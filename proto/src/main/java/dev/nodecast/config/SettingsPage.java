package dev.nodecast.config;

import java.util.Collection;

/** The Markdown of the configuration reference. */
public final class SettingsPage {
  private SettingsPage() {}

  static String table(Collection<Settings.Row> rows) {
    StringBuilder out = new StringBuilder("| variable | key | default | values | what it does |\n");
    out.append("|---|---|---|---|---|\n");
    for (Settings.Row row : rows) {
      Setting setting = row.setting();
      out.append("| `").append(setting.variable()).append("` | `").append(setting.key());
      out.append("` | ").append(fallback(setting)).append(" | ");
      out.append(cell(row.type())).append(" | ").append(cell(setting.help())).append(" |\n");
    }
    return out.toString();
  }

  private static String fallback(Setting setting) {
    if (setting.shown().isEmpty()) {
      return "";
    }
    boolean literal = setting.shown().equals(setting.fallback());
    return cell(literal ? "`" + setting.shown() + "`" : setting.shown());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /**
   * Puts a table between the lines {@code <!-- name:begin -->} and {@code <!-- name:end -->}.
   *
   * @throws IllegalArgumentException if the page lacks one of the two lines
   */
  public static String withSection(String page, String name, String table) {
    String begin = "<!-- " + name + ":begin -->\n";
    int from = page.indexOf(begin);
    int to = page.indexOf("<!-- " + name + ":end -->");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "page: no section " + name + " (expected: lines " + begin.strip() + " and :end)");
    }
    return page.substring(0, from + begin.length()) + table + page.substring(to);
  }
}
