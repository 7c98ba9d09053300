package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a {@link Reflector} puts what it reads, on its thread: first a whole list, then changes
 * until the next one.
 */
public interface Reflection {
  /** Where the server has it; before the first list, and when it was looked for again. */
  void found(ResourcePath resource);

  /** A list begins, or begins again from its first page: what it told before, it tells again. */
  void begin();

  /** An object of the list. */
  void listed(JsonNode object);

  /** A page of the list was read, or broke off: what it told can be handed on. */
  void page();

  /** The list was read to its end: what it did not have is gone. */
  void end();

  /**
   * What happened to an object.
   *
   * @param type ADDED, MODIFIED, DELETED
   */
  void changed(String type, JsonNode object);
}
