package dev.nodecast.agent.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a parser told, in its order. */
final class Told implements Exchanged {
  final List<String> exchanges = new ArrayList<>();
  final Map<String, Integer> unread = new TreeMap<>();
  long count;
  boolean counting;

  @Override
  public void exchange(Exchange e) {
    count++;
    if (!counting) {
      exchanges.add(
          (e.operation + " " + e.target + " " + e.status + (e.error ? " error" : ""))
              .replaceAll(" +", " ")
              .strip());
    }
  }

  @Override
  public void unread(String reason) {
    unread.merge(reason, 1, Integer::sum);
  }
}
