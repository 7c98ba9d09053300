package dev.nodecast.agent.exchange;

import static dev.nodecast.agent.exchange.TestingFrames.block;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Blocks of references alone, whose bytes mean something else with every change of the table. */
class HpackMemoryTest {
  /** A literal that is kept nowhere and says nothing: behind it a block is not of references. */
  private static final byte[] NOTHING = {0, 1, 'x', 0};

  private static final String[] FIELDS = {
    ":path=/a.v1.B/Get",
    ":path=/items/42",
    "content-type=application/grpc",
    "content-type=text/html",
    "grpc-status=0",
    "grpc-status=5",
    ":status=404",
    ":method=PUT",
    "traceparent=00-0000000000000000000000000000000a-000000000000000b-00",
    "traceparent=00-0000000000000000000000000000000c-000000000000000d-00",
    "x=" + "y".repeat(100)
  };

  private final Words words = new Words(64);
  private final Http2Texts texts = new Http2Texts(words, new Routes(words), new Shapes(n -> {}));
  private final Hpack hpack = new Hpack(texts);

  private Http2Head said;

  private String says(byte... block) {
    return says(hpack, block);
  }

  private String says(Hpack by, byte... block) {
    Http2Head head = by.decode(block, 0, block.length, texts.head);
    assertThat(head).isNotNull();
    said = head;
    return String.join(
        " ",
        head.method,
        head.path,
        head.status,
        head.grpcStatus,
        head.grpc ? "grpc" : "",
        head.unseen ? "unseen" : "",
        Long.toHexString(head.trace.low),
        Long.toHexString(head.trace.parent));
  }

  private String path() {
    says((byte) 0xbe);
    says((byte) 0xbe);
    return said.known(said.path);
  }

  @Test
  void theSameBytesAreAnotherFieldAfterEachChangeOfTheTable() {
    assertThat(path()).isEqualTo("~unknown");
    says(block(":path=/a"));
    assertThat(path()).isEqualTo("/a");
    says(block(":path=/b.v1.C/Get", "content-type=application/grpc")); // amended at its end
    assertThat(path()).isEmpty();
    says(block(":path=/c"));
    assertThat(path()).isEqualTo("/c");
    says(block("x=" + "y".repeat(HpackTable.BYTES))); // too large: all of the table goes
    assertThat(path()).isEqualTo("~unknown");
    says(block(":path=/d"));
    assertThat(path()).isEqualTo("/d");
    says((byte) 0x20); // a limit of 0
    assertThat(path()).isEqualTo("~unknown");
    says(TestingFrames.hex("3f e1 1f")); // of 4,096
    says(block(":path=/e"));
    assertThat(path()).isEqualTo("/e");
    hpack.lost();
    assertThat(path()).isEqualTo("~unknown");
  }

  @Test
  void lengthIsPartOfWhatIsRemembered() {
    byte[] path = {(byte) 0x84};
    byte[] paths = new byte[17];
    Arrays.fill(paths, path[0]);
    for (int length = 1; length <= paths.length; length++) {
      byte[] block = Arrays.copyOf(paths, length);
      block[0] = (byte) (length % 2 == 0 ? 0x88 : 0x8d);
      String status = length % 2 == 0 ? "200" : "404";
      for (int i = 0; i < 3; i++) {
        says(block);
        assertThat(said.status).isEqualTo(status);
        assertThat(said.path).isEqualTo(length == 1 ? "" : "/");
      }
    }
  }

  @Test
  void malformedOnesStayMalformed() {
    for (int i = 0; i < 3; i++) {
      assertThat(hpack.decode(new byte[] {(byte) 0x80}, 0, 1, texts.head)).isNull();
      assertThat(hpack.decode(new byte[] {(byte) 0xff}, 0, 1, texts.head)).isNull();
    }
  }

  @Test
  void whatIsRememberedIsWhatADecoderWithoutMemorySays() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Hpack remembers = new Hpack(texts);
      Hpack reads = new Hpack(texts);
      byte[][] known = new byte[6][];
      for (int i = 0; i < known.length; i++) {
        known[i] = new byte[1 + random.nextInt(18)];
        for (int at = 0; at < known[i].length; at++) {
          known[i][at] = (byte) (0x81 + random.nextInt(0xff - 0x81));
        }
        known[i][0] = (byte) (0xbe + random.nextInt(4));
      }
      for (int i = 0; i < 3_000; i++) {
        int what = random.nextInt(40);
        byte[] next = known[random.nextInt(known.length)];
        if (what == 0) {
          next = block(FIELDS[random.nextInt(FIELDS.length)], FIELDS[random.nextInt(4)]);
        } else if (what == 1) {
          next = new byte[] {(byte) (0x20 + random.nextInt(31))};
        } else if (what == 2) {
          next = TestingFrames.hex("3f e1 1f");
        } else if (what == 3 && random.nextInt(5) == 0) {
          remembers.lost();
          reads.lost();
        }
        byte[] longer = Arrays.copyOf(next, next.length + NOTHING.length);
        System.arraycopy(NOTHING, 0, longer, next.length, NOTHING.length);
        assertThat(says(remembers, next)).as("seed %s", seed).isEqualTo(says(reads, longer));
      }
    }
  }
}
