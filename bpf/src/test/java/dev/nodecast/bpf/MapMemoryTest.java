package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapMemoryTest {
  /** Of Linux 6.18. */
  private static final String FDINFO =
      """
      pos:	0
      flags:	02000002
      mnt_id:	16
      ino:	2056
      map_type:	1
      key_size:	16
      value_size:	24
      max_entries:	10240
      map_flags:	0x0
      map_extra:	0x0
      memlock:	1130816
      map_id:	77
      frozen:	0
      """;

  @Test
  void readsTheMemlockLine() {
    assertThat(MapMemory.parse(FDINFO)).isEqualTo(OptionalLong.of(1_130_816));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "memlock", "memlock:\t-1\n", "memlock:\t99999999999999999999\n"})
  void takesAMalformedLineForNone(String fdinfo) {
    assertThat(MapMemory.parse(fdinfo)).isEmpty();
  }

  @Test
  void everyMapOfARunningSubjectHasItsMemory() {
    try (BpfSubject subject = BpfSubject.start("life", Kernel.capable())) {
      BpfObject object = subject.object().orElseThrow();
      assertThat(object.maps()).allMatch(map -> map.memoryBytes().orElse(0) > 0);
      // Its data at least: 2,048 x (16 + 4) bytes.
      assertThat(object.map("slot_by_cgroup").memoryBytes().getAsLong()).isGreaterThan(40_960);
      assertThat(object.map("slot_by_cgroup").hash()).isTrue();
      assertThat(object.map("life_exits").hash()).isFalse();
    }
  }

  @Test
  void aWalkCountsTheEntries() {
    try (BpfSubject subject = BpfSubject.start("life", Kernel.capable())) {
      BpfMap map = subject.object().orElseThrow().map("slot_by_cgroup");
      assertThat(map.entriesSeen()).isEmpty();
      ByteBuffer key = Memory.direct(map.keySize());
      ByteBuffer value = Memory.direct(map.valueStride());
      MapReader reader = new MapReader(map);
      int others = reader.read((keys, k, values, v) -> {});
      // Inodes that no cgroup has.
      for (int i = 1; i <= 100; i++) {
        map.update(key.putLong(0, -i), value);
      }
      reader.read((keys, k, values, v) -> {});

      // Processes of the machine may add their own cgroups meanwhile.
      assertThat(map.entriesSeen().getAsInt()).isBetween(others + 100, others + 110);
      assertThat(map.walks()).isEqualTo(2);
    }
  }
}
