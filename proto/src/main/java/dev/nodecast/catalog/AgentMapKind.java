package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;

/** One map that an agent's kernel programs write to. */
public final class AgentMapKind {
  private static final Kind.Builder B =
      Kind.named("agent_map", "One kernel map of one agent.").labels("subject", "map");
  private static final Kind.Builder.GroupBuilder MAPS = B.group("ebpf_maps", 15);

  public static final Column ENTRIES =
      MAPS.peak("entries", COUNT, "Entries of a hash map; other maps have none to count.", "");
  public static final Column CAPACITY =
      MAPS.gauge("capacity", COUNT, "Most entries; of a ring buffer, bytes.", "");
  public static final Column MEMORY =
      MAPS.gauge("memory", BYTES, "Memory that the kernel charges for it.", "");
  public static final Column LOST =
      MAPS.counter("lost", COUNT, "Updates and events that found it full.", "");

  public static final Kind KIND = B.build();

  private AgentMapKind() {}
}
