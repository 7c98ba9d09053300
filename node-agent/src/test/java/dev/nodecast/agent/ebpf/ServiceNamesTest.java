package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ServiceKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs of one container that call themselves differently, asking the same server the same. */
class ServiceNamesTest {
  private static final Kind SERVICE = ServiceKind.KIND;
  private static final int SLOTS = 2048;
  private static final int REQUESTS = 200;

  private static final String ASK =
      "import http.client,sys\\n"
          + "c=http.client.HTTPConnection('127.0.0.1',int(sys.argv[1]))\\n"
          + "for i in range(%d):\\n".formatted(REQUESTS)
          + "  c.request('GET','/same'); c.getresponse().read()\\n"
          + "sys.stdin.readline()\\n";

  private Programs programs;
  private CapturedHost agent;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs /usr/bin/python3");
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.stop(0);
      agent.close();
      programs.close();
    }
  }

  @Test
  void eachIsAServiceOfItsOwn() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      Process one = client(container, "OTEL_SERVICE_NAME=cart-a");
      Process two = client(container, "OTEL_SERVICE_NAME=cart-b");
      Process plain = client(container, "OTHER=1");
      Process attributes =
          client(
              container,
              "OTEL_RESOURCE_ATTRIBUTES=service.namespace=shop,service.name=checkout%20x");
      try {
        expect(container, "cart-a", "");
        expect(container, "cart-b", "");
        expect(container, "python3", "");
        expect(container, "checkout x", "shop");
        assertThat(all(container)).as("nobody else's").isEqualTo(4 * REQUESTS);
      } finally {
        for (Process each : List.of(one, two, plain, attributes)) {
          each.destroy();
          each.waitFor();
        }
      }
    }
  }

  private Process client(KernelContainer container, String variable) throws Exception {
    return container
        .shell(
            "exec env '%s' /usr/bin/python3 -c \"$(printf \"%s\")\" %d"
                .formatted(variable, ASK, server.getAddress().getPort()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void expect(KernelContainer container, String service, String namespace)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (requests(container, service) < REQUESTS && System.nanoTime() < deadline) {
      agent.tick();
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(requests(container, service)).as(service).isEqualTo(REQUESTS);
    for (List<String> labels : agent.picture.entities(SERVICE)) {
      if (labels.get(5).equals(container.id) && labels.get(6).equals(service)) {
        assertThat(agent.picture.text(SERVICE, labels, ServiceKind.EXECUTABLE))
            .startsWith("python3");
        assertThat(agent.picture.text(SERVICE, labels, ServiceKind.SERVICE_NAMESPACE))
            .isEqualTo(namespace);
      }
    }
  }

  private long requests(KernelContainer container, String service) {
    return agent.picture.entities(SERVICE).stream()
        .filter(l -> l.get(5).equals(container.id) && l.get(6).startsWith(service))
        .mapToLong(labels -> agent.picture.number(SERVICE, labels, ServiceKind.REQUESTS))
        .sum();
  }

  private long all(KernelContainer container) {
    return requests(container, "");
  }
}
