package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.http.ScriptedServer;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.watch.ApiServer;
import dev.nodecast.aggregator.kube.watch.Pace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An API server with config maps, whose lists and watches are answered as told, in turn. */
final class ScriptedApi implements AutoCloseable {
  /** Fast, so that a test can wait for what the product waits for. */
  static final Pace PACE =
      new Pace(
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ZERO);

  private static final String CORE =
      """
      {"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get","list","watch"]},
        {"name":"secrets","kind":"Secret","namespaced":true,"verbs":["get","list","watch"]},
        {"name":"events","kind":"Event","namespaced":true,"verbs":["get","list","watch"]}]}""";

  private static final String GROUPS =
      """
      {"groups":[
        {"name":"broken","preferredVersion":{"version":"v1"},"versions":[{"version":"v1"}]},
        {"name":"apps","preferredVersion":{"version":"v2"},
         "versions":[{"version":"v2"},{"version":"v1"}]}]}""";

  final BlockingQueue<ScriptedServer.Script> lists = new LinkedBlockingQueue<>();
  final BlockingQueue<ScriptedServer.Script> watches = new LinkedBlockingQueue<>();

  /** What was asked: {@code list c2} with a continue token, {@code watch 7} from a version. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  final CollectedObjects sink = new CollectedObjects();
  final KubeEvents events = new KubeEvents();

  private final ScriptedServer server;
  private final KubernetesClient client;
  private final List<ObjectsReceiver> receivers = new ArrayList<>();

  ScriptedApi() throws IOException {
    server = new ScriptedServer(this::answer);
    client = server.client();
  }

  private void answer(ScriptedServer.Request request, ScriptedServer.Wire wire)
      throws IOException, InterruptedException {
    switch (request.path()) {
      case "/api/v1" -> wire.ok(CORE);
      case "/apis" -> wire.ok(GROUPS);
      case "/apis/broken/v1" -> wire.status(503, "");
      case "/apis/apps/v2" -> wire.ok("{\"resources\":[{\"name\":\"old\",\"kind\":\"Old\"}]}");
      case "/apis/apps/v1" ->
          wire.ok(
              "{\"resources\":[{\"name\":\"parts\",\"kind\":\"Part\",\"namespaced\":true,"
                  + "\"verbs\":[\"list\"]}]}");
      default -> {
        if (request.parameter("watch").isEmpty()) {
          asked.add("list" + (" " + request.parameter("continue")).stripTrailing());
          lists.take().answer(request, wire);
        } else {
          asked.add("watch " + request.parameter("resourceVersion"));
          watches.take().answer(request, wire);
        }
      }
    }
  }

  ObjectsReceiver start(String specs) {
    List<ObjectSpec> read =
        ObjectSpecs.parse(
            "objects",
            specs,
            (offender, value, expected) -> {
              throw new AssertionError(offender + ": " + value + " (expected: " + expected + ")");
            });
    return start(read, sink);
  }

  ObjectsReceiver start(List<ObjectSpec> specs, ClusterSink to) {
    ObjectsReceiver receiver =
        new ObjectsReceiver(specs, new ApiServer(client), to, events, InstantSource.system(), PACE)
            .start();
    receivers.add(receiver);
    return receiver;
  }

  void list(String version, String next, String... items) {
    lists.add(
        (request, wire) ->
            wire.ok(
                "{\"metadata\":{\"resourceVersion\":\""
                    + version
                    + "\",\"continue\":\""
                    + next
                    + "\"},\"items\":["
                    + String.join(",", items)
                    + "]}"));
  }

  /** A watch that says these lines and then is cut. */
  void watchThenCut(String... lines) {
    watches.add((request, wire) -> say(wire, lines));
  }

  /** A watch that says these lines and then ends as it should. */
  void watchThenEnd(String... lines) {
    watches.add(
        (request, wire) -> {
          say(wire, lines);
          wire.end();
        });
  }

  private static void say(ScriptedServer.Wire wire, String... lines) throws IOException {
    wire.begin();
    for (String line : lines) {
      wire.send(line + "\n");
    }
  }

  static String object(String name, int version) {
    return "{\"metadata\":{\"namespace\":\"n\",\"name\":\"%s\",\"uid\":\"u-%s\",\"resourceVersion\":\"%d\"}}"
        .formatted(name, name, version);
  }

  static String line(String type, String name, int version) {
    return "{\"type\":\"" + type + "\",\"object\":" + object(name, version) + "}";
  }

  static String error(int code) {
    return "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":" + code + "}}";
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited half a minute");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    receivers.forEach(ObjectsReceiver::close);
    client.close();
    server.close();
  }
}
