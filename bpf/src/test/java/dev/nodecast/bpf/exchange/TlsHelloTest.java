package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel program takes for the beginning of TLS, built for user space. */
class TlsHelloTest {
  private static final int PEEK = 64;
  private static final String PROGRAM =
      """
      #include <stdio.h>
      #include "exchange_tls.h"

      int main(void)
      {
        __u8 peek[EXCHANGE_PEEK];
        __u32 length;

        while (fread(&length, 4, 1, stdin) == 1 && fread(peek, sizeof(peek), 1, stdin) == 1)
          putchar('0' + tls_hello(peek, length) + 2 * tls_record(peek, length));
        return 0;
      }
      """;

  @TempDir Path directory;
  private Path program;

  @BeforeEach
  void build() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "no C compiler");
    program = directory.resolve("hello");
    Path source = Files.writeString(directory.resolve("hello.c"), PROGRAM);
    Process cc =
        new ProcessBuilder("cc", "-O1", "-Isrc/main/bpf", "-o", program.toString(), "" + source)
            .redirectErrorStream(true)
            .start();
    String complaints = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(cc.waitFor()).as(complaints).isZero();
  }

  /** A byte for each: 1 for a hello, 2 for a record. */
  private String look(byte[]... cases) throws Exception {
    Process process = new ProcessBuilder(program.toString()).start();
    Thread feeder =
        new Thread(
            () -> {
              try (OutputStream out = process.getOutputStream()) {
                for (byte[] each : cases) {
                  int n = each.length;
                  out.write(new byte[] {(byte) n, (byte) (n >> 8), 0, 0});
                  out.write(Arrays.copyOf(each, PEEK));
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    feeder.start();
    String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    feeder.join();
    return seen;
  }

  private static byte[] bytes(int length, int... first) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < first.length; i++) {
      bytes[i] = (byte) first[i];
    }
    return bytes;
  }

  @Test
  void knowsBothSidesFirstRecordsAndTheirHeadersAlone() throws Exception {
    assertThat(
            look(
                bytes(517, 22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3),
                bytes(127, 22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3),
                bytes(1800, 22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3), // more records behind it
                bytes(5, 22, 3, 1, 2, 0)))
        .isEqualTo("3333");
  }

  @Test
  void knowsRecordsThatAreNoHello() throws Exception {
    assertThat(
            look(
                bytes(28, 23, 3, 3, 0, 23), // application data
                bytes(6, 20, 3, 3, 0, 1, 1),
                bytes(5, 23, 3, 3, 0, 23),
                bytes(60, 22, 3, 3, 0, 55, 11, 0, 0, 51, 3, 3), // a certificate
                bytes(60, 22, 3, 3, 0, 55, 2, 0, 0, 200, 3, 3))) // longer than its record
        .isEqualTo("22222");
  }

  @Test
  void saysNothingOfOthers() throws Exception {
    assertThat(
            look(
                bytes(0),
                bytes(4, 22, 3, 1, 2),
                bytes(64, 'G', 'E', 'T', ' ', '/'),
                bytes(64, 22, 3, 9, 2, 0, 1, 0, 1, 0xfc, 3, 3),
                bytes(64, 22, 2, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3),
                bytes(64, 23, 3, 3, 0xff, 0xff)))
        .isEqualTo("000000");
    Random random = new Random(7);
    byte[][] noise = new byte[300_000][];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = new byte[6 + random.nextInt(100)];
      random.nextBytes(noise[i]);
    }
    assertThat(look(noise)).doesNotContain("1").doesNotContain("3").hasSize(noise.length);
  }
}
