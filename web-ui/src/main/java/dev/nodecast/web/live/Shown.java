package dev.nodecast.web.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a view showed at a tick: the hash and the printed number of every region, without the HTML,
 * so that several ticks can be kept.
 */
final class Shown {
  private final long structure;
  private final long[] ids;
  private final long[] hashes;
  private final double[] numbers;

  private Shown(long structure, long[] ids, long[] hashes, double[] numbers) {
    this.structure = structure;
    this.ids = ids;
    this.hashes = hashes;
    this.numbers = numbers;
  }

  static Shown of(View view) {
    List<Region> regions = new ArrayList<>();
    List<Part> wholes = new ArrayList<>();
    for (Part part : view.parts()) {
      if (part instanceof Table table) {
        wholes.add(table);
        table.rows().forEach(row -> regions.addAll(row.cells()));
      } else if (part instanceof Drawing drawing) {
        wholes.add(drawing);
        regions.addAll(drawing.regions());
      } else {
        regions.add((Region) part);
      }
    }
    int size = regions.size() + wholes.size();
    long[] ids = new long[size];
    long[] hashes = new long[size];
    double[] numbers = new double[size];
    Arrays.fill(numbers, Double.NaN);
    int at = 0;
    for (Region region : regions) {
      ids[at] = Hash.of(region.id(), Hash.SEED);
      hashes[at] = region.hash();
      numbers[at++] = region.flash();
    }
    for (Part part : wholes) {
      ids[at] = Hash.of(part.id(), Hash.SEED);
      hashes[at++] = part instanceof Table table ? table.structure() : ((Drawing) part).structure();
    }
    return new Shown(view.structure(), ids, hashes, numbers);
  }

  long structure() {
    return structure;
  }

  /** Bytes that this holds on the heap, roughly. */
  int bytes() {
    return ids.length * 24 + 96;
  }

  /** Position of a region, or -1. {@code hint} is where it is when nothing moved. */
  int find(String id, int hint) {
    long hash = Hash.of(id, Hash.SEED);
    if (hint < ids.length && ids[hint] == hash) {
      return hint;
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == hash) {
        return i;
      }
    }
    return -1;
  }

  boolean same(int position, long hash) {
    return position >= 0 && hashes[position] == hash;
  }

  double number(int position) {
    return position >= 0 ? numbers[position] : Double.NaN;
  }
}
