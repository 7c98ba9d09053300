package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Catalog;

/** Where closed windows go. */
public interface WindowStore {
  /**
   * Told from the writer's thread, in order per (node, boot), after every table has the window's
   * rows and {@link #watermarks} says so. Called without any lock of the store held: the listener
   * takes locks of its own, under which it calls the store.
   */
  interface CommitListener {
    void committed(String node, String boot, long seq);
  }

  /** Where events are among the tables: behind the kinds of the catalog. */
  int EVENTS = Catalog.KINDS.size();

  /** Where spans are: behind events. */
  int SPANS = EVENTS + 1;

  /** How many tables a window is written to. */
  int TABLES = SPANS + 1;

  /**
   * What is stored already: by position in {@code Catalog.KINDS}, then {@link #EVENTS} and {@link
   * #SPANS}, the largest sequence number that the kind's table has of this (node, boot), 0 for
   * none. Frames up to it must not be counted again in that kind. Answered from memory.
   *
   * @throws IllegalStateException while the store does not know yet (not {@link #ready})
   */
  long[] watermarks(String node, String boot);

  /**
   * Whether ClickHouse was reached, its schema applied and its watermarks read. Before that no
   * window is taken.
   */
  boolean ready();

  /**
   * Whether windows would be taken now, with some space to spare: agents that were put off may come
   * back.
   */
  boolean hasRoom();

  /**
   * Takes a window for commit; returns at once.
   *
   * @return false when the bytes waiting are at their bound (or the store is not ready): the window
   *     is not taken, the caller must leave its frames unacknowledged and let the agent send them
   *     again later
   */
  boolean offer(Window window);
}
