package dev.nodecast.aggregator.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads manifests and refuses what the API does not know, as an API server does. */
final class StrictYaml {
  /** The client's classes take unknown fields and keep them aside; here they have no such place. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated method) {
                  return false;
                }
              });

  private StrictYaml() {}

  /**
   * All objects of a text of several documents.
   *
   * @throws IllegalArgumentException naming the kind or the field that the API does not have
   */
  static List<HasMetadata> read(String text) {
    KubernetesSerialization api = new KubernetesSerialization();
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<HasMetadata> objects = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      JsonNode said = STRICT.valueToTree(document);
      Object known = api.unmarshal(said.toString());
      if (known instanceof GenericKubernetesResource || !(known instanceof HasMetadata)) {
        throw new IllegalArgumentException(
            "kind: " + said.path("kind") + " (expected: a known one)");
      }
      try {
        objects.add((HasMetadata) STRICT.treeToValue(said, known.getClass()));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(said.at("/metadata/name") + ": " + e.getMessage(), e);
      }
    }
    return objects;
  }
}
