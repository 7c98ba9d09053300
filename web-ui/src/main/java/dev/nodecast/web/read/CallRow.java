package dev.nodecast.web.read;

/**
 * Requests of one protocol that one service makes of another.
 *
 * @param key unique
 * @param seenByServer whose figures these are: the server's where it is watched, else the client's
 */
public record CallRow(
    String key,
    CallEnd from,
    CallEnd to,
    String protocol,
    Health health,
    Signals signals,
    double requestBytesPerSecond,
    double responseBytesPerSecond,
    boolean seenByServer) {}
