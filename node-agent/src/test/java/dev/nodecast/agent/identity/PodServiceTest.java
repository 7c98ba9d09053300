package dev.nodecast.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pod's service is called, by what is known of the pod. */
final class PodServiceTest {
  private static PodIdentity pod(String workload, Map<String, String> labels) {
    return new PodIdentity(
        "u", "shop", "cart-7d4-x", "Deployment", workload, labels, "", List.of());
  }

  @Test
  void whatComesFirstOfThePrecedenceNamesIt() {
    Map<String, String> labels = new HashMap<>();
    assertThat(PodService.name(pod("", labels))).isEqualTo("cart-7d4-x");
    assertThat(PodService.name(pod("cart", labels))).isEqualTo("cart");
    labels.put("app.kubernetes.io/name", "cart-chart");
    assertThat(PodService.name(pod("cart", labels))).isEqualTo("cart-chart");
    labels.put("app.kubernetes.io/instance", "cart-blue");
    assertThat(PodService.name(pod("cart", labels))).isEqualTo("cart-blue");
    labels.put("resource.opentelemetry.io/service.name", "checkout");
    assertThat(PodService.name(pod("cart", labels))).isEqualTo("checkout");
  }

  @Test
  void itsNamespaceIsWhatItIsPartOf() {
    assertThat(PodService.namespace(pod("cart", Map.of()))).isEqualTo("shop");
    assertThat(PodService.namespace(pod("cart", Map.of("app.kubernetes.io/part-of", "store"))))
        .isEqualTo("store");
  }

  @Test
  void anAnnotationOfThePodIsReadAndNoOther() throws IOException {
    String json =
        """
        {"metadata":{"uid":"u","name":"p","namespace":"n","labels":{"app":"a"},"annotations":
        {"resource.opentelemetry.io/service.name":"checkout","secret":"s"}}}
        """;
    PodIdentity pod = PodJson.read(new JsonReader(new StringReader(json))).pod();
    assertThat(pod.labels())
        .isEqualTo(Map.of("app", "a", "resource.opentelemetry.io/service.name", "checkout"));
    assertThat(PodService.name(pod)).isEqualTo("checkout");
  }
}
