package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What never leaves the API server's answer. */
final class SecretObjects {
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private SecretObjects() {}

  /** Whether a resource's name says that it is secrets. */
  static boolean named(String resource) {
    return resource.equals("secrets") || resource.equals("secret");
  }

  /** Whether an object is a secret, whatever it was asked for as. */
  static boolean is(JsonNode object) {
    return object.path("kind").asText("").equals("Secret");
  }

  /** Takes out what is only bookkeeping, and the copy of the whole that kubectl leaves behind. */
  static void strip(JsonNode object) {
    if (object.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
      if (metadata.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove(APPLIED);
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
    }
  }
}
