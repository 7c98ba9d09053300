package dev.nodecast.web.read;

/**
 * The TCP connections of one container with one peer.
 *
 * @param id unique on its node
 * @param owner pod, unit or container; "Host" outside of them, "Others" beyond the agent's limit
 * @param ownerUid uid of the pod's page; empty where there is none
 * @param container its name in the pod
 * @param direction of opening, in the agent's word
 * @param address of the other end; {@code ~other}: all beyond the agent's limit
 * @param port of the server, whichever end that is
 */
public record PeerRow(
    String id,
    String owner,
    String ownerUid,
    String container,
    String direction,
    String address,
    String port,
    double open,
    double sentBytesPerSecond,
    double receivedBytesPerSecond,
    double connectionsPerSecond,
    double failuresPerSecond,
    double retransmitsPerSecond,
    double rttP50Seconds,
    double rttP99Seconds) {}
