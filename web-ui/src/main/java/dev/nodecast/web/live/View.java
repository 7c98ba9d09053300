package dev.nodecast.web.live;

import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;

/**
 * One page for one address at one tick.
 *
 * @param status HTTP status: 200, or 404 for what is not there
 * @param title of the window, unescaped
 * @param rail which entry of the rail it belongs to
 * @param main content of {@code <main>}; its parts are the same objects as {@code parts}
 * @param parts what can change, in the order of the page
 */
public record View(int status, String title, String rail, Content main, List<Part> parts) {
  public View {
    parts = List.copyOf(parts);
  }

  /** With regions that stand around {@code main}. */
  public View with(List<Region> around) {
    List<Part> all = new ArrayList<>(parts);
    all.addAll(around);
    return new View(status, title, rail, main, all);
  }

  /** The region with this id, for a template that places it. */
  public Region region(String id) {
    for (Part part : parts) {
      if (part.id().equals(id)) {
        return (Region) part;
      }
    }
    throw new IllegalArgumentException("region: " + id + " (expected: one of the view's parts)");
  }

  /** Which regions exist. When it changes the page is swapped as a whole. */
  long structure() {
    long hash = Hash.of(title, Hash.SEED);
    for (Part part : parts) {
      hash = Hash.of(part.id(), hash);
    }
    return hash;
  }
}
