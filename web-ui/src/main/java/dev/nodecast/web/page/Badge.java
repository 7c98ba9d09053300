package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.read.Health;

/** A state beside a name: shape, colour and word. */
final class Badge {
  private Badge() {}

  static String html(Health health) {
    String css = health.severity().css();
    return "<span class=\"st"
        + (css.isEmpty() ? "" : " " + css)
        + "\">"
        + Escape.html(health.text())
        + "</span>";
  }
}
