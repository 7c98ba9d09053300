package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.Hosts.CAPTURED;
import static dev.nodecast.agent.procfs.Hosts.HOSTILE;
import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProcessParserTest {
  @Test
  void readsProcessStat() {
    ProcessStat stat = new ProcessStat(16);
    assertThat(Hosts.parse(CAPTURED, "proc/6140/stat", stat::parse)).isTrue();
    assertThat(stat.pid).isEqualTo(6140);
    assertThat(stat.command).isEqualTo("sleep");
    assertThat(stat.state).isEqualTo('S');
    assertThat(stat.of(ProcessStat.Field.PARENT_PID)).isEqualTo(12167);
    assertThat(stat.of(ProcessStat.Field.USER_TICKS)).isEqualTo(7);
    assertThat(stat.of(ProcessStat.Field.CHILDREN_SYSTEM_TICKS)).isEqualTo(3);
    assertThat(stat.of(ProcessStat.Field.NICE)).isZero();
    assertThat(stat.of(ProcessStat.Field.START_TICKS)).isEqualTo(224643);
    assertThat(stat.of(ProcessStat.Field.RESIDENT_PAGES)).isEqualTo(407);
    assertThat(stat.of(ProcessStat.Field.PROCESSOR)).isEqualTo(1);
  }

  @Test
  void findsTheCommandBetweenTheOutermostParentheses() {
    ProcessStat stat = new ProcessStat(16);
    assertThat(Hosts.parse(HOSTILE, "proc/66/stat", stat::parse)).isTrue();
    assertThat(stat.command).isEqualTo("a) b) (\n\ufffd <x>");
    assertThat(stat.state).isEqualTo('R');
    assertThat(stat.of(ProcessStat.Field.USER_TICKS)).isEqualTo(Long.MAX_VALUE);
    assertThat(stat.of(ProcessStat.Field.NICE)).isEqualTo(-20);
    assertThat(stat.of(ProcessStat.Field.START_TICKS)).isEqualTo(99);
    assertThat(stat.of(ProcessStat.Field.PROCESSOR)).isEqualTo(NOT_MEASURED);
    assertThat(stat.parse(new byte[] {'1', ' ', ')', '('}, 4)).isFalse();
    assertThat(stat.parse(new byte[0], 0)).isFalse();
  }

  @Test
  void readsStatusIoAndLimits() {
    ProcessStatus status = new ProcessStatus();
    String shape = "cgroup2-systemd-containerd";
    assertThat(Hosts.parse(shape, "proc/1101/status", status::parse)).isTrue();
    FileBytes text = Hosts.bytes(shape, "proc/1101/status");
    status.parseTexts(text.bytes(), text.length());
    assertThat(status.of(ProcessStatus.Field.RESIDENT_BYTES)).isEqualTo(5528 * 1024);
    assertThat(status.of(ProcessStatus.Field.UID)).isEqualTo(101);
    assertThat(status.of(ProcessStatus.Field.VOLUNTARY_SWITCHES)).isEqualTo(11011);
    assertThat(status.of(ProcessStatus.Text.CPUS_ALLOWED)).isEqualTo("0-1");
    assertThat(status.of(ProcessStatus.Text.SPECULATION_STORE_BYPASS)).isEmpty();
    Hosts.parse(HOSTILE, "proc/66/status", status::parse);
    assertThat(status.of(ProcessStatus.Field.RESIDENT_BYTES)).isEqualTo(12);
    assertThat(status.of(ProcessStatus.Field.THREADS)).isEqualTo(NOT_MEASURED);

    ProcessIo io = new ProcessIo();
    assertThat(Hosts.parse(CAPTURED, "proc/6140/io", io::parse)).isTrue();
    assertThat(io.of(ProcessIo.Field.READ_BYTES)).isEqualTo(147456);
    assertThat(io.of(ProcessIo.Field.WRITE_BYTES)).isEqualTo(25178112);
    assertThat(Hosts.parse(HOSTILE, "proc/66/io", io::parse)).isFalse();

    ProcessLimits limits = new ProcessLimits();
    assertThat(Hosts.parse(CAPTURED, "proc/6140/limits", limits::parse)).isTrue();
    assertThat(limits.openFiles).isEqualTo(20000);
  }

  @Test
  void boundsAndCleansCommandLines() {
    FileBytes nginx = Hosts.bytes("cgroup2-systemd-containerd", "proc/1101/cmdline");
    assertThat(Cmdline.text(nginx.bytes(), nginx.length(), 1024))
        .isEqualTo("nginx: master process nginx -g daemon off;");
    assertThat(Cmdline.text(nginx.bytes(), nginx.length(), 10)).isEqualTo("nginx:...");
    byte[] umlauts = "äää\0".getBytes(StandardCharsets.UTF_8);
    assertThat(Cmdline.text(umlauts, umlauts.length, 6)).isEqualTo("äää");
    assertThat(Cmdline.text(umlauts, umlauts.length, 5)).isEqualTo("ä...");
    byte[] odd = "aäää".getBytes(StandardCharsets.UTF_8);
    assertThat(Cmdline.text(odd, odd.length, 5)).isEqualTo("a...");
    FileBytes hostile = Hosts.bytes(HOSTILE, "proc/66/cmdline");
    assertThat(Cmdline.text(hostile.bytes(), hostile.length(), 1024))
        .isEqualTo("\ufffd<b>??[31m --x");
    assertThat(Cmdline.text(new byte[0], 0, 10)).isEmpty();
  }

  @Test
  void readsCgroupsOfAProcess() {
    ProcessCgroups cgroups = new ProcessCgroups(16);
    assertThat(Hosts.parse("cgroup1-cgroupfs-docker", "proc/1401/cgroup", cgroups::parse)).isTrue();
    assertThat(cgroups.cpu).startsWith("/docker/a1a1").isEqualTo(cgroups.memory);
    assertThat(cgroups.unified).isEmpty();
    assertThat(Hosts.parse(CAPTURED, "proc/6140/cgroup", cgroups::parse)).isTrue();
    assertThat(cgroups.unified).startsWith("/docker/7d0a");
    Hosts.parse(HOSTILE, "proc/66/cgroup", cgroups::parse);
    assertThat(cgroups.unified).isEqualTo("/a\ufffd");
    assertThat(cgroups.memory).isEqualTo("/m");
    assertThat(cgroups.cpu).isEmpty();
  }
}
