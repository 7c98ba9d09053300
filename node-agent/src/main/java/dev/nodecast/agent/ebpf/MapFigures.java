package dev.nodecast.agent.ebpf;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One map as last looked at.
 *
 * @param entries of a hash map; empty for others
 * @param capacity most entries; of a ring buffer, bytes; 0 of one that lies in the kernel's own
 *     objects, such as sockets, and has no bound but theirs
 * @param memory bytes; empty where procfs does not tell
 */
public record MapFigures(
    String subject, String map, OptionalInt entries, int capacity, OptionalLong memory) {}
