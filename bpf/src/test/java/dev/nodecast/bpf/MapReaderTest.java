package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Maps that have no batches, and kernels that have none. */
class MapReaderTest {
  private static final int ENTRIES = 5000;

  @Test
  void aMapWithoutBatchesIsReadEntryByEntry() throws IOException {
    Kernel.capable();
    try (BpfObject object = BpfObject.open(elf("nobatch"), "nobatch")) {
      object.load();
      Map<Integer, Integer> expected = new HashMap<>();
      expected.put(2, object.programs().get(0).stats().id());
      expected.put(5, object.programs().get(1).stats().id());
      MapReader reader = new MapReader(object.map("programs"));
      Map<Integer, Integer> seen = new HashMap<>();
      for (int round = 0; round < 2; round++) {
        seen.clear();
        int count = reader.read((keys, k, values, v) -> seen.put(keys.getInt(k), values.getInt(v)));

        assertThat(count).isEqualTo(2);
        assertThat(seen).isEqualTo(expected);
        assertThat(reader.batches()).as("the kernel refused").isFalse();
      }
    }
  }

  @Test
  void entryByEntryIsTheSameAsInBatches() throws IOException {
    Kernel.capable();
    try (BpfObject object = BpfObject.open(elf("partial"), "partial")) {
      object.programs().forEach(program -> program.autoload(program.name().equals("good")));
      object.load();
      BpfMap map = object.map("numbers");
      assertThat(new MapReader(map).withoutBatches().read((keys, k, values, v) -> {})).isZero();
      assertThat(map.isEmpty()).isTrue();
      ByteBuffer key = Memory.direct(map.keySize());
      ByteBuffer value = Memory.direct(map.valueStride());
      for (int i = 0; i < ENTRIES; i++) {
        map.update(key.putInt(0, i), value.putLong(0, 7L * i));
      }
      assertThat(map.isEmpty()).isFalse();
      Map<Integer, Long> batches = read(new MapReader(map));
      assertThat(batches).hasSize(ENTRIES).containsEntry(4999, 7L * 4999);
      assertThat(read(new MapReader(map).withoutBatches())).isEqualTo(batches);

      Map<Integer, Long> drained = new HashMap<>();
      MapReader each = new MapReader(map).withoutBatches();
      int count = each.drain((keys, k, values, v) -> put(drained, keys.getInt(k), values, v));
      assertThat(count).isEqualTo(ENTRIES);
      assertThat(drained).isEqualTo(batches);
      assertThat(new MapReader(map).read((keys, k, values, v) -> {})).isZero();
      assertThat(map.isEmpty()).isTrue();
    }
  }

  /** Each entry once. */
  private static Map<Integer, Long> read(MapReader reader) {
    Map<Integer, Long> seen = new HashMap<>();
    int count = reader.read((keys, k, values, v) -> put(seen, keys.getInt(k), values, v));
    assertThat(count).isEqualTo(seen.size());
    return seen;
  }

  private static void put(Map<Integer, Long> into, int key, ByteBuffer values, int v) {
    into.put(key, values.getLong(v));
  }

  private static byte[] elf(String name) throws IOException {
    String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    return LayoutCheck.object("/native/" + arch + "/" + name + ".bpf.o");
  }
}
