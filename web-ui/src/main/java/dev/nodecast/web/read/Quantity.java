package dev.nodecast.web.read;

/** What a number is, and so how it is printed. */
public enum Quantity {
  /** Things: 1,204. */
  COUNT,
  /** Things per second. */
  PER_SECOND,
  /** Memory and storage, in bytes, printed in KiB, MiB … */
  BYTES,
  /** Bytes per second, printed in kB/s, MB/s … */
  BYTES_PER_SECOND,
  /** CPU cores. */
  CORES,
  /** 0 to 1, printed in percent. */
  SHARE,
  /** Durations, in seconds, printed in µs, ms, s, then min, h, d. */
  SECONDS,
  /** Mean bytes of many small things, with decimals: 0.84 B. */
  BYTES_EACH,
  /** A number without a unit, such as a load average. */
  PLAIN
}
