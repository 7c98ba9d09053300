package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.Meta;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what describes an entity, in the order of names; what is empty is left out. */
final class Attributes {
  private final String type;
  private final Map<String, String> values = new TreeMap<>();

  /**
   * @param type {@code k8s.pod}
   */
  Attributes(String type) {
    this.type = type;
  }

  /** The name, the time of creation and the kept labels, as every object has them. */
  static Attributes of(String type, Meta meta) {
    Attributes out = new Attributes(type).with(type + ".name", meta.name());
    if (meta.createdMs() != Amounts.NONE) {
      String kind = type.substring(type.indexOf('.') + 1);
      out.with(kind + ".creation_timestamp", Instant.ofEpochMilli(meta.createdMs()).toString());
    }
    meta.labels().forEach((key, value) -> out.values.put(type + ".label." + key, value));
    return out;
  }

  Attributes with(String name, String value) {
    if (!value.isEmpty()) {
      values.put(name, value);
    }
    return this;
  }

  EntityState entity(Meta meta, List<Relation> relations) {
    return entity(meta.uid(), meta.namespace(), meta.name(), relations);
  }

  EntityState entity(String uid, String namespace, String name, List<Relation> relations) {
    return new EntityState(
        type, uid, namespace, name, Collections.unmodifiableMap(values), relations, false);
  }
}
