package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.catalog.ProcessKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FormulaTest {
  private TestingServer server;
  private TestingAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    agent = new TestingAgent(server.live, "n1");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode node() throws Exception {
    agent.tick(server.clock.millis());
    return server.json("/api/v1/nodes").get("nodes").get(0);
  }

  @Test
  void cpuIsBusyOfAllWithoutGuests() throws Exception {
    agent
        .of(NodeKind.KIND)
        .gauge(NodeKind.CPU_COUNT, 4)
        .counter(NodeKind.CPU_USER, 1_000)
        .counter(NodeKind.CPU_NICE, 100)
        .counter(NodeKind.CPU_SYSTEM, 300)
        .counter(NodeKind.CPU_IDLE, 2_000)
        .counter(NodeKind.CPU_IOWAIT, 400)
        .counter(NodeKind.CPU_IRQ, 50)
        .counter(NodeKind.CPU_SOFTIRQ, 50)
        .counter(NodeKind.CPU_STEAL, 100)
        .counter(NodeKind.CPU_GUEST, 700);
    JsonNode node = node();
    assertThat(node.get("cpuPercent").doubleValue()).isCloseTo(40, within(1e-9));
    assertThat(node.get("cpuCores").doubleValue()).isCloseTo(1.6, within(1e-9));
  }

  @Test
  void memoryUsedIsTotalMinusAvailable() throws Exception {
    agent
        .of(NodeKind.KIND)
        .gauge(NodeKind.MEMORY_TOTAL, 8_000)
        .gauge(NodeKind.MEMORY_FREE, 100)
        .gauge(NodeKind.MEMORY_AVAILABLE, 6_000);
    JsonNode node = node();
    assertThat(node.get("memoryUsedBytes").longValue()).isEqualTo(2_000);
    assertThat(node.get("memoryUsedPercent").doubleValue()).isEqualTo(25);
  }

  @Test
  void networkLeavesOutLoopbackOnly() throws Exception {
    agent
        .of(NodeNetworkKind.KIND, "lo")
        .counter(NodeNetworkKind.RX_BYTES, 9_000_000)
        .counter(NodeNetworkKind.TX_BYTES, 9_000_000);
    agent
        .of(NodeNetworkKind.KIND, "eth0")
        .counter(NodeNetworkKind.RX_BYTES, 1_000_000)
        .counter(NodeNetworkKind.TX_BYTES, 250_000);
    agent.of(NodeNetworkKind.KIND, "lo0").counter(NodeNetworkKind.RX_BYTES, 250_000);
    JsonNode node = node();
    assertThat(node.get("rxBytesPerSecond").longValue()).isEqualTo(1_250_000);
    assertThat(node.get("txBytesPerSecond").longValue()).isEqualTo(250_000);
    assertThat(node.get("networkMBPerSecond").doubleValue()).isEqualTo(1.5);
  }

  @Test
  void diskTakesWholeDisksOnly() throws Exception {
    disk("sda", 0, 1_000_000, 400);
    disk("sda1", 1, 1_000_000, 400);
    disk("nvme0n1", 0, 2_000_000, 700);
    disk("loop3", 0, 5_000_000, 1_000);
    disk("ram0", 0, 5_000_000, 1_000);
    JsonNode node = node();
    assertThat(node.get("readBytesPerSecond").longValue()).isEqualTo(3_000_000);
    assertThat(node.get("writeBytesPerSecond").longValue()).isEqualTo(6_000_000);
    assertThat(node.get("diskMBPerSecond").doubleValue()).isEqualTo(9);
    assertThat(node.get("diskBusyPercent").doubleValue()).isEqualTo(70);
  }

  private void disk(String name, int partition, long bytes, long busy) {
    agent
        .of(NodeDiskKind.KIND, name)
        .gauge(NodeDiskKind.PARTITION, partition)
        .counter(NodeDiskKind.READ_BYTES, bytes)
        .counter(NodeDiskKind.WRITE_BYTES, 2 * bytes)
        .counter(NodeDiskKind.IO_TIME, busy);
  }

  @Test
  void notMeasuredIsNullAndZeroIsZero() throws Exception {
    agent.of(NodeKind.KIND).gauge(NodeKind.LOAD_1M, 0);
    agent.of(NodeNetworkKind.KIND, "eth0").counter(NodeNetworkKind.RX_BYTES, 0);
    JsonNode node = node();
    assertThat(node.get("load1m").isNumber()).isTrue();
    assertThat(node.get("load1m").doubleValue()).isZero();
    assertThat(node.get("rxBytesPerSecond").doubleValue()).isZero();
    for (String field : new String[] {"txBytesPerSecond", "cpuPercent", "memoryUsedBytes"}) {
      assertThat(node.get(field).isNull()).as(field).isTrue();
    }
  }

  @Test
  void podSumsItsContainersAndHasNoLimitWhenOneHasNone() throws Exception {
    container("web", "c1", 500_000, 100).gauge(ContainerKind.CPU_LIMIT, 1_500);
    container("sidecar", "c2", 250_000, 50);
    agent
        .of(ContainerNetworkKind.KIND, "shop", "cart", "cart-1", "web", "uid-1", "c1", "eth0")
        .counter(ContainerNetworkKind.RX_BYTES, 700);
    agent.of(
        ProcessKind.KIND, "shop", "cart", "cart-1", "web", "uid-1", "c1", "42", "1699999990000");
    agent.tick(server.clock.millis());
    JsonNode pods = server.json("/api/v1/pods");
    assertThat(pods.get("total").intValue()).isEqualTo(1);
    JsonNode pod = pods.get("pods").get(0);
    assertThat(pod.get("uid").textValue()).isEqualTo("uid-1");
    assertThat(pod.get("kind").textValue()).isEqualTo("Pod");
    assertThat(pod.get("containers").intValue()).isEqualTo(2);
    assertThat(pod.get("processes").intValue()).isEqualTo(1);
    assertThat(pod.get("cpuCores").doubleValue()).isEqualTo(0.75);
    assertThat(pod.get("memoryBytes").longValue()).isEqualTo(150);
    assertThat(pod.get("cpuLimitCores").isNull()).isTrue();
    assertThat(pod.get("rxBytesPerSecond").longValue()).isEqualTo(700);
    JsonNode detail = server.json("/api/v1/pods/shop/cart-1").get("kinds").get("container");
    assertThat(detail.get("entities")).hasSize(2);
    assertThat(detail.get("entities").get(0).get("values").get("cpu_limit").doubleValue())
        .isEqualTo(1.5);
  }

  private TestingAgent.Values container(String name, String id, long micros, long memory) {
    return agent
        .of(ContainerKind.KIND, "shop", "cart", "cart-1", name, "uid-1", id, "containerd", "")
        .counter(ContainerKind.CPU_USAGE, micros)
        .gauge(ContainerKind.MEMORY_WORKING_SET, memory);
  }

  @Test
  void unitsAndPlainContainersAreLinesOfTheirOwn() throws Exception {
    agent.of(ContainerKind.KIND, "", "", "", "ssh.service", "", "", "systemd", "");
    agent.of(ContainerKind.KIND, "", "", "", "", "", "0123456789abcdef", "docker", "");
    agent.tick(server.clock.millis());
    JsonNode pods = server.json("/api/v1/pods").get("pods");
    assertThat(pods).hasSize(2);
    assertThat(pods.get(0).get("name").textValue()).isEqualTo("0123456789ab");
    assertThat(pods.get(0).get("kind").textValue()).isEqualTo("Container");
    assertThat(pods.get(1).get("name").textValue()).isEqualTo("ssh.service");
    assertThat(pods.get(1).get("kind").textValue()).isEqualTo("Unit");
    assertThat(pods.get(1).get("namespace").textValue()).isEmpty();
    assertThat(server.json("/api/v1/pods/-/ssh.service").get("uid").textValue())
        .isEqualTo("n1~ssh.service");
  }

  @Test
  void processCpuIsUserAndSystemInCores() throws Exception {
    agent
        .of(ProcessKind.KIND, "", "", "", "", "", "", "77", "1699999990000")
        .text(ProcessKind.COMMAND, "java")
        .counter(ProcessKind.CPU_USER, 400)
        .counter(ProcessKind.CPU_SYSTEM, 100)
        .gauge(ProcessKind.RSS, 12_345);
    agent.tick(server.clock.millis());
    JsonNode process = server.json("/api/v1/processes").get("processes").get(0);
    assertThat(process.get("cpuCores").doubleValue()).isEqualTo(0.5);
    assertThat(process.get("memoryBytes").longValue()).isEqualTo(12_345);
    assertThat(process.get("started").textValue()).isEqualTo("2023-11-14T22:13:10Z");
    assertThat(process.get("ageSeconds").longValue()).isEqualTo(10);
    assertThat(process.get("podUid").isNull()).isTrue();
  }
}
