package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A broker that is its own controller, in a process of its own. */
final class KafkaBroker implements AutoCloseable {
  private static final String CLUSTER = "bm9kZWNhc3QtdGVzdHMuLg";

  private final Process process;
  private final Path log;
  final int port;

  KafkaBroker(Path directory) throws IOException {
    port = freePort();
    log = directory.resolve("broker.log");
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(
        data.resolve("meta.properties"), "version=1\nnode.id=1\ncluster.id=" + CLUSTER + "\n");
    Path settings = directory.resolve("server.properties");
    Files.writeString(settings, settings(data, freePort()));
    Path logback = directory.resolve("logback.xml");
    Files.writeString(
        logback,
        "<configuration><appender name='o' class='ch.qos.logback.core.ConsoleAppender'><encoder>"
            + "<pattern>%level %logger %msg%n</pattern></encoder></appender>"
            + "<root level='WARN'><appender-ref ref='o'/></root></configuration>");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logback,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "kafka.Kafka",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private String settings(Path data, int controller) {
    return String.join(
        "\n",
        "process.roles=broker,controller",
        "node.id=1",
        "controller.quorum.voters=1@127.0.0.1:" + controller,
        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
        "controller.listener.names=CONTROLLER",
        "log.dirs=" + data,
        "num.partitions=1",
        "offsets.topic.replication.factor=1",
        "");
  }

  void await() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!listens()) {
      assertThat(process.isAlive() && System.nanoTime() < deadline)
          .as(Files.readString(log))
          .isTrue();
      LockSupport.parkNanos(50_000_000);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
