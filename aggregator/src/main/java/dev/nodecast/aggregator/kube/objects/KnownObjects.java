package dev.nodecast.aggregator.kube.objects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The versions of objects as they were last told, so that a list after a gap tells only what the
 * gap hid. Some 400 bytes an object. One thread.
 */
final class KnownObjects {
  /** 40 MB; beyond, an object is told again by each new list, and counted. */
  static final int MAX = 100_000;

  /** An object that was told. */
  record Known(String namespace, String name, String uid, String version) {
    /** What it goes by: its uid, or its name where the server gave none. */
    String key() {
      return uid.isEmpty() ? namespace + "/" + name : uid;
    }
  }

  private final Map<String, Known> byKey = new HashMap<>();
  private final LongAdder size;
  private Set<String> listed = new HashSet<>();

  /**
   * @param size counts them, with those of others
   */
  KnownObjects(LongAdder size) {
    this.size = size;
  }

  /** What an object is since it was last told: ADDED, MODIFIED, or empty for no change. */
  String change(Known object) {
    Known before = byKey.get(object.key());
    if (before == null) {
      return "ADDED";
    }
    return before.version().equals(object.version()) ? "" : "MODIFIED";
  }

  /**
   * Remembers what was told.
   *
   * @return whether there was room
   */
  boolean put(Known object) {
    if (byKey.size() >= MAX && !byKey.containsKey(object.key())) {
      return false;
    }
    if (byKey.put(object.key(), object) == null) {
      size.increment();
    }
    return true;
  }

  void remove(Known object) {
    if (byKey.remove(object.key()) != null) {
      size.decrement();
    }
  }

  /** Begins a list, or begins it again. */
  void beginList() {
    listed = new HashSet<>();
  }

  void listed(Known object) {
    listed.add(object.key());
  }

  /** Ends a list: what it did not have is gone, and is forgotten. */
  List<Known> endList() {
    List<Known> gone = new ArrayList<>();
    for (Known known : byKey.values()) {
      if (!listed.contains(known.key())) {
        gone.add(known);
      }
    }
    gone.forEach(this::remove);
    listed = new HashSet<>();
    return gone;
  }
}
