package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.ClusterClock;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What all strip functions share: which labels are wanted, and one copy of what repeats. */
public final class Strip {
  /** Of taints, addresses, ports and the like; no real object comes near it. */
  static final int MAX_ITEMS = 1000;

  /**
   * Characters of all labels of a pod. Pods of one workload share most of theirs, and real ones
   * have a tenth of this; 100,000 that do neither take 200 MiB.
   */
  static final int MAX_LABELS_TEXT = 2048;

  /** An annotation that names a pod's service; agents are told of it as of a label. */
  static final String SERVICE_NAME = "resource.opentelemetry.io/service.name";

  final Texts texts = new Texts();
  private final Set<String> labels;
  private final ClusterClock clock;
  private final Runnable labelsCut;

  /**
   * @param labels keys of the labels to keep, of pods and of what makes them
   * @param clock by which times are ours
   */
  public Strip(List<String> labels, ClusterClock clock) {
    this(labels, clock, () -> {});
  }

  /**
   * As above.
   *
   * @param labelsCut told of each pod that has more labels than there is room for
   */
  public Strip(List<String> labels, ClusterClock clock, Runnable labelsCut) {
    this.labels = Set.copyOf(labels);
    this.clock = clock;
    this.labelsCut = labelsCut;
  }

  /**
   * All labels, the chosen ones first, then by key, as many as there is room for; and the
   * annotation that names the service.
   */
  Map<String, String> allLabels(JsonNode object) {
    JsonNode node = object.path("metadata").path("labels");
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    keys.sort(
        Comparator.comparing((String key) -> !labels.contains(key)).thenComparing(key -> key));
    Map<String, String> all = new HashMap<>();
    int length = 0;
    for (String key : keys) {
      String value = Fields.text(node, key);
      length += key.length() + value.length();
      if (all.size() >= Fields.MAX_ENTRIES || length > MAX_LABELS_TEXT) {
        labelsCut.run();
        break;
      }
      all.put(texts.one(key), texts.one(value));
    }
    String service = Fields.text(object, "metadata", "annotations", SERVICE_NAME);
    if (!service.isEmpty()) {
      all.put(SERVICE_NAME, texts.one(service));
    }
    return texts.one(Map.copyOf(all));
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
