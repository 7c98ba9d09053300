package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.http.HttpFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One entry in one namespace, on a thread of its own until that is interrupted. */
final class ObjectLoop implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(ObjectLoop.class);

  /** What is done again and again. */
  interface Turn {
    /**
     * Works until there is nothing to do, and says how long that is.
     *
     * @param works called as soon as the server lets it
     */
    Duration run(Runnable works) throws IOException, InterruptedException;
  }

  /** Makes what is done, once the resource is found. */
  interface Maker {
    Turn make(ResourcePath resource);
  }

  private final ObjectSpec spec;
  private final String namespace;
  private final Discovery discovery;
  private final Pace pace;
  private final ObjectCounters counters;
  private final Maker maker;

  private Turn turn;
  private ResourcePath resource;
  private int failures;
  private volatile String problem = "";

  ObjectLoop(
      ObjectSpec spec,
      String namespace,
      Discovery discovery,
      Pace pace,
      ObjectCounters counters,
      Maker maker) {
    this.spec = spec;
    this.namespace = namespace;
    this.discovery = discovery;
    this.pace = pace;
    this.counters = counters;
    this.maker = maker;
  }

  /** What does not work and what to do about it; empty. */
  String problem() {
    return problem;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(once().toMillis());
      }
    } catch (InterruptedException e) {
      // The receiver is being closed.
      Thread.currentThread().interrupt();
    }
  }

  private Duration once() throws InterruptedException {
    try {
      if (turn == null && !find()) {
        return pace.denied();
      }
      return turn.run(this::works);
    } catch (HttpFailure e) {
      return e.denied() ? refused(e) : failed(e);
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  private void works() {
    failures = 0;
    tell("");
  }

  private boolean find() throws IOException, InterruptedException {
    Optional<ResourcePath> found = discovery.find(spec.name(), spec.group());
    if (found.isEmpty()) {
      String where = spec.group().isEmpty() ? "any group" : "group " + spec.group();
      tell("not found in " + where + " (expected: a resource of this server; looked for again)");
      return false;
    }
    if (found.get().kind().equals("Secret")) {
      tell("is secrets (expected: anything else)");
      return false;
    }
    resource = found.get();
    turn = maker.make(resource);
    return true;
  }

  private Duration refused(HttpFailure e) {
    counters.failures.increment();
    String verbs = spec.mode() == ObjectSpec.Mode.WATCH ? "list and watch" : "list";
    String name = resource == null ? spec.name() : resource.qualified();
    String role = namespace.isEmpty() ? "a ClusterRole" : "a Role in " + namespace;
    tell(e.getMessage() + " (expected: " + role + " with " + verbs + " on " + name + ")");
    return pace.denied();
  }

  private Duration failed(Exception e) {
    counters.failures.increment();
    failures++;
    tell(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    return pace.wait(failures);
  }

  private void tell(String words) {
    String name = spec.group().isEmpty() ? spec.name() : spec.name() + "." + spec.group();
    String where = namespace.isEmpty() ? "" : " in " + namespace;
    String now = words.isEmpty() ? "" : "k8s_objects: " + name + where + ": " + words;
    if (!now.equals(problem)) {
      if (now.isEmpty()) {
        logger.info("k8s_objects: {}{} is collected again", name, where);
      } else {
        logger.warn("{}", now);
      }
      problem = now;
    }
  }
}
