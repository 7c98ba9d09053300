package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.ClusterClock;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What all strip functions share: which labels are wanted, and one copy of what repeats. */
public final class Strip {
  /** Of taints, addresses, ports and the like; no real object comes near it. */
  static final int MAX_ITEMS = 1000;

  final Texts texts = new Texts();
  private final Set<String> labels;
  private final ClusterClock clock;

  /**
   * @param labels keys of the labels to keep, of pods and of what makes them
   * @param clock by which times are ours
   */
  public Strip(List<String> labels, ClusterClock clock) {
    this.labels = Set.copyOf(labels);
    this.clock = clock;
  }

  /** The metadata with the chosen labels. */
  Meta meta(String kind, JsonNode object) {
    return meta(kind, object, labels::contains);
  }

  Meta meta(String kind, JsonNode object, Predicate<String> wanted) {
    JsonNode meta = object.path("metadata");
    return new Meta(
        kind,
        one(meta, "namespace"),
        Fields.text(meta, "name"),
        Fields.text(meta, "uid"),
        Fields.texts(meta.path("labels"), wanted, texts),
        owner(meta.path("ownerReferences")),
        time(meta, "creationTimestamp"),
        time(meta, "deletionTimestamp"));
  }

  private Optional<OwnerRef> owner(JsonNode references) {
    for (JsonNode reference : references) {
      if (Fields.flag(reference, "controller")) {
        return texts.one(
            Optional.of(
                new OwnerRef(
                    one(reference, "kind"), one(reference, "name"), one(reference, "uid"))));
      }
    }
    return Optional.empty();
  }

  /** A time at a path by our clock, Unix milliseconds; {@link Amounts#NONE} when there is none. */
  long time(JsonNode of, String... path) {
    return clock.ours(Fields.time(of, path));
  }

  /** Text that many objects have alike. */
  String one(JsonNode of, String... path) {
    return texts.one(Fields.text(of, path));
  }

  Amounts amounts(JsonNode resources) {
    return resources.isEmpty()
        ? Amounts.UNKNOWN
        : texts.one(
            new Amounts(
                Quantity.millis(resources.path("cpu")),
                Quantity.whole(resources.path("memory")),
                Quantity.whole(resources.path("storage")),
                Quantity.whole(resources.path("ephemeral-storage")),
                Quantity.whole(resources.path("pods"))));
  }
}
