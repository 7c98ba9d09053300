package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.http.HttpFailure;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the Lease {@code nodecast-aggregator} and keeps it, so that of two aggregators one waits. A
 * lease counts as expired when it did not change for 30 s of our own monotonic clock: clocks of two
 * machines need not agree. Each write names the version that was read, so of two that take it at
 * once the API server refuses one.
 *
 * <p>While the API server is away the holder goes on: then nobody else can take the lease. When it
 * is back and another holds it, which takes a partition of more than 30 s, the holder gives up.
 */
public final class LeaseGuard implements AutoCloseable {
  static final String NAME = "nodecast-aggregator";
  static final Duration RENEW = Duration.ofSeconds(10);
  static final Duration EXPIRY = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(LeaseGuard.class);
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final String namespace;
  private final String self;
  private final Runnable lost;
  private final Clock clock;
  private final LongSupplier nanos;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lease");
            thread.setDaemon(true);
            return thread;
          });
  private boolean held;
  private String observed = "";
  private long observedAt;
  private volatile String holder = "";
  private volatile String waiting = "lease " + NAME + ": not yet asked for";
  private volatile String trouble = "";

  /**
   * @param self who holds it, then
   * @param lost called when another took it from us
   */
  public LeaseGuard(KubernetesClient client, String namespace, String self, Runnable lost) {
    this(client, namespace, self, lost, Clock.systemUTC(), System::nanoTime);
  }

  LeaseGuard(
      KubernetesClient client,
      String namespace,
      String self,
      Runnable lost,
      Clock clock,
      LongSupplier nanos) {
    this.client = client;
    this.namespace = namespace;
    this.self = self;
    this.lost = lost;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Asks at once and then every 10 s, on a thread of its own. */
  public void start() {
    timer.scheduleWithFixedDelay(this::step, 0, RENEW.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why agents cannot be taken yet; empty while the lease is ours. */
  public Optional<String> waiting() {
    return Optional.of(waiting).filter(text -> !text.isEmpty());
  }

  /** Who holds it, as was last heard; empty while nobody does. */
  public String holder() {
    return holder;
  }

  /** Whether it is ours, as far as we know. */
  public boolean ours() {
    return waiting.isEmpty();
  }

  /** What keeps us from asking for the lease or renewing it, though it may be ours; for people. */
  public Optional<String> trouble() {
    return Optional.of(trouble).filter(text -> !text.isEmpty());
  }

  /** Asks for the lease or renews it. */
  synchronized void step() {
    try {
      Lease now = lease().get();
      if (now == null) {
        client.resource(fresh()).inNamespace(namespace).create();
        hold("it was free");
      } else {
        step(now);
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        say("lease " + NAME + ": another aggregator took it at this moment");
      } else {
        failed(e);
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void step(Lease now) {
    LeaseSpec spec = now.getSpec() == null ? new LeaseSpec() : now.getSpec();
    String known = spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity();
    holder = known;
    boolean ours = known.equals(self);
    String version = now.getMetadata().getResourceVersion();
    if (!version.equals(observed)) {
      observed = version;
      observedAt = nanos.getAsLong();
    }
    boolean expired = nanos.getAsLong() - observedAt >= EXPIRY.toNanos();
    trouble = "";
    if (held && !ours && !known.isEmpty()) {
      held = false;
      say("lease " + NAME + ": " + known + " took it from us");
      lost.run();
    } else if (ours || known.isEmpty() || expired) {
      Lease taken = fresh();
      // A change of holder is counted, as the API asks for.
      int transitions = spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions();
      taken.getSpec().setLeaseTransitions(ours ? transitions : transitions + 1);
      if (ours && spec.getAcquireTime() != null) {
        taken.getSpec().setAcquireTime(spec.getAcquireTime());
      }
      client.resource(taken).inNamespace(namespace).lockResourceVersion(version).update();
      hold(ours ? "" : known.isEmpty() ? "it was released" : known + " did not renew it");
    } else {
      say("lease " + NAME + ": " + known + " holds it (expected: one aggregator; this one waits)");
    }
  }

  private Lease fresh() {
    ZonedDateTime now = ZonedDateTime.now(clock.withZone(ZoneOffset.UTC));
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(self)
        .withLeaseDurationSeconds((int) EXPIRY.toSeconds())
        .withAcquireTime(now)
        .withRenewTime(now)
        .withLeaseTransitions(0)
        .endSpec()
        .build();
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(namespace).withName(NAME);
  }

  private void hold(String how) {
    if (!held) {
      LOG.info("lease {}: held by {} ({})", NAME, self, how.isEmpty() ? "as before" : how);
    }
    held = true;
    holder = self;
    waiting = "";
    trouble = "";
  }

  private void failed(RuntimeException e) {
    int code = e instanceof KubernetesClientException api ? api.getCode() : 0;
    String text =
        code == 401 || code == 403
            ? "lease "
                + NAME
                + ": refused in namespace "
                + namespace
                + " (expected: a Role there with get, create, update on leases in"
                + " coordination.k8s.io, or NODECAST_LEASE=false)"
            : "lease " + NAME + ": cannot be asked for: " + HttpFailure.printable(e.toString());
    if (!held) {
      say(text);
    } else if (!text.equals(trouble)) {
      LOG.warn("{}; it stays ours until another takes it", text);
    }
    trouble = text;
  }

  private void say(String text) {
    if (!text.equals(waiting)) {
      LOG.warn(text);
    }
    waiting = text;
  }

  /** Stops renewing and lets the next aggregator have it at once. */
  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      if (!held) {
        return;
      }
      held = false;
      waiting = "lease " + NAME + ": released";
      try {
        Lease now = lease().get();
        if (now != null
            && now.getSpec() != null
            && self.equals(now.getSpec().getHolderIdentity())) {
          now.getSpec().setHolderIdentity("");
          client
              .resource(now)
              .inNamespace(namespace)
              .lockResourceVersion(now.getMetadata().getResourceVersion())
              .update();
        }
      } catch (RuntimeException e) {
        LOG.warn(
            "lease {}: not released, it expires: {}", NAME, HttpFailure.printable(e.toString()));
      }
    }
  }
}
