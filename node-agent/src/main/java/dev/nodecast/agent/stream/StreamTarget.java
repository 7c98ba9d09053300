package dev.nodecast.agent.stream;

import java.nio.file.Path;
import java.util.List;

/**
 * Whom to stream to and who is speaking.
 *
 * @param host name or address of the aggregator
 * @param port its ingest port
 * @param plaintext no TLS
 * @param caFile PEM certificates to trust instead of the JVM's, or null
 * @param token shared secret, empty when none is configured; never logged
 * @param node this node's name
 * @param agentVersion for people
 * @param kernel {@code uname -r}, for people
 * @param architecture {@code uname -m}, for people
 * @param podLabels keys of the labels that the inventory's pods are to have
 */
public record StreamTarget(
    String host,
    int port,
    boolean plaintext,
    Path caFile,
    String token,
    String node,
    String agentVersion,
    String kernel,
    String architecture,
    List<String> podLabels) {
  public StreamTarget {
    podLabels = List.copyOf(podLabels);
  }

  @Override
  public String toString() {
    return host + ":" + port + (plaintext ? " (plaintext)" : " (TLS)");
  }
}
