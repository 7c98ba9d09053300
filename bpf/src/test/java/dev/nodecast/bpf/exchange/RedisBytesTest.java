package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel program counts without telling must be exactly one command and one answer. */
class RedisBytesTest {
  private static final String SET = "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n";
  private static final String PING = "*1\r\n$4\r\nPING\r\n";

  @TempDir Path directory;

  /** One line of output for each. */
  private List<String> read(List<byte[]> inputs) throws Exception {
    StringBuilder hex = new StringBuilder();
    for (byte[] input : inputs) {
      hex.append(HexFormat.of().formatHex(input)).append('\n');
    }
    Path in = Files.writeString(directory.resolve("in"), hex);
    Path out = directory.resolve("out");
    Path program = Path.of(RedisBytesTest.class.getResource("/native/resp").toURI());
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllLines(out);
  }

  private String[] read(String text) throws Exception {
    return read(List.of(text.getBytes(StandardCharsets.US_ASCII))).get(0).split(" ");
  }

  private boolean single(String text) throws Exception {
    return commands(text) == 1;
  }

  private int commands(String text) throws Exception {
    return Integer.parseInt(read(text)[0]);
  }

  private int answers(String text) throws Exception {
    return Integer.parseInt(read(text)[3]);
  }

  @Test
  void countsOnlyWhatIsExactlyOneCommand() throws Exception {
    assertThat(single(SET)).isTrue();
    assertThat(single(PING)).isTrue();
    assertThat(single("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$900\r\n" + "x".repeat(900) + "\r\n"))
        .isTrue();
    assertThat(single(SET + PING)).isFalse();
    assertThat(single(PING + PING)).isFalse();
    assertThat(single(SET + SET.replace("key", "kex"))).isFalse();
    assertThat(single(SET.substring(0, SET.length() - 1))).isFalse();
    assertThat(single(SET.replace("$5", "$4"))).isFalse();
    assertThat(single(SET.replace("*3", "*2"))).isFalse();
    assertThat(single(SET.replace("*3", "*4"))).isFalse();
    assertThat(single("*2\r\n$3\r\nGET\r\n$60\r\n" + "x".repeat(60))).isFalse();
    assertThat(single("PING\r\n")).isFalse();
  }

  @Test
  void countsCommandsOfOneNameAndOneLength() throws Exception {
    assertThat(commands(PING.repeat(64))).isEqualTo(64);
    assertThat(commands(PING.repeat(65))).isZero();
    assertThat(commands(SET.repeat(16))).isEqualTo(16);
    assertThat(commands(SET + SET.replace("key", "kez").replace("value", "other"))).isEqualTo(2);
    assertThat(commands(SET + SET.replace("SET", "GET"))).isZero();
    assertThat(commands(SET.repeat(5) + SET.replace("*3", "*2"))).isZero();
    assertThat(commands(SET.repeat(3) + PING)).isZero();
    String longName = "*1\r\n$13\r\nZRANGEBYSCORE\r\n";
    assertThat(commands(longName.repeat(3))).isEqualTo(3);
    assertThat(commands(longName.repeat(2) + longName.replace("SCORE", "SCORX"))).isZero();
    assertThat(commands(SET.repeat(3) + SET.substring(1))).isZero();
    String large = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$900\r\n" + "x".repeat(900) + "\r\n";
    assertThat(commands(large + large)).isEqualTo(2);
    assertThat(commands(large.repeat(3))).as("more than are looked at").isZero();
  }

  @Test
  void countsAnswersOfOneStatus() throws Exception {
    assertThat(answers("+OK\r\n".repeat(16))).isEqualTo(16);
    assertThat(answers("$3\r\nabc\r\n".repeat(3))).isEqualTo(3);
    assertThat(answers("$3\r\nabc\r\n$-1\r\n$12\r\nabcdefghijkl\r\n")).isEqualTo(3);
    assertThat(answers("$3\r\nabc\r\n$4\r\nabc\r\n")).isZero();
    assertThat(answers("+OK\r\n-ERR unknown\r\n")).isZero();
    assertThat(answers("-ERR 1\r\n-ERR 2\r\n")).isEqualTo(2);
    assertThat(answers(":9\r\n:10\r\n")).isEqualTo(2);
    assertThat(answers("*0\r\n*0\r\n")).isZero();
  }

  @Test
  void knowsWhereAnAnswerEnds() throws Exception {
    assertThat(read("+OK\r\n")).containsSubsequence("5", "1", "1");
    assertThat(read("+OK\r\n+OK\r\n")[1]).isEqualTo("5");
    assertThat(read(":123\r\n")[1]).isEqualTo("6");
    assertThat(read("$-1\r\n")[1]).isEqualTo("5");
    assertThat(read("$5\r\nvalue\r\n")[1]).isEqualTo("11");
    assertThat(read("$10000\r\nvalue")[1]).isEqualTo("10010");
    assertThat(read("*2\r\n+OK\r\n:1\r\n")[1]).isEqualTo("0");
    assertThat(read("-WRONGTYPE Operation\r\n")[2]).isEqualTo("3");
    assertThat(read("-WRONGPASS invalid\r\n")[2]).isEqualTo("12");
    assertThat(read(">2\r\n+message\r\n")[2]).isEqualTo("0");
  }

  @Test
  void noiseIsNeither() throws Exception {
    Random random = new Random(3);
    List<byte[]> noise = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(80)];
      random.nextBytes(bytes);
      noise.add(bytes);
    }
    assertThat(read(noise))
        .hasSize(noise.size())
        .allSatisfy(line -> assertThat(line).startsWith("0 ").endsWith(" 0 0"));
  }
}
