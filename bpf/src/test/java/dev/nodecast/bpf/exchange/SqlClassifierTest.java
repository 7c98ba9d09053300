package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classifiers of databases, built for user space: what they know, and that noise is nothing.
 */
class SqlClassifierTest {
  private static final String PROGRAM =
      """
      #include <stdio.h>
      #include <string.h>
      #include "exchange_classify.h"

      int main(void)
      {
        static __u8 bytes[65536], peek[2 * EXCHANGE_PEEK];
        __u32 length;

        while (fread(&length, 4, 1, stdin) == 1 && fread(bytes, 1, length, stdin) == length) {
          memset(peek, 0, sizeof(peek));
          memcpy(peek, bytes, length < EXCHANGE_PEEK ? length : EXCHANGE_PEEK);
          struct exchange_verdict verdict = classify(peek, length, 0);
          putchar('0' + verdict.protocol + (verdict.request ? 0 : 32));
        }
        return 0;
      }
      """;
  private static final String NOTHING = "0";

  @TempDir Path directory;
  private Path program;

  @BeforeEach
  void build() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "no C compiler");
    program = directory.resolve("classify");
    Path source = Files.writeString(directory.resolve("classify.c"), PROGRAM);
    Process cc =
        new ProcessBuilder("cc", "-O1", "-Isrc/main/bpf", "-o", program.toString(), "" + source)
            .redirectErrorStream(true)
            .start();
    String complaints = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(cc.waitFor()).as(complaints).isZero();
  }

  @Test
  void knowsPostgresql() throws Exception {
    byte[] bind = message('B', bytes(0, "S_1", 0, 0, 0, 0, 0, 0, 0));
    byte[] execute = message('E', bytes(0, 0, 0, 0, 0));
    byte[] describe = message('D', bytes("P", 0));
    byte[] sync = message('S', bytes());
    byte[] parse = message('P', bytes("S_1", 0, "select 1", 0, 0, 0));
    String seen =
        classify(
            bytes(0, 0, 0, 18, 0, 3, 0, 0, "user", 0, "bob", 0, 0),
            message('Q', bytes("BEGIN", 0)),
            message('Q', bytes("/* shop */ SELECT 1", 0)),
            bytes(parse, bind, execute, sync),
            bytes(bind, execute, sync),
            bytes(bind, describe, execute, sync));
    assertThat(seen).isEqualTo(letter(ExchangeProtocol.POSTGRESQL).repeat(6));
  }

  @Test
  void knowsMysql() throws Exception {
    byte[] greeting = bytes(10, "8.0.36", 0, new byte[60]);
    byte[] modern = bytes(10, "11.4.2-MariaDB", 0, new byte[60]);
    String seen =
        classify(
            packet(bytes(3, "SELECT 1")),
            packet(bytes(3, 0, 1, "insert into t values (1)")),
            packet(bytes(0x17, 7, 0, 0, 0, 0, 1, 0, 0, 0)),
            bytes(3, "UPDATE t SET a = 1"),
            packet(greeting),
            packet(modern));
    String request = letter(ExchangeProtocol.MYSQL);
    String answer = String.valueOf((char) (request.charAt(0) + 32));
    assertThat(seen).isEqualTo(request.repeat(4) + answer.repeat(2));
  }

  @Test
  void knowsNothingInNoise() throws Exception {
    byte[] ssl = bytes(0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f);
    byte[] hello = bytes(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, new byte[500]);
    byte[] record = bytes(0x17, 3, 3, 0, 0x17, new byte[23]);
    byte[] gzip = bytes(0x1f, 0x8b, 8, 0, new byte[40]);
    byte[] text = bytes("Query the database\nPlease SELECT something\n");
    byte[] ping = packet(bytes(0x0e));
    byte[] copied = message('d', bytes("copied rows of a table"));
    assertThat(classify(ssl, hello, record, gzip, text, ping, copied)).isEqualTo(NOTHING.repeat(7));

    Random random = new Random(7);
    byte[][] noise = new byte[400_000][];
    byte[] first = bytes("QPB", 0, 3, 0x17, 10);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = new byte[8 + random.nextInt(120)];
      random.nextBytes(noise[i]);
      if (i % 2 == 0) { // half of it begins well, and half of that as long as it says
        noise[i][0] = first[random.nextInt(first.length)];
        if (i % 4 == 0) {
          ByteBuffer.wrap(noise[i]).putInt(1, noise[i].length - 1 - random.nextInt(24));
        }
      }
    }
    assertThat(classify(noise)).isEqualTo(NOTHING.repeat(noise.length));
  }

  private String classify(byte[]... records) throws Exception {
    Path input = directory.resolve("records");
    try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(input))) {
      for (byte[] record : records) {
        out.write(ByteBuffer.allocate(4).putInt(Integer.reverseBytes(record.length)).array());
        out.write(record);
      }
    }
    Process process = new ProcessBuilder(program.toString()).redirectInput(input.toFile()).start();
    String verdicts = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return verdicts;
  }

  private static String letter(ExchangeProtocol protocol) {
    return String.valueOf((char) ('0' + protocol.ordinal()));
  }

  private static byte[] message(char type, byte[] body) {
    int length = body.length + 4;
    return bytes(String.valueOf(type), 0, 0, length >> 8, length, body);
  }

  private static byte[] packet(byte[] body) {
    return bytes(body.length, body.length >> 8, 0, 0, body);
  }

  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        out.write(number);
      } else {
        byte[] more =
            part instanceof byte[] raw ? raw : ((String) part).getBytes(StandardCharsets.UTF_8);
        out.writeBytes(more);
      }
    }
    return out.toByteArray();
  }
}
