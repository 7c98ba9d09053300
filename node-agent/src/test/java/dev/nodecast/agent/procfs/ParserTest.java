package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.Hosts.CAPTURED;
import static dev.nodecast.agent.procfs.Hosts.HOSTILE;
import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ParserTest {
  private static boolean text(String text, Hosts.Parser parser) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return parser.parse(bytes, bytes.length);
  }

  @Test
  void readsCpuTimes() {
    CpuStat stat = new CpuStat();
    assertThat(Hosts.parse(CAPTURED, "proc/stat", stat::parse)).isTrue();
    assertThat(stat.total(CpuStat.Time.USER)).isEqualTo(24330);
    assertThat(stat.total(CpuStat.Time.IDLE)).isEqualTo(417504);
    assertThat(stat.total(CpuStat.Time.STEAL)).isEqualTo(66);
    assertThat(stat.cpus()).isEqualTo(2);
    assertThat(stat.cpuId(1)).isEqualTo(1);
    assertThat(stat.cpu(1, CpuStat.Time.IOWAIT)).isEqualTo(634);
    assertThat(stat.cpu(0, CpuStat.Time.GUEST_NICE)).isZero();
    assertThat(stat.contextSwitches).isPositive();
    assertThat(stat.bootSeconds).isGreaterThan(1_700_000_000L);
    assertThat(stat.softInterrupts).isPositive();
  }

  @Test
  void survivesHostileCpuTimes() {
    CpuStat stat = new CpuStat();
    Hosts.parse(HOSTILE, "proc/stat", stat::parse);
    assertThat(stat.total(CpuStat.Time.USER)).isEqualTo(Long.MAX_VALUE);
    assertThat(stat.total(CpuStat.Time.SYSTEM)).isEqualTo(17);
    assertThat(stat.total(CpuStat.Time.IDLE)).isEqualTo(NOT_MEASURED);
    assertThat(stat.cpus()).isEqualTo(1);
    assertThat(stat.cpu(0, CpuStat.Time.GUEST_NICE)).isEqualTo(10);
    assertThat(stat.contextSwitches).isEqualTo(NOT_MEASURED);
    assertThat(stat.interrupts).isEqualTo(NOT_MEASURED);
    assertThat(stat.running).isEqualTo(3);
  }

  @Test
  void readsMemory() {
    MemInfo memory = new MemInfo();
    assertThat(Hosts.parse(CAPTURED, "proc/meminfo", memory::parse)).isTrue();
    assertThat(memory.of(MemInfo.Field.TOTAL)).isEqualTo(24684084L * 1024);
    assertThat(memory.of(MemInfo.Field.AVAILABLE)).isEqualTo(24143252L * 1024);
    assertThat(memory.of(MemInfo.Field.HUGE_PAGES_TOTAL)).isZero();
    assertThat(memory.of(MemInfo.Field.HARDWARE_CORRUPTED)).isEqualTo(NOT_MEASURED);

    Hosts.parse(HOSTILE, "proc/meminfo", memory::parse);
    assertThat(memory.of(MemInfo.Field.TOTAL)).isEqualTo(Long.MAX_VALUE);
    assertThat(memory.of(MemInfo.Field.FREE)).isEqualTo(NOT_MEASURED);
    assertThat(memory.of(MemInfo.Field.AVAILABLE)).isEqualTo(NOT_MEASURED);
    assertThat(memory.of(MemInfo.Field.BUFFERS)).isEqualTo(7);
  }

  @Test
  void readsLoadUptimeAndFileTable() {
    LoadAverage load = new LoadAverage();
    assertThat(Hosts.parse(CAPTURED, "proc/loadavg", load::parse)).isTrue();
    assertThat(load.oneMinuteHundredths).isEqualTo(93);
    assertThat(load.fiveMinutesHundredths).isEqualTo(51);
    assertThat(load.fifteenMinutesHundredths).isEqualTo(24);
    assertThat(load.runnable).isEqualTo(1);
    assertThat(load.threads).isEqualTo(117);
    assertThat(load.lastPid).isEqualTo(12191);
    assertThat(Hosts.parse(HOSTILE, "proc/loadavg", load::parse)).isFalse();
    assertThat(load.threads).isEqualTo(NOT_MEASURED);

    Uptime uptime = new Uptime();
    assertThat(Hosts.parse(CAPTURED, "proc/uptime", uptime::parse)).isTrue();
    assertThat(uptime.sinceBootHundredths).isEqualTo(224845);
    assertThat(uptime.idleHundredths).isEqualTo(417505);
    Hosts.parse(HOSTILE, "proc/uptime", uptime::parse);
    assertThat(uptime.sinceBootHundredths).isEqualTo(100);
    assertThat(uptime.idleHundredths).isEqualTo(NOT_MEASURED);

    FileTable files = new FileTable();
    assertThat(text("449\t0\t2466170\n", files::parse)).isTrue();
    assertThat(files.allocated).isEqualTo(449);
    assertThat(files.maximum).isEqualTo(2466170);
    assertThat(text("\0\377", files::parse)).isFalse();
  }

  @Test
  void readsPressure() {
    Pressure pressure = new Pressure();
    String text = "some avg10=7.67 avg60=3.87 avg300=1.37 total=9580748\nfull avg10=0.05 total=12";
    assertThat(text(text, pressure::parse)).isTrue();
    assertThat(pressure.someAvg10Hundredths).isEqualTo(767);
    assertThat(pressure.someMicros).isEqualTo(9580748);
    assertThat(pressure.fullAvg10Hundredths).isEqualTo(5);
    assertThat(pressure.fullMicros).isEqualTo(12);

    assertThat(text("some avg10=x new=1 total=18446744073709551615", pressure::parse)).isTrue();
    assertThat(pressure.someAvg10Hundredths).isEqualTo(NOT_MEASURED);
    assertThat(pressure.someMicros).isEqualTo(Long.MAX_VALUE);
    assertThat(pressure.fullMicros).isEqualTo(NOT_MEASURED);
    assertThat(text("some total", pressure::parse)).isFalse();
    assertThat(Hosts.parse(CAPTURED, "proc/pressure/io", pressure::parse)).isTrue();
  }

  @Test
  void addsUpZonesOfOldKernels() {
    VmStat vm = new VmStat();
    text("pgfault 7\npgscan_kswapd_dma 1\npgscan_kswapd_normal 2\nallocstall 5\n", vm::parse);
    assertThat(vm.of(VmStat.Field.FAULTS)).isEqualTo(7);
    assertThat(vm.of(VmStat.Field.SCANNED_KSWAPD)).isEqualTo(3);
    assertThat(vm.of(VmStat.Field.ALLOCATION_STALLS)).isEqualTo(5);
    assertThat(vm.of(VmStat.Field.OOM_KILLS)).isEqualTo(NOT_MEASURED);
    assertThat(Hosts.parse(CAPTURED, "proc/vmstat", vm::parse)).isTrue();
    assertThat(vm.of(VmStat.Field.OOM_KILLS)).isZero();
    assertThat(vm.of(VmStat.Field.FAULTS)).isPositive();
    Hosts.parse(HOSTILE, "proc/vmstat", vm::parse);
    assertThat(vm.of(VmStat.Field.FAULTS)).isEqualTo(1);
    assertThat(vm.of(VmStat.Field.MAJOR_FAULTS)).isEqualTo(NOT_MEASURED);
    assertThat(vm.of(VmStat.Field.PAGED_IN)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void readsInterfaces() {
    NetDev dev = new NetDev(64);
    text("h\n  eth0: 395637521 8533 1 2 3 4 5 6 477735 5495 7 8 9 10 11 12\n", dev::parse);
    NamedRows<NetDev.Column> rows = dev.interfaces();
    assertThat(rows.count()).isEqualTo(1);
    assertThat(rows.name(0)).isEqualTo("eth0");
    assertThat(rows.of(0, NetDev.Column.RX_BYTES)).isEqualTo(395637521);
    assertThat(rows.of(0, NetDev.Column.TX_BYTES)).isEqualTo(477735);
    assertThat(rows.of(0, NetDev.Column.TX_COMPRESSED)).isEqualTo(12);

    assertThat(Hosts.parse(CAPTURED, "proc/net/dev", dev::parse)).isTrue();
    assertThat(rows.row("lo")).isNotNegative();
    Hosts.parse(HOSTILE, "proc/net/dev", dev::parse);
    assertThat(rows.count()).isEqualTo(3);
    assertThat(rows.name(0)).isEqualTo("\ufffd\ufffd0");
    assertThat(rows.of(1, NetDev.Column.RX_BYTES)).isEqualTo(5);
    assertThat(rows.of(2, NetDev.Column.RX_PACKETS)).isEqualTo(NOT_MEASURED);
  }

  @Test
  void countsInterfacesBeyondTheBound() {
    NetDev dev = new NetDev(2);
    text("a: 1\nb: 2\nc: 3\nd: 4\n", dev::parse);
    assertThat(dev.interfaces().count()).isEqualTo(2);
    assertThat(dev.interfaces().dropped()).isEqualTo(2);
  }

  @Test
  void readsProtocolCounters() {
    NetSnmp snmp = new NetSnmp();
    text("Ip: A InReceives\nIp: 1 -2\nTcp: X RetransSegs OutRsts\nTcp: 9 8 7 6\n", snmp::parse);
    assertThat(snmp.of(NetSnmp.Field.IP_RECEIVED)).isEqualTo(-2);
    assertThat(snmp.of(NetSnmp.Field.TCP_RETRANSMITTED)).isEqualTo(8);
    assertThat(snmp.of(NetSnmp.Field.TCP_RESETS_SENT)).isEqualTo(7);
    assertThat(Hosts.parse(CAPTURED, "proc/net/snmp", snmp::parse)).isTrue();
    assertThat(snmp.of(NetSnmp.Field.UDP_SENT)).isPositive();
    Hosts.parse(HOSTILE, "proc/net/snmp", snmp::parse);
    assertThat(snmp.of(NetSnmp.Field.TCP_RETRANSMITTED)).isEqualTo(5);
    assertThat(snmp.of(NetSnmp.Field.TCP_ERRORS_IN)).isEqualTo(NOT_MEASURED);
    assertThat(snmp.of(NetSnmp.Field.UDP_RECEIVED)).isEqualTo(8);

    Netstat netstat = new Netstat();
    assertThat(Hosts.parse(CAPTURED, "proc/net/netstat", netstat::parse)).isTrue();
    assertThat(netstat.of(Netstat.Field.LISTEN_DROPS)).isZero();
    assertThat(netstat.of(Netstat.Field.IP_OCTETS_IN)).isGreaterThan(300_000_000L);
    assertThat(Hosts.parse(HOSTILE, "proc/net/netstat", netstat::parse)).isFalse();
  }

  @Test
  void readsSockets() {
    SockStat sockets = new SockStat();
    text("sockets: used 13\nTCP: inuse 1 orphan 2 tw 3 alloc 4 mem 49\n", sockets::parse);
    assertThat(text("TCP6: inuse 6\n", sockets::parse6)).isTrue();
    assertThat(sockets.of(SockStat.Field.USED)).isEqualTo(13);
    assertThat(sockets.of(SockStat.Field.TCP_TIME_WAIT)).isEqualTo(3);
    assertThat(sockets.of(SockStat.Field.TCP_PAGES)).isEqualTo(49);
    assertThat(sockets.of(SockStat.Field.TCP6)).isEqualTo(6);
    Hosts.parse(HOSTILE, "proc/net/sockstat", sockets::parse);
    assertThat(sockets.of(SockStat.Field.USED)).isEqualTo(Long.MAX_VALUE);
    assertThat(sockets.of(SockStat.Field.TCP)).isEqualTo(NOT_MEASURED);
    assertThat(sockets.of(SockStat.Field.TCP6)).isEqualTo(NOT_MEASURED);
  }

  @Test
  void readsDisksOfAllKernels() {
    DiskStats disks = new DiskStats(64);
    text(
        " 254 0 vda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n 8 1 sda1 10 20 30 40\n",
        disks::parse);
    NamedRows<DiskStats.Column> rows = disks.devices();
    assertThat(rows.name(0)).isEqualTo("vda");
    assertThat(rows.of(0, DiskStats.Column.MAJOR)).isEqualTo(254);
    assertThat(rows.of(0, DiskStats.Column.WRITES)).isEqualTo(5);
    assertThat(rows.of(0, DiskStats.Column.BUSY_MILLIS)).isEqualTo(10);
    assertThat(rows.of(0, DiskStats.Column.FLUSH_MILLIS)).isEqualTo(17);
    assertThat(rows.of(1, DiskStats.Column.SECTORS_READ)).isEqualTo(20);
    assertThat(rows.of(1, DiskStats.Column.WRITES)).isEqualTo(30);
    assertThat(rows.of(1, DiskStats.Column.SECTORS_WRITTEN)).isEqualTo(40);
    assertThat(rows.of(1, DiskStats.Column.READ_MILLIS)).isEqualTo(NOT_MEASURED);

    Hosts.parse(HOSTILE, "proc/diskstats", disks::parse);
    assertThat(rows.count()).isEqualTo(3);
    assertThat(rows.of(0, DiskStats.Column.READS)).isEqualTo(Long.MAX_VALUE);
    assertThat(rows.of(2, DiskStats.Column.FLUSH_MILLIS)).isEqualTo(17);

    WholeDisks whole = new WholeDisks(Hosts.root(CAPTURED).resolve("sys"));
    whole.refresh();
    assertThat(whole.contains("vda")).isTrue();
    assertThat(whole.contains("vda1")).isFalse();
    assertThat(new WholeDisks(Path.of("absent")).contains("vda1")).isTrue();
  }
}
