package dev.nodecast.aggregator.edge;

/**
 * A connection as one of its ends tells it.
 *
 * @param id of the agent's choice, unique for it
 * @param self the program at this end
 * @param server whether requests come in here
 * @param netns within which a loopback address means something
 * @param local as the socket of this end has it, like {@code remote}
 * @param ageMs since its first bytes were seen here
 */
public record ToldConnection(
    long id,
    Peer self,
    boolean server,
    boolean udp,
    int netns,
    Endpoint local,
    Endpoint remote,
    long ageMs,
    boolean ended) {}
