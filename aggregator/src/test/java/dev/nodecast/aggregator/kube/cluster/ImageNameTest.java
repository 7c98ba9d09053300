package dev.nodecast.aggregator.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
  @ParameterizedTest
  @CsvSource({
    "nginx, nginx, latest",
    "nginx:1.27, nginx, 1.27",
    "registry:5000/shop/web, registry:5000/shop/web, latest",
    "registry:5000/shop/web:1.2, registry:5000/shop/web, 1.2",
    "ghcr.io/a/b:v1@sha256:00ff, ghcr.io/a/b, v1",
    "ghcr.io/a/b@sha256:00ff, ghcr.io/a/b, ''",
    "'', '', ''"
  })
  void isCutAtTheTag(String image, String name, String tag) {
    assertThat(ImageName.of(image)).isEqualTo(new ImageName(name, tag));
  }
}
