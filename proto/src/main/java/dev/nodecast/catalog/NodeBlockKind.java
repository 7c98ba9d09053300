package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;
import static dev.nodecast.catalog.Unit.OPERATIONS;

/** What a block device does for the whole machine, operation by operation. */
public final class NodeBlockKind {
  private static final Kind.Builder B =
      Kind.named(
              "node_block",
              "One operation (read, write, discard, flush, other) of one whole block device.")
          .labels("device", "operation");
  private static final Kind.Builder.GroupBuilder BLOCK = B.group("node_block", 1);

  public static final Column COMPLETED =
      BLOCK.counter(
          "operations", OPERATIONS, "Requests that the device completed, without an error.", "");
  public static final Column TRANSFERRED =
      BLOCK.counter("transferred_bytes", BYTES, "Bytes of them.", "");
  public static final Column ERRORS =
      BLOCK.counter("errors", COUNT, "Requests that it could not complete.", "");
  public static final Column LATENCY =
      BLOCK.histogram("latency_us", MICROSECONDS, "From the issue of a request to its end.", "");
  public static final Column SIZE = BLOCK.histogram("size_bytes", BYTES, "Size of requests.", "");

  public static final Kind KIND = B.build();

  private NodeBlockKind() {}
}
