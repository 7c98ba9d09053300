package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import java.util.HashMap;
import java.util.Map;

/** Strips volumes, claims on them, and quotas. */
public final class Storage {
  private final Strip strip;

  public Storage(Strip strip) {
    this.strip = strip;
  }

  public VolumeRecord volume(JsonNode object) {
    JsonNode spec = object.path("spec");
    return new VolumeRecord(
        strip.meta("PersistentVolume", object),
        strip.one(object, "status", "phase"),
        strip.one(spec, "storageClassName"),
        "",
        Amounts.NONE,
        Quantity.whole(spec.path("capacity").path("storage")));
  }

  public VolumeRecord claim(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    return new VolumeRecord(
        strip.meta("PersistentVolumeClaim", object),
        strip.one(status, "phase"),
        strip.one(spec, "storageClassName"),
        Fields.text(spec, "volumeName"),
        Quantity.whole(spec.path("resources").path("requests").path("storage")),
        Quantity.whole(status.path("capacity").path("storage")));
  }

  public QuotaRecord quota(JsonNode object) {
    JsonNode status = object.path("status");
    // Until the controller has looked, only the spec says what is allowed.
    JsonNode hard = status.has("hard") ? status.path("hard") : object.path("spec").path("hard");
    return new QuotaRecord(
        strip.meta("ResourceQuota", object),
        resources(hard),
        resources(status.path("used")),
        Map.of());
  }

  /** OpenShift's, over several namespaces. */
  public QuotaRecord clusterQuota(JsonNode object) {
    var meta = strip.meta("ClusterResourceQuota", object);
    JsonNode total = object.path("status").path("total");
    Map<String, QuotaRecord> byNamespace = new HashMap<>();
    for (JsonNode part : object.path("status").path("namespaces")) {
      String namespace = strip.one(part, "namespace");
      if (!namespace.isEmpty() && byNamespace.size() < Strip.MAX_ITEMS) {
        byNamespace.put(
            namespace,
            new QuotaRecord(
                meta,
                resources(part.path("status").path("hard")),
                resources(part.path("status").path("used")),
                Map.of()));
      }
    }
    return new QuotaRecord(
        meta,
        resources(total.path("hard")),
        resources(total.path("used")),
        Map.copyOf(byNamespace));
  }

  private Map<String, Long> resources(JsonNode of) {
    Map<String, Long> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : of.properties()) {
      String name = field.getKey();
      boolean cpu = name.equals("cpu") || name.equals("requests.cpu") || name.equals("limits.cpu");
      long value = cpu ? Quantity.millis(field.getValue()) : Quantity.whole(field.getValue());
      if (value != Amounts.NONE && values.size() < Strip.MAX_ITEMS) {
        values.put(strip.texts.one(name), value);
      }
    }
    return Map.copyOf(values);
  }
}
