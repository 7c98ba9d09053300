package dev.nodecast.agent.identity;

import dev.nodecast.agent.delta.Naming;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names of this node's pods, brought by whom the configuration says, and kept on disk. */
public final class Identity implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Identity.class);
  private static final int SAVE_SECONDS = 5;

  private final DiscoveryConfig config;
  private final InventoryFile file;
  private final PodNames names = new PodNames();
  private final StreamedPods streamed = new StreamedPods(names);
  private ScheduledExecutorService saver;
  private DiscoveryThread discovery;
  private long savedVersion;
  private String unsaved = "";

  private Identity(DiscoveryConfig config, InventoryFile file) {
    this.config = config;
    this.file = file;
  }

  /**
   * Reads what was known last and begins to ask, where the mode is to.
   *
   * @param directory where the last inventory is kept
   * @param node as the cluster calls it
   * @param environment where Kubernetes says how its API server is reached
   */
  public static Identity start(
      DiscoveryConfig config, Path directory, String node, Map<String, String> environment)
      throws IOException {
    Identity identity =
        new Identity(
            config, new InventoryFile(directory.resolve("inventory"), config.neededLabels()));
    if (config.mode() != DiscoveryMode.OFF) {
      identity.start(node, environment);
    }
    return identity;
  }

  private void start(String node, Map<String, String> environment) throws IOException {
    names.replace(file.load());
    savedVersion = names.version();
    PodDiscovery source =
        switch (config.mode()) {
          case STREAM, OFF -> null;
          case KUBELET -> kubelet(node);
          case INFORMER -> informer(node, environment);
        };
    discovery = source == null ? null : new DiscoveryThread(source);
    saver =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "inventory");
              thread.setDaemon(true);
              return thread;
            });
    saver.scheduleWithFixedDelay(this::save, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
  }

  private KubeletPods kubelet(String node) throws IOException {
    URI url = config.kubelet();
    return new KubeletPods(
        new ServiceAccount(config.serviceAccount(), config.verifyKubelet()),
        url == null ? URI.create("https://" + node + ":10250") : url,
        config.kubeletInterval(),
        names);
  }

  private WatchedPods informer(String node, Map<String, String> environment) throws IOException {
    URI url = config.apiServer();
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    if (url == null && host.isEmpty()) {
      throw new IOException(
          "NODECAST_API_SERVER_URL: unset (expected: a URL, or to run in a pod of the cluster)");
    }
    if (url == null) {
      String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
      url = URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
    return new WatchedPods(new ServiceAccount(config.serviceAccount(), true), url, node, names);
  }

  /** For {@code Samples}. */
  public Naming naming() {
    return config.mode() == DiscoveryMode.OFF
        ? Naming.IDS
        : new PodNaming(names, config.filter(), config.held());
  }

  /** What is known, for columns that tell more than labels do. */
  public PodNames names() {
    return names;
  }

  /** Labels of pods that are reported. */
  public PodLabels labels() {
    return new PodLabels(config.podLabels());
  }

  /** Takes what comes down the stream; with another mode nothing of it. */
  public StreamedPods streamed() {
    return config.mode() == DiscoveryMode.STREAM ? streamed : new StreamedPods(new PodNames());
  }

  /** For people: where names come from, how many, and what is wrong. */
  public String text() {
    String mode = config.mode().name().toLowerCase(java.util.Locale.ROOT);
    if (config.mode() == DiscoveryMode.OFF) {
      return mode;
    }
    String problem = discovery == null ? "" : discovery.problem();
    return mode
        + ": "
        + names.size()
        + " pods"
        + (names.dropped() > 0 ? ", more than " + PodNames.MAX_PODS : "")
        + (problem.isEmpty() ? "" : "; " + problem);
  }

  private synchronized void save() {
    long version = names.version();
    if (version == savedVersion) {
      return;
    }
    try {
      file.save(names.pods());
      savedVersion = version;
      unsaved = "";
    } catch (IOException e) {
      if (!e.toString().equals(unsaved)) {
        unsaved = e.toString();
        logger.warn("names of pods cannot be kept for the next start: {}", unsaved);
      }
    }
  }

  @Override
  public void close() {
    if (saver == null) {
      return;
    }
    if (discovery != null) {
      discovery.close();
    }
    saver.shutdownNow();
    save();
  }
}
