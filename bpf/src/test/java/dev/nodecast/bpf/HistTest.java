package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel's arithmetic against the definition of the buckets. */
class HistTest {
  private static final StructLayout QUESTION = new StructLayout("question");
  private static final int VALUE = QUESTION.u64("value");
  private static final int BUCKET = QUESTION.u32("bucket");
  private static final int ASKED = QUESTION.u32("asked");

  @Test
  void everyValueIsInTheBucketThatTheCatalogSays() throws IOException, InterruptedException {
    List<Long> values = new ArrayList<>(List.of(0L, 1L, 2L, 3L, Long.MAX_VALUE, -1L));
    for (int octave = 1; octave <= 25; octave++) {
      for (int eighth = 0; eighth < 8; eighth++) {
        long bound = (long) Math.pow(2, octave + eighth / 8.0);
        values.add(bound);
        values.add(bound + 1);
      }
    }
    KernelSupport kernel = Kernel.capable();
    String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    byte[] elf = LayoutCheck.object("/native/" + arch + "/histogram.bpf.o");
    try (BpfSubject subject = new SubjectLoader("histogram", elf, kernel, o -> {}).start()) {
      BpfMap questions = subject.object().orElseThrow().map("questions");
      ByteBuffer key = Memory.direct(Integer.BYTES);
      ByteBuffer value = Memory.direct(questions.valueStride());
      for (int from = 0; from < values.size(); from += questions.maxEntries()) {
        int to = Math.min(values.size(), from + questions.maxEntries());
        for (int i = from; i < to; i++) {
          value.putLong(VALUE, values.get(i)).putInt(ASKED, 1);
          questions.update(key.putInt(0, i - from), value);
        }
        new ProcessBuilder("true").start().waitFor();
        for (int i = from; i < to; i++) {
          questions.lookup(key.putInt(0, i - from), value);
          assertThat(value.getInt(BUCKET)).as("of " + values.get(i)).isEqualTo(of(values.get(i)));
        }
      }
    }
  }

  /** (2^(i/8), 2^((i+1)/8)] is bucket i, at index i + 1. */
  private static int of(long value) {
    if (value == 0) {
      return 0;
    }
    if (value < 0 || value > 1 << 24) {
      return Hist.COUNTS - 1;
    }
    if (Long.bitCount(value) == 1) { // exact, where the logarithm is not
      return Math.max(1, 8 * Long.numberOfTrailingZeros(value));
    }
    return (int) Math.ceil(8 * Math.log(value) / Math.log(2));
  }
}
