package dev.nodecast.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Guesses what a misspelt name was meant to be. */
public final class Spelling {
  private Spelling() {}

  /**
   * The names that were probably meant, nearest first.
   *
   * @param far edits beyond which a name would only mislead
   * @param most how many
   */
  public static List<String> near(String word, Collection<String> names, int far, int most) {
    Map<String, Integer> distances = new HashMap<>();
    names.forEach(name -> distances.put(name, distance(word, name)));
    return distances.entrySet().stream()
        .filter(name -> name.getValue() <= far)
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Levenshtein's edit distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
