package dev.nodecast.web.live;

/** A 64-bit hash (FNV-1a over chars, then mixed): fast, and no attacker gains by a collision. */
final class Hash {
  static final long SEED = 0xcbf29ce484222325L;

  private Hash() {}

  static long of(String text, long seed) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    // Ends the text, so that "ab","c" differs from "a","bc".
    return (hash ^ 0x1f0001L) * 0x9e3779b97f4a7c15L;
  }
}
