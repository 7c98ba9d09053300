package dev.nodecast.agent.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.nodecast.agent.cgroup.BlkioV1;
import dev.nodecast.agent.cgroup.CpuStatV2;
import dev.nodecast.agent.cgroup.IoStatV2;
import dev.nodecast.agent.cgroup.MemoryStatV1;
import dev.nodecast.agent.cgroup.MemoryStatV2;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AllocationTest {
  private static final int ROUNDS = 2000;

  private final FileBytes bytes = new FileBytes();
  private final List<Runnable> reads = new ArrayList<>();
  private final List<KernelFile> files = new ArrayList<>();

  private void add(String shape, String file, Hosts.Parser parser) {
    KernelFile kernelFile = new KernelFile(Hosts.root(shape).resolve(file), KernelFile.Layout.LIST);
    files.add(kernelFile);
    reads.add(
        () -> {
          if (kernelFile.read(bytes).hasBytes()) {
            parser.parse(bytes.bytes(), bytes.length());
          }
        });
  }

  @Test
  void readingAndParsingAllocateNothingInTheSteadyState() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "needs a HotSpot thread bean");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(threads.isThreadAllocatedMemorySupported(), "needs allocation counters");
    String captured = Hosts.CAPTURED;
    add(captured, "proc/stat", new CpuStat()::parse);
    add(captured, "proc/meminfo", new MemInfo()::parse);
    add(captured, "proc/loadavg", new LoadAverage()::parse);
    add(captured, "proc/pressure/io", new Pressure()::parse);
    add(captured, "proc/vmstat", new VmStat()::parse);
    add(captured, "proc/net/dev", new NetDev(64)::parse);
    add(captured, "proc/net/snmp", new NetSnmp()::parse);
    add(captured, "proc/net/netstat", new Netstat()::parse);
    add(captured, "proc/net/sockstat", new SockStat()::parse);
    add(captured, "proc/diskstats", new DiskStats(64)::parse);
    add(captured, "proc/1/mountinfo", new Mounts(64)::parse);
    add(captured, "proc/sys/fs/file-nr", new FileTable()::parse);
    add(captured, "proc/uptime", new Uptime()::parse);
    add(captured, "proc/6140/stat", new ProcessStat(16)::parse);
    add(captured, "proc/6140/status", new ProcessStatus()::parse);
    add(captured, "proc/6140/io", new ProcessIo()::parse);
    add(captured, "proc/6140/cgroup", new ProcessCgroups(16)::parse);
    add("plain-systemd", "cgroup/system.slice/cpu.stat", new CpuStatV2()::parse);
    add("plain-systemd", "cgroup/system.slice/memory.stat", new MemoryStatV2()::parse);
    add("plain-systemd", "cgroup/system.slice/io.stat", new IoStatV2(8)::parse);
    add("cgroup1-cgroupfs-docker", "cgroup/memory/docker/memory.stat", new MemoryStatV1()::parse);
    add(
        "cgroup1-cgroupfs-docker",
        "cgroup/blkio/docker/blkio.throttle.io_serviced_recursive",
        new BlkioV1(8)::parseOperations);
    run();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    run();
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    files.forEach(KernelFile::close);
    // Compilation and the measurement itself leave some bytes; one object per parse would be 16.
    assertThat((double) allocated / (ROUNDS * reads.size())).as("bytes per read").isLessThan(1);
  }

  private void run() {
    for (int i = 0; i < ROUNDS; i++) {
      for (int read = 0; read < reads.size(); read++) {
        reads.get(read).run();
      }
    }
  }
}
