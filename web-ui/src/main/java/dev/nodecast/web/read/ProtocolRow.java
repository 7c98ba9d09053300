package dev.nodecast.web.read;

/** Packets of one protocol over IP; bytes with all headers. */
public record ProtocolRow(
    String protocol,
    double packetsInPerSecond,
    double packetsOutPerSecond,
    double bytesInPerSecond,
    double bytesOutPerSecond) {}
