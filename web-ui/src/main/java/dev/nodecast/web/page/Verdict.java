package dev.nodecast.web.page;

import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import java.time.Instant;
import java.util.Locale;

/** One sentence: what is wrong, how much, since when. The only live region of a page. */
final class Verdict {
  private Verdict() {}

  /**
   * @param title two or three words
   * @param html measured facts, escaped
   */
  static Region of(
      PageContext context, Severity severity, String title, String html, Instant since) {
    String css = severity.css();
    StringBuilder inner = new StringBuilder(256);
    inner.append("<b><span class=\"st");
    inner.append(css.isEmpty() ? "" : " " + css).append("\">").append(Escape.html(title));
    inner.append("</span></b><span>").append(html).append("</span>");
    if (!since.equals(Instant.EPOCH)) {
      Instant now = context.request().now();
      inner.append("<span class=\"end mute\">since <time datetime=\"").append(since);
      inner.append("\">").append(Ago.clock(since, now, context.request().zone()));
      inner.append("</time>, ").append(Ago.of(since, now)).append("</span>");
    }
    return new Region(
        "verdict",
        "section",
        Cells.join("verdict", css),
        " role=\"status\" aria-label=\"Verdict\"",
        inner.toString(),
        Double.NaN);
  }

  /** For one thing and its health. */
  static Region of(PageContext context, Health health, String html) {
    String title =
        switch (health.severity()) {
          case OK -> "Healthy";
          case UNKNOWN -> "No data";
          default -> capital(health.severity().word());
        };
    String text =
        health.severity() == Severity.OK ? "" : Escape.html(sentence(health.text())) + " ";
    return of(context, health.severity(), title, text + html, health.since());
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
