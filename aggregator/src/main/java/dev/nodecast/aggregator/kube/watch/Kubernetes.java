package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.KubeSettings;
import java.io.IOException;
import java.util.Optional;

/** All that talks to the API server, or nothing where there is none; the state is there always. */
public final class Kubernetes implements AutoCloseable {
  private final Cluster cluster = new Cluster();
  private final Optional<KubeAccess> access;
  private final Optional<ApiServer> server;
  private final Optional<ClusterWatch> watch;
  private final Optional<LeaseGuard> lease;

  /**
   * Starts watching and, in a cluster, asks for the lease.
   *
   * @param lost called when another aggregator took the lease from this one
   * @throws IOException when the access that was asked for cannot be read
   */
  public Kubernetes(KubeSettings settings, Runnable lost) throws IOException {
    this(settings, KubeAccess.of(settings), lost);
  }

  Kubernetes(KubeSettings settings, Optional<KubeAccess> access, Runnable lost) {
    this.access = access;
    server = access.map(to -> new ApiServer(to.client()));
    watch =
        server.map(
            of -> new ClusterWatch(of, cluster, settings.namespaces(), settings.podLabels()));
    lease =
        access
            .filter(to -> settings.lease() && !to.namespace().isEmpty())
            .map(to -> new LeaseGuard(to.client(), to.namespace(), settings.self(), lost));
    lease.ifPresent(LeaseGuard::start);
    cluster.alsoProblems(() -> lease.flatMap(LeaseGuard::trouble).stream().toList());
  }

  public Cluster cluster() {
    return cluster;
  }

  /** The client, for other receivers; empty without a cluster. */
  public Optional<KubeAccess> access() {
    return access;
  }

  /** Where lists and watches of all come from; empty without a cluster. */
  public Optional<ApiServer> server() {
    return server;
  }

  /** Why agents cannot be taken yet; empty when they can. */
  public Optional<String> waiting() {
    return lease.flatMap(LeaseGuard::waiting);
  }

  /** Who takes agents, for people; empty where no lease is asked for. */
  public Optional<String> holder() {
    return lease.map(
        of ->
            of.holder().isEmpty()
                ? "nobody"
                : of.ours() ? of.holder() + " (this one)" : of.holder());
  }

  /** The lease is released last: until then nobody else takes agents. */
  @Override
  public void close() {
    watch.ifPresent(ClusterWatch::close);
    lease.ifPresent(LeaseGuard::close);
    access.ifPresent(KubeAccess::close);
  }
}
