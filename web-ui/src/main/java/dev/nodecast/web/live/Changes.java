package dev.nodecast.web.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The difference between what a poller shows and what there is now, as out-of-band HTML. */
final class Changes {
  /** More flashes than this in one tick are noise. */
  private static final int MOST_FLASHES = 24;

  private static final double FLASH_FROM = 0.05;

  private record Change(Region region, double by) {}

  private final Shown before;
  private final List<Change> cells = new ArrayList<>();
  private final List<Change> regions = new ArrayList<>();
  private final List<Change> shapes = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Drawing> drawings = new ArrayList<>();

  private Changes(Shown before) {
    this.before = before;
  }

  /**
   * Compares a view with what was shown.
   *
   * @param before null when it is not known: all is sent
   * @return empty when nothing changed
   */
  static String html(View view, Shown before, String flashClass) {
    Changes changes = new Changes(before);
    int at = 0;
    for (Part part : view.parts()) {
      if (part instanceof Table table) {
        at = changes.table(table, at);
      } else if (part instanceof Drawing drawing) {
        at = changes.drawing(drawing, at);
      } else {
        at = changes.region(part, at);
      }
    }
    return changes.write(flashClass);
  }

  private int region(Part part, int at) {
    compare((Region) part, at, regions);
    return at + 1;
  }

  private boolean same(Part part, long structure) {
    return before != null && before.same(before.find(part.id(), Integer.MAX_VALUE), structure);
  }

  private int drawing(Drawing drawing, int at) {
    List<Region> parts = drawing.regions();
    if (!same(drawing, drawing.structure())) {
      drawings.add(drawing);
    } else {
      for (int i = 0; i < parts.size(); i++) {
        compare(parts.get(i), at + i, shapes);
      }
    }
    return at + parts.size();
  }

  private int table(Table table, int at) {
    boolean same = same(table, table.structure());
    if (!same) {
      tables.add(table);
    }
    int next = at;
    for (Table.Row row : table.rows()) {
      for (Region cell : row.cells()) {
        if (same) {
          compare(cell, next, cells);
        }
        next++;
      }
    }
    return next;
  }

  private void compare(Region region, int hint, List<Change> into) {
    if (before == null) {
      into.add(new Change(region, 0));
      return;
    }
    int position = before.find(region.id(), hint);
    if (!before.same(position, region.hash())) {
      double was = before.number(position);
      double size = Math.max(Math.abs(was), Math.abs(region.flash()));
      double by = size > 0 ? Math.abs(region.flash() - was) / size : 0;
      into.add(new Change(region, by >= FLASH_FROM ? by : 0));
    }
  }

  private String write(String flashClass) {
    Set<Region> flashing = new HashSet<>();
    List<Change> candidates = new ArrayList<>(cells);
    candidates.addAll(regions);
    candidates.removeIf(change -> !(change.by() > 0));
    candidates.sort(Comparator.comparingDouble(Change::by).reversed());
    for (Change change : candidates.subList(0, Math.min(MOST_FLASHES, candidates.size()))) {
      flashing.add(change.region());
    }
    StringBuilder out = new StringBuilder(4096);
    for (Change change : regions) {
      change.region().write(out, flashing.contains(change.region()) ? flashClass : "", true);
    }
    for (Drawing drawing : drawings) {
      drawing.write(out, true);
    }
    // Outside of an svg the parser would make elements of HTML of them.
    if (!shapes.isEmpty()) {
      out.append("<template><svg>");
      for (Change change : shapes) {
        change.region().write(out, "", true);
      }
      out.append("</svg></template>");
    }
    // Cells and bodies cannot stand beside other elements: the parser would drop their tags.
    if (!cells.isEmpty()) {
      out.append("<template>");
      for (Change change : cells) {
        change.region().write(out, flashing.contains(change.region()) ? flashClass : "", true);
      }
      out.append("</template>");
    }
    for (Table table : tables) {
      out.append("<template>");
      table.write(out, true);
      out.append("</template>");
    }
    return out.toString();
  }
}
