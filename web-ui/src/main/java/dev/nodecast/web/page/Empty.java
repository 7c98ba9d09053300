package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;

/** Texts for nothing: what is not there, why, what to do. */
final class Empty {
  private Empty() {}

  static String html(String what, String why) {
    return "<div class=\"empty\"><b>"
        + Escape.html(what)
        + "</b><span>"
        + Escape.html(why)
        + "</span></div>";
  }

  /** For lists: nothing matches, or nothing is there at all. */
  static String list(String things, String search, int total, String none) {
    return search.isEmpty() || total == 0
        ? html("No " + things + " yet", none)
        : html(
            "No " + things + " match “" + search + "”",
            Pager.count(total) + " " + things + " are known. Clear the search to see them.");
  }
}
