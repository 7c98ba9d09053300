package dev.nodecast.aggregator.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One LowCardinality(String) column of a Native block: distinct texts once, then a number per row.
 */
final class DictionaryColumn {
  /** Version of the dictionary serialization: dictionaries in the block itself. */
  private static final long SHARED_DICTIONARIES = 1;

  /** The block brings its keys; no dictionary is kept between blocks. */
  private static final long HAS_ADDITIONAL_KEYS = 1 << 9;

  private final Map<String, Integer> positions = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private int[] rows = new int[1024];
  private int size;
  private String lastText;
  private int lastPosition;

  void clear() {
    positions.clear();
    keys.clear();
    size = 0;
    lastText = null;
  }

  /** Adds a row; null is the empty text. */
  void add(String value) {
    String text = value == null ? "" : value;
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size * 2);
    }
    // Neighbours mostly share the very object; the map is asked only when they do not.
    if (!sameObject(text, lastText)) {
      Integer known = positions.putIfAbsent(text, keys.size());
      if (known == null) {
        lastPosition = keys.size();
        keys.add(text);
      } else {
        lastPosition = known;
      }
      lastText = text;
    }
    rows[size++] = lastPosition;
  }

  void write(BlockBuffer out) {
    writeVersion(out);
    writeRows(out);
  }

  /** Comes first: inside of an array or a map, before where its rows end. */
  void writeVersion(BlockBuffer out) {
    out.u64(SHARED_DICTIONARIES);
  }

  void writeRows(BlockBuffer out) {
    int width = keys.size() <= 1 << 8 ? 0 : keys.size() <= 1 << 16 ? 1 : 2;
    out.u64(width | HAS_ADDITIONAL_KEYS);
    out.u64(keys.size());
    for (String key : keys) {
      out.string(key);
    }
    out.u64(size);
    for (int i = 0; i < size; i++) {
      switch (width) {
        case 0 -> out.u8(rows[i]);
        case 1 -> out.u16(rows[i]);
        default -> out.u32(rows[i]);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // only a shortcut; equal texts are found in the map
  private static boolean sameObject(String a, String b) {
    return a == b;
  }
}
