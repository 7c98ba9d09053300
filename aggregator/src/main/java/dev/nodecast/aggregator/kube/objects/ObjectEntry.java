package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.http.HttpFailure;
import dev.nodecast.aggregator.kube.watch.Discovery;
import dev.nodecast.aggregator.kube.watch.Reflector;
import dev.nodecast.aggregator.kube.watch.Reports;
import dev.nodecast.aggregator.kube.watch.ResourcePath;
import dev.nodecast.aggregator.kube.watch.Wanted;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One entry in one namespace: finds where its resource is, and says how it fares. */
final class ObjectEntry implements Reflector.Finder, Reports {
  private static final Logger logger = LoggerFactory.getLogger(ObjectEntry.class);

  private final ObjectSpec spec;
  private final Wanted wanted;
  private final Discovery discovery;
  private String absence = "";
  private volatile String problem = "";

  ObjectEntry(ObjectSpec spec, Wanted wanted, Discovery discovery) {
    this.spec = spec;
    this.wanted = wanted;
    this.discovery = discovery;
  }

  /** What does not work and what to do about it; empty. */
  String problem() {
    return problem;
  }

  /** As people name it. */
  String name() {
    return spec.group().isEmpty() ? spec.name() : spec.name() + "." + spec.group();
  }

  @Override
  public Optional<ResourcePath> find() throws IOException {
    Optional<ResourcePath> found = discovery.find(spec.name(), spec.group(), wanted.verbs());
    if (found.isEmpty()) {
      String where = spec.group().isEmpty() ? "any group" : "group " + spec.group();
      absence =
          "not found in "
              + where
              + " (expected: a resource of this server with "
              + verbs()
              + "; looked for again)";
    } else if (found.get().kind().equals("Secret")) {
      absence = "is secrets (expected: anything else)";
      return Optional.empty();
    }
    return found;
  }

  @Override
  public void absent() {
    tell(absence);
  }

  @Override
  public void denied(HttpFailure refusal, String verb, Optional<ResourcePath> resource) {
    String name = resource.map(ResourcePath::qualified).orElse(spec.name());
    String role =
        wanted.namespace().isEmpty() ? "a ClusterRole" : "a Role in " + wanted.namespace();
    tell(refusal.getMessage() + " (expected: " + role + " with " + verbs() + " on " + name + ")");
  }

  @Override
  public void failing(String words, boolean everything) {
    tell(HttpFailure.printable(words));
  }

  @Override
  public void works() {
    tell("");
  }

  private String verbs() {
    return spec.mode() == ObjectSpec.Mode.WATCH ? "list and watch" : "list";
  }

  private void tell(String words) {
    String where = wanted.namespace().isEmpty() ? "" : " in " + wanted.namespace();
    String now = words.isEmpty() ? "" : "k8s_objects: " + name() + where + ": " + words;
    if (!now.equals(problem)) {
      if (now.isEmpty()) {
        logger.info("k8s_objects: {}{} is collected again", name(), where);
      } else {
        logger.warn("{}", now);
      }
      problem = now;
    }
  }
}
