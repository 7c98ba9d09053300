package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says among the cluster's problems how the watch of a kind fares. */
final class KindReports implements Reports {
  private static final Logger LOG = LoggerFactory.getLogger(KindReports.class);

  /** One problem for all kinds, which any of them solves. */
  private static final String SERVER = "server";

  private final WatchedKind<?> kind;
  private final String namespace;
  private final String id;
  private final String url;
  private final Cluster cluster;
  private boolean absent;

  /**
   * @param id of who watches
   * @param url of the server
   */
  KindReports(WatchedKind<?> kind, String namespace, String id, String url, Cluster cluster) {
    this.kind = kind;
    this.namespace = namespace;
    this.id = id;
    this.url = url;
    this.cluster = cluster;
  }

  @Override
  public void absent() {
    cluster.settled(id);
    if (!absent) {
      LOG.info("kubernetes: the server has no {}: left out", kind.kind());
    }
    absent = true;
  }

  @Override
  public void denied(HttpFailure refusal, String verb, Optional<ResourcePath> resource) {
    cluster.problem(
        id,
        refusal.status() == 401 || resource.isPresent()
            ? Refusals.text(refusal, verb, resource.orElse(kind.newest()), namespace)
            : id + ": " + refusal.getMessage());
    cluster.settled(id);
  }

  @Override
  public void failing(String words, boolean everything) {
    cluster.problem(
        everything ? SERVER : id,
        "API server "
            + url
            + (everything ? "" : ", " + id)
            + ": "
            + HttpFailure.printable(words)
            + " (expected: answers; the last known state stays)");
  }

  @Override
  public void works() {
    absent = false;
    cluster.settled(id);
    cluster.solved(id);
    cluster.solved(SERVER);
  }
}
