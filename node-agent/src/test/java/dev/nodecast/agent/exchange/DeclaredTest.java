package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredTest {
  @TempDir Path proc;

  private static Declared of(String... variables) {
    byte[] bytes = (String.join("\0", variables) + "\0").getBytes(StandardCharsets.UTF_8);
    return Declared.of(bytes, bytes.length);
  }

  @Test
  void theNameOfItsOwnGoesBeforeTheAttribute() {
    String attributes =
        "OTEL_RESOURCE_ATTRIBUTES=a=b,service.name=other, service.namespace = shop ,c";
    assertThat(of("PATH=/bin", attributes, "OTEL_SERVICE_NAME=cart"))
        .isEqualTo(new Declared("cart", "shop"));
    assertThat(of("OTEL_SERVICE_NAME=", attributes)).isEqualTo(new Declared("other", "shop"));
    assertThat(of("OTEL_RESOURCE_ATTRIBUTES=service.name=a%20b%2Cc%zz"))
        .isEqualTo(new Declared("a b,c%zz", ""));
  }

  @Test
  void nothingElseOfAnEnvironmentIsTold() {
    assertThat(of("PASSWORD=OTEL_SERVICE_NAME=cart", "XOTEL_SERVICE_NAME=cart", "OTEL_SERVICE"))
        .isSameAs(Declared.NOTHING);
    assertThat(of("OTEL_RESOURCE_ATTRIBUTES=token=secret")).isSameAs(Declared.NOTHING);
  }

  @Test
  void aNameIsALineOfBoundedLength() {
    assertThat(of("OTEL_SERVICE_NAME= a\nb\u0007 " + "x".repeat(500)).service())
        .startsWith("ab x")
        .hasSize(128);
    assertThat(of("OTEL_SERVICE_NAME=" + "\uD83D\uDE00".repeat(200)).service().codePoints())
        .as("no half of a character")
        .hasSize(128)
        .containsOnly(0x1F600);
  }

  @Test
  void whateverBytesTheseAreNothingIsThrown() {
    Random random = new Random(7);
    byte[] seed =
        "OTEL_SERVICE_NAME=a\0OTEL_RESOURCE_ATTRIBUTES=service.name=%4"
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = seed.clone();
      for (int change = random.nextInt(8); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(Declared.of(bytes, random.nextInt(bytes.length + 1)).service().length())
          .isLessThanOrEqualTo(256);
    }
  }

  @Test
  void eachProcessIsReadOnceAndOneThatMayNotBeReadSaysNothing() throws IOException {
    Path process = Files.createDirectory(proc.resolve("7"));
    Files.writeString(process.resolve("environ"), "OTEL_SERVICE_NAME=cart\0");
    Environments environments = new Environments(proc);
    assertThat(environments.of(7, "java").service()).isEqualTo("cart");
    Files.writeString(process.resolve("environ"), "OTEL_SERVICE_NAME=other\0");
    assertThat(environments.of(7, "java").service()).isEqualTo("cart");
    assertThat(environments.of(7, "curl").service()).as("the next with its pid").isEqualTo("other");
    assertThat(environments.of(8, "java")).isSameAs(Declared.NOTHING);
    Files.createDirectories(proc.resolve("9/environ"));
    assertThat(environments.of(9, "java")).isSameAs(Declared.NOTHING);
  }
}
