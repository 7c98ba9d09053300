package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel program's classifiers in user space (classify.c), fed with a file of cases. */
final class Classify implements AutoCloseable {
  /** EXCHANGE_PEEK. */
  static final int PEEK = 64;

  private static final int REQUEST = 0x80;

  private final Path cases;
  private final OutputStream out;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(Integer.BYTES + PEEK).order(ByteOrder.LITTLE_ENDIAN);
  private int count;
  private byte[] verdicts;

  Classify(Path directory) throws IOException {
    cases = Files.createTempFile(directory, "cases", "");
    out = new BufferedOutputStream(Files.newOutputStream(cases), 1 << 16);
  }

  /** One call's bytes, as many as it moved. */
  void add(byte[] bytes, int length) throws IOException {
    buffer.clear().putInt(length).put(bytes, 0, Math.min(PEEK, Math.min(length, bytes.length)));
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0);
    }
    out.write(buffer.array());
    count++;
  }

  void add(byte[] bytes) throws IOException {
    add(bytes, bytes.length);
  }

  /** Classifies all of them; a sanitizer's finding fails. */
  void run() throws IOException, InterruptedException, URISyntaxException {
    out.close();
    Path answers = cases.resolveSibling(cases.getFileName() + ".verdicts");
    Path errors = cases.resolveSibling(cases.getFileName() + ".errors");
    String program = Path.of(Classify.class.getResource("/native/classify").toURI()).toString();
    int code =
        new ProcessBuilder(program)
            .redirectInput(cases.toFile())
            .redirectOutput(answers.toFile())
            .redirectError(errors.toFile())
            .start()
            .waitFor();
    assertThat(code).as(Files.readString(errors)).isZero();
    verdicts = Files.readAllBytes(answers);
    assertThat(verdicts).hasSize(count);
  }

  ExchangeProtocol protocol(int index) {
    return ExchangeProtocol.of(verdicts[index] & REQUEST - 1);
  }

  boolean request(int index) {
    return (verdicts[index] & REQUEST) != 0;
  }

  int count() {
    return count;
  }

  /** Those of which something was said. */
  int decided() {
    int decided = 0;
    for (int i = 0; i < count; i++) {
      decided += protocol(i) == ExchangeProtocol.UNDECIDED ? 0 : 1;
    }
    return decided;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
