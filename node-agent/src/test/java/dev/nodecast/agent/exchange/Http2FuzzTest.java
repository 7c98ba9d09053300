package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Dialogues with bytes changed, cut, lost and made up: none makes the reader throw or stand still.
 */
class Http2FuzzTest {
  private static final long SEED = 7541;
  private static final int INPUTS = 1_000_000;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Words words = new Words(4096);
  private final Http2Texts texts = new Http2Texts(words, new Routes(words), new Shapes(n -> {}));
  private final Turn turn = new Turn();
  private long exchanges;
  private long unread;
  private final Exchanged sink =
      new Exchanged() {
        @Override
        public void exchange(Exchange exchange) {
          exchanges++;
          if (exchange.operation.isEmpty() && exchange.protocol.isEmpty()) {
            unread++;
          }
        }

        @Override
        public void unread(String reason) {
          unread++;
        }
      };

  /** As the kernel program leaves them: DATA without payload. */
  private static byte[][] segments() {
    NettyHpack client = new NettyHpack();
    NettyHpack server = new NettyHpack();
    byte[][] segments = new byte[16][];
    for (int i = 0; i < segments.length / 2; i++) {
      int stream = 2 * i + 1;
      byte[] ask =
          client.block(
              ":method=POST",
              ":scheme=http",
              ":path=/shop.v1.Cart/Get" + i % 3,
              "content-type=application/grpc",
              "user-agent=fuzz/" + i);
      byte[] answer = server.block(":status=200", "content-type=application/grpc");
      byte[] trailer = server.block("grpc-status=" + i, "grpc-message=what " + i);
      segments[2 * i] =
          new TestingFrames()
              .frame(1, 4, stream, ask)
              .frame(0, 1, stream, new byte[0])
              .headers(stream + 100, true, ":method=GET", ":path=/a/" + i)
              .bytes();
      segments[2 * i + 1] =
          new TestingFrames()
              .frame(1, 4, stream, answer)
              .frame(0, 0, stream, new byte[0])
              .frame(1, 5, stream, trailer)
              .reset(stream + 100, i)
              .bytes();
    }
    return segments;
  }

  @Test
  void standsWhateverComes() {
    byte[][] segments = segments();
    long began = System.nanoTime();
    Dialogue dialogue = new Http2(texts);
    long[] sequence = new long[2];
    int left = 0;
    int step = 0;
    for (int i = 0; i < INPUTS; i++) {
      if (left-- == 0) {
        turn.ended = true;
        dialogue.segment(turn, false, sink);
        turn.ended = false;
        dialogue = new Http2(texts);
        sequence[0] = 0;
        sequence[1] = 0;
        step = 0;
        left = random.nextInt(1, 40);
      }
      int which = step++ & 15;
      int way = which & 1;
      fill(segments[which]);
      turn.sequence = sequence[way]++;
      if (random.nextInt(16) == 0) {
        sequence[way] += random.nextInt(3);
      }
      turn.continued = random.nextInt(8) == 0 ? random.nextInt(0x10000) : 0;
      turn.unfinished = random.nextBoolean();
      dialogue.segment(turn, way == 0, sink);
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    assertThat(millis).as("for %d inputs", INPUTS).isLessThan(30_000);
    assertThat(exchanges).as("some of it is still read").isGreaterThan(INPUTS / 50);
    assertThat(unread).isGreaterThan(INPUTS / 50);
  }

  private void fill(byte[] segment) {
    turn.requestNs++;
    if (random.nextInt(8) == 0) {
      turn.requestLength = random.nextInt(Turn.MAX);
      for (int i = 0; i < turn.requestLength; i++) {
        turn.request[i] = (byte) random.nextInt();
      }
    } else {
      turn.requestLength = segment.length;
      System.arraycopy(segment, 0, turn.request, 0, segment.length);
      for (int n = random.nextInt(4); n > 0; n--) {
        mutate();
      }
    }
    turn.requestBytes = turn.requestLength;
  }

  private void mutate() {
    if (turn.requestLength == 0) {
      return;
    }
    int at = random.nextInt(turn.requestLength);
    switch (random.nextInt(4)) {
      case 0 -> turn.request[at] = (byte) random.nextInt();
      case 1 -> turn.request[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> turn.requestLength = at;
      default -> {
        int size = Math.min(random.nextInt(100), turn.requestLength - at);
        int to = random.nextInt(turn.requestLength - size + 1);
        System.arraycopy(turn.request, at, turn.request, to, size);
      }
    }
  }
}
