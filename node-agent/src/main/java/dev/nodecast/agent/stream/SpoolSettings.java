package dev.nodecast.agent.stream;

import dev.nodecast.v1.Schema;
import dev.nodecast.wire.WireSchema;
import java.nio.file.Path;

/**
 * Where and how much to spool.
 *
 * @param directory made when missing; one agent at a time
 * @param maxBytes bound of all segment files together, at least {@link #MIN_BYTES}
 * @param keep whether acknowledged segments move to {@code kept/} instead of being deleted: a
 *     ledger of what was sent, for audits; it is not bounded
 * @param kernelBoot the kernel's boot, see {@link Spool#kernelBoot}
 * @param schema what new frames mean
 */
public record SpoolSettings(
    Path directory, long maxBytes, boolean keep, String kernelBoot, Schema schema) {
  /** Room for 16 segments of a few keyframes each. */
  public static final long MIN_BYTES = 1 << 20;

  /** For frames of this build's catalog. */
  public static SpoolSettings ofCatalog(
      Path directory, long maxBytes, boolean keep, String kernelBoot) {
    return new SpoolSettings(directory, maxBytes, keep, kernelBoot, WireSchema.current());
  }

  public SpoolSettings {
    if (maxBytes < MIN_BYTES) {
      throw new IllegalArgumentException(
          "spool limit: " + maxBytes + " bytes (expected: >= " + MIN_BYTES + ")");
    }
  }
}
