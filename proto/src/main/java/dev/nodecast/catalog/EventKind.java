package dev.nodecast.catalog;

/**
 * The table of events. Not in {@link Catalog#KINDS}: an event is no entity with values, it travels
 * and is stored by itself.
 */
public final class EventKind {
  public static final Kind KIND =
      Kind.named("event", "Things that happened once.").labels(ContainerKind.LABELS).build();

  private EventKind() {}
}
