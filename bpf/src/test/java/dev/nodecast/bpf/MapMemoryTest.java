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
      "pos:\t0\nflags:\t02000002\nmnt_id:\t16\nino:\t2056\nmap_type:\t1\nkey_size:\t16\n"
          + "value_size:\t24\nmax_entries:\t10240\nmap_flags:\t0x0\nmap_extra:\t0x0\n"
          + "memlock:\t1130816\nmap_id:\t77\nfrozen:\t0\n";

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
      // At least its data: 10,240 x (16 + 24) bytes.
      assertThat(object.map("life_by_cgroup").memoryBytes().getAsLong()).isGreaterThan(409_600);
      assertThat(object.map("life_by_cgroup").hash()).isTrue();
      assertThat(object.map("life_exits").hash()).isFalse();
    }
  }

  @Test
  void aWalkCountsTheEntries() {
    try (BpfSubject subject = BpfSubject.start("life", Kernel.capable())) {
      BpfMap map = subject.object().orElseThrow().map("life_by_cgroup");
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
