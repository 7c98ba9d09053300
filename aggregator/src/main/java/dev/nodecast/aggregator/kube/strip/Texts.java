package dev.nodecast.aggregator.kube.strip;

/**
 * Keeps one copy of what repeats: names of nodes and images, label sets, amounts. A direct-mapped
 * cache, so it is bounded by its slots; what is displaced costs memory and is never wrong. Safe for
 * several threads without a lock: a slot is read and written once, and what it holds is immutable.
 */
public final class Texts {
  /** A power of two; 512 KiB of references. */
  private static final int SLOTS = 1 << 16;

  private final Object[] kept = new Object[SLOTS];

  /**
   * The same value, as the instance that was seen first.
   *
   * @param value immutable, with an equals of its own
   */
  @SuppressWarnings("unchecked") // equal to an instance of T, and of its very class
  public <T> T one(T value) {
    int hash = value.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    Object before = kept[slot];
    if (before != null && before.getClass() == value.getClass() && before.equals(value)) {
      return (T) before;
    }
    kept[slot] = value;
    return value;
  }
}
