package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Takes the one place of a hash that programs write too, for a key that nobody else has. */
public final class FullMap {
  private FullMap() {}

  /** Until this returns whoever comes may have it; from then on nobody finds room. */
  public static void fill(BpfMap map) {
    assertThat(map.maxEntries()).isEqualTo(1);
    ByteBuffer mine = Memory.direct(map.keySize()).putLong(0, 1);
    ByteBuffer value = Memory.direct(map.valueStride());
    ByteBuffer other = Memory.direct(map.keySize());
    MapReader reader = new MapReader(map);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!map.lookup(mine, value)) {
      assertThat(System.nanoTime()).as("time to fill " + map.name()).isLessThan(deadline);
      reader.read(
          (keys, key, values, at) -> {
            other.putLong(0, keys.getLong(key));
            map.delete(other);
          });
      try {
        map.update(mine, value);
      } catch (BpfException e) {
        assertThat(e.errno()).isEqualTo("E2BIG"); // somebody was faster
      }
    }
  }
}
