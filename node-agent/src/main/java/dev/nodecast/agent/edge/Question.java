package dev.nodecast.agent.edge;

/**
 * A connection whose other end is asked for. Addresses have 16 bytes, IPv4 mapped into IPv6, and
 * are nobody's to change.
 *
 * @param id no other connection of this agent ever has it
 * @param namespace of the program at this end, like {@code workload} and {@code program}
 * @param sinceNs when its first bytes were seen, monotonic clock
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Question(
    long id,
    String namespace,
    String workload,
    String program,
    boolean server,
    boolean udp,
    int netns,
    byte[] local,
    int localPort,
    byte[] remote,
    int remotePort,
    long sinceNs,
    boolean ended) {}
