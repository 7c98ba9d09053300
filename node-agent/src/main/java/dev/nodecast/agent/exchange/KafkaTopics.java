package dev.nodecast.agent.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names of topics, and what their ids stand for, as answers to Metadata tell them on any
 * connection: an id is a UUID, so it means the same at every broker. Bounded: the id that was asked
 * for longest ago goes. For one thread.
 */
final class KafkaTopics {
  /** Ids that are remembered. */
  static final int MAX = 4096;

  /** As Kafka limits a name. */
  private static final int LONGEST = 249;

  /** Of an id, looked up without making one. */
  private static final class Id {
    long high;
    long low;

    @Override
    public int hashCode() {
      return Long.hashCode(high * 31 + low);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Id id && id.high == high && id.low == low;
    }
  }

  private final Words words = new Words(4096);
  private final Id wanted = new Id();
  private final Map<Id, String> names =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, String> eldest) {
          return size() > MAX;
        }
      };

  /** The name that these bytes are; empty when they are none. */
  String name(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return "";
    }
    for (int i = from; i < to; i++) {
      int c = bytes[i];
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (!letter && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-') {
        return "";
      }
    }
    return words.of(bytes, from, to);
  }

  /** Remembers what an id stands for. */
  void learn(long high, long low, String name) {
    wanted.high = high;
    wanted.low = low;
    if (!name.isEmpty() && !name.equals(names.get(wanted))) {
      Id id = new Id();
      id.high = high;
      id.low = low;
      names.put(id, name);
    }
  }

  /** What it stands for; empty when nobody said. */
  String of(long high, long low) {
    wanted.high = high;
    wanted.low = low;
    return names.getOrDefault(wanted, "");
  }

  int size() {
    return names.size();
  }
}
