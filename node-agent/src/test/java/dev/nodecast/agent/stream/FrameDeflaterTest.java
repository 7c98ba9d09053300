package dev.nodecast.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class FrameDeflaterTest {
  /** Also where the output is larger than the input, and at the sizes of zlib's stored blocks. */
  @Test
  void everyPieceInflatesToItsFrame() throws DataFormatException {
    Random random = new Random(3);
    Inflater inflater = new Inflater(true);
    try (FrameDeflater deflater = new FrameDeflater()) {
      for (int round = 0; round < 400; round++) {
        int size = round < 20 ? 1 + round : 1 + random.nextInt(round % 50 == 0 ? 200_000 : 3_000);
        byte[] frame = new byte[size];
        if (round % 2 == 0) {
          random.nextBytes(frame);
        }
        int compressed = deflater.deflate(frame, size);
        byte[] piece = Arrays.copyOf(deflater.array(), compressed + 4);
        piece[compressed] = 0;
        piece[compressed + 1] = 0;
        piece[compressed + 2] = (byte) 0xFF;
        piece[compressed + 3] = (byte) 0xFF;
        inflater.setInput(piece);
        byte[] back = new byte[size];
        int done = 0;
        while (done < size) {
          int part = inflater.inflate(back, done, size - done);
          assertThat(part).as("round %s at %s of %s", round, done, size).isPositive();
          done += part;
        }
        assertThat(inflater.inflate(new byte[1])).isZero();
        assertThat(back).isEqualTo(frame);
      }
    } finally {
      inflater.end();
    }
  }
}
