package dev.nodecast.agent.cgroup;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.procfs.FileBytes;
import dev.nodecast.agent.procfs.Hosts;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.agent.procfs.Pressure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CgroupParserTest {
  private static final String V2 = "cgroup2-systemd-containerd";
  private static final String V1 = "cgroup1-cgroupfs-docker";
  private static final String CONTAINER_V2 =
      "cgroup/kubepods.slice/kubepods-burstable.slice"
          + "/kubepods-burstable-pod1f2e3d4c_5b6a_7988_9a0b_c1d2e3f40516.slice/cri-containerd-"
          + "a1".repeat(32)
          + ".scope/";
  private static final String CONTAINER_V1 = "docker/" + "a1".repeat(32) + "/";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static long value(String shape, String file) {
    FileBytes bytes = Hosts.bytes(shape, file);
    return new CgroupValue().parseLimit(bytes.bytes(), bytes.length());
  }

  @Test
  void readsCpuOfV2() {
    CpuStatV2 cpu = new CpuStatV2();
    assertThat(Hosts.parse(V2, CONTAINER_V2 + "cpu.stat", cpu::parse)).isTrue();
    assertThat(cpu.of(CpuStatV2.Field.USAGE_MICROS)).isEqualTo(562546460);
    assertThat(cpu.of(CpuStatV2.Field.THROTTLED_MICROS)).isEqualTo(591820);
    assertThat(cpu.parse(ascii("usage_usec\nuser_usec \377\n"), 22)).isFalse();

    CpuMax max = new CpuMax();
    assertThat(Hosts.parse(V2, CONTAINER_V2 + "cpu.max", max::parse)).isTrue();
    assertThat(max.millicores()).isEqualTo(500);
    assertThat(max.parse(ascii("max 100000\n"), 11)).isTrue();
    assertThat(max.millicores()).isEqualTo(NOT_MEASURED);
    assertThat(max.periodMicros).isEqualTo(100000);
    assertThat(max.parse(ascii("max"), 3)).isFalse();
  }

  @Test
  void readsCpuOfV1() {
    CpuV1 cpu = new CpuV1();
    Hosts.parse(V1, "cgroup/cpu,cpuacct/" + CONTAINER_V1 + "cpu.stat", cpu::parseStat);
    Hosts.parse(V1, "cgroup/cpu,cpuacct/" + CONTAINER_V1 + "cpuacct.stat", cpu::parseStat);
    FileBytes usage = Hosts.bytes(V1, "cgroup/cpu,cpuacct/" + CONTAINER_V1 + "cpuacct.usage");
    cpu.parseUsage(usage.bytes(), usage.length());
    assertThat(cpu.usageNanos).isEqualTo(365294291369L);
    assertThat(cpu.userNanos()).isEqualTo(33905L * 10_000_000);
    assertThat(cpu.of(CpuV1.Field.THROTTLED_NANOS)).isEqualTo(391820000);
    cpu.parseUsageUser(ascii("77\n"), 3);
    assertThat(cpu.userNanos()).isEqualTo(77);
    cpu.clear();
    assertThat(cpu.systemNanos()).isEqualTo(NOT_MEASURED);

    CpuMax max = new CpuMax();
    max.parseV1Period(ascii("100000\n"), 7);
    max.parseV1Quota(ascii("-1\n"), 3);
    assertThat(max.millicores()).isEqualTo(NOT_MEASURED);
    max.parseV1Quota(ascii("20000"), 5);
    assertThat(max.millicores()).isEqualTo(200);
  }

  @Test
  void readsMemory() {
    MemoryStatV2 v2 = new MemoryStatV2();
    assertThat(Hosts.parse(V2, CONTAINER_V2 + "memory.stat", v2::parse)).isTrue();
    assertThat(v2.of(MemoryStatV2.Field.ANON)).isEqualTo(58318976);
    assertThat(v2.of(MemoryStatV2.Field.REFAULTS)).isEqualTo(3);
    long current = value(V2, CONTAINER_V2 + "memory.current");
    assertThat(CgroupValue.workingSet(current, v2.of(MemoryStatV2.Field.INACTIVE_FILE)))
        .isEqualTo(58825792 - 53000000);
    assertThat(CgroupValue.workingSet(5, 7)).isZero();
    assertThat(CgroupValue.workingSet(5, NOT_MEASURED)).isEqualTo(5);
    assertThat(CgroupValue.workingSet(NOT_MEASURED, 5)).isEqualTo(NOT_MEASURED);

    MemoryStatV1 v1 = new MemoryStatV1();
    assertThat(Hosts.parse(V1, "cgroup/memory/" + CONTAINER_V1 + "memory.stat", v1::parse))
        .isTrue();
    assertThat(v1.of(MemoryStatV1.Field.RSS)).isEqualTo(38318976);
    assertThat(CgroupValue.limit(v1.of(MemoryStatV1.Field.HIERARCHICAL_LIMIT)))
        .isEqualTo(NOT_MEASURED);
    assertThat(value(V1, "cgroup/memory/" + CONTAINER_V1 + "memory.limit_in_bytes"))
        .isEqualTo(NOT_MEASURED);
    assertThat(value(V2, CONTAINER_V2 + "memory.max")).isEqualTo(134217728);

    MemoryEvents events = new MemoryEvents();
    assertThat(Hosts.parse(V2, CONTAINER_V2 + "memory.events", events::parse)).isTrue();
    assertThat(events.of(MemoryEvents.Field.HIGH)).isEqualTo(12);
    Hosts.parse(V1, "cgroup/memory/" + CONTAINER_V1 + "memory.oom_control", events::parse);
    assertThat(events.of(MemoryEvents.Field.OOM_KILL)).isEqualTo(1);
    assertThat(events.of(MemoryEvents.Field.HIGH)).isEqualTo(NOT_MEASURED);
  }

  @Test
  void readsBlockIoOfV2() {
    IoStatV2 io = new IoStatV2(8);
    assertThat(Hosts.parse(V2, CONTAINER_V2 + "io.stat", io::parse)).isTrue();
    NamedRows<IoColumn> rows = io.devices();
    assertThat(rows.name(0)).isEqualTo("254:0");
    assertThat(rows.of(0, IoColumn.READ_BYTES)).isEqualTo(539264);
    assertThat(rows.of(0, IoColumn.READS)).isEqualTo(54);
    assertThat(rows.of(1, IoColumn.READ_BYTES)).isEqualTo(512);

    byte[] merged = ascii("8:0 253:1 rbytes=x wbytes=18446744073709551615 new=7 rios=3\n=9\n7:0 ");
    assertThat(io.parse(merged, merged.length)).isTrue();
    assertThat(rows.count()).isEqualTo(1);
    assertThat(rows.name(0)).isEqualTo("253:1");
    assertThat(rows.of(0, IoColumn.READ_BYTES)).isEqualTo(NOT_MEASURED);
    assertThat(rows.of(0, IoColumn.WRITE_BYTES)).isEqualTo(Long.MAX_VALUE);
    assertThat(rows.of(0, IoColumn.READS)).isEqualTo(3);
  }

  @Test
  void readsBlockIoOfV1() {
    BlkioV1 io = new BlkioV1(8);
    String directory = "cgroup/blkio/" + CONTAINER_V1 + "blkio.throttle.";
    Hosts.parse(V1, directory + "io_service_bytes_recursive", io::parseBytes);
    Hosts.parse(V1, directory + "io_serviced_recursive", io::parseOperations);
    assertThat(io.devices().count()).isEqualTo(1);
    assertThat(io.devices().of(0, IoColumn.READ_BYTES)).isEqualTo(339264);
    assertThat(io.devices().of(0, IoColumn.WRITES)).isEqualTo(1);
    assertThat(io.devices().of(0, IoColumn.DISCARDED_BYTES)).isZero();
    io.clear();
    assertThat(io.parseBytes(ascii("Total 0\nRead\n"), 13)).isFalse();
  }

  @Test
  void readsPidsAndPressure() {
    Pids pids = new Pids();
    pids.parseCurrent(ascii("17\n"), 3);
    pids.parseMaximum(ascii("max\n"), 4);
    assertThat(pids.current).isEqualTo(17);
    assertThat(pids.maximum).isEqualTo(NOT_MEASURED);
    Pressure pressure = new Pressure();
    assertThat(Hosts.parse(V2, CONTAINER_V2 + "cpu.pressure", pressure::parse)).isTrue();
    assertThat(pressure.someMicros).isEqualTo(5580748);
  }
}
