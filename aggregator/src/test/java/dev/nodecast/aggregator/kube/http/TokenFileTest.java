package dev.nodecast.aggregator.kube.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  @Test
  void readsTheTokenAgainWhenItChanged(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "first\n");
    TokenFile token = new TokenFile(file);
    assertThat(token.token()).isEqualTo("first");
    Path next = Files.writeString(directory.resolve("next"), "second");
    Files.setLastModifiedTime(next, FileTime.fromMillis(1));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(token.token()).isEqualTo("second");

    Files.writeString(file, "se cret");
    assertThat(catchThrowable(token::token))
        .hasMessage(file + ": no token (expected: one line of printable ASCII)");
  }
}
