package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The examples of RFC 7541 appendix C, byte by byte, and what is not in them. */
class HpackTest {
  private final Words words = new Words(64);
  private final Http2Texts texts = new Http2Texts(words, new Routes(words), new Shapes(n -> {}));
  private final Hpack hpack = new Hpack(texts);

  private Http2Head said;

  private boolean decode(String hex) {
    return decode(TestingFrames.hex(hex));
  }

  private boolean decode(byte[] block) {
    Http2Head read = hpack.decode(block, 0, block.length, texts.head);
    said = read == null ? texts.head : read;
    return read != null;
  }

  private void request(String hex, String method, String path, int entries, int size) {
    assertThat(decode(hex)).isTrue();
    assertThat(said.method).isEqualTo(method);
    assertThat(said.path).isEqualTo(path);
    table(entries, size);
  }

  private void response(String hex, String status, int entries, int size) {
    assertThat(decode(hex)).isTrue();
    assertThat(said.status).isEqualTo(status);
    table(entries, size);
  }

  private void table(int entries, int size) {
    assertThat(hpack.table().count()).isEqualTo(entries);
    assertThat(hpack.table().size()).isEqualTo(size);
    assertThat(said.unseen).isFalse();
  }

  @Test
  void readsRequestsWithoutHuffman() {
    request("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", "GET", "/", 1, 57);
    request("8286 84be 5808 6e6f 2d63 6163 6865", "GET", "/", 2, 110);
    request(
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
        "GET",
        "/index.html",
        3,
        164);
  }

  @Test
  void readsRequestsWithHuffman() {
    request("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", "GET", "/", 1, 57);
    request("8286 84be 5886 a8eb 1064 9cbf", "GET", "/", 2, 110);
    request(
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
        "GET",
        "/index.html",
        3,
        164);
  }

  @Test
  void readsResponsesAndEvicts() {
    hpack.table().limit(256);
    response(
        """
        4803 3330 3258 0770 7269 7661 7465 611d
        4d6f 6e2c 2032 3120 4f63 7420 3230 3133
        2032 303a 3133 3a32 3120 474d 546e 1768
        7474 7073 3a2f 2f77 7777 2e65 7861 6d70
        6c65 2e63 6f6d""",
        "302",
        4,
        222);
    response("4803 3330 37c1 c0bf", "307", 4, 222);
    response(
        """
        88c1 611d 4d6f 6e2c 2032 3120 4f63 7420
        3230 3133 2032 303a 3133 3a32 3220 474d
        54c0 5a04 677a 6970 7738 666f 6f3d 4153
        444a 4b48 514b 425a 584f 5157 454f 5049
        5541 5851 5745 4f49 553b 206d 6178 2d61
        6765 3d33 3630 303b 2076 6572 7369 6f6e
        3d31""",
        "200",
        3,
        215);
  }

  @Test
  void readsResponsesWithHuffmanAndEvicts() {
    hpack.table().limit(256);
    response(
        """
        4882 6402 5885 aec3 771a 4b61 96d0 7abe
        9410 54d4 44a8 2005 9504 0b81 66e0 82a6
        2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8
        e9ae 82ae 43d3""",
        "302",
        4,
        222);
    response("4883 640e ffc1 c0bf", "307", 4, 222);
    response(
        """
        88c1 6196 d07a be94 1054 d444 a820 0595
        040b 8166 e084 a62d 1bff c05a 839b d9ab
        77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b
        3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
        9587 3160 65c0 03ed 4ee5 b106 3d50 07""",
        "200",
        3,
        215);
  }

  @Test
  void remembersTheStatusOfTheTable() {
    response("4803 3330 32", "302", 1, 42);
    response("be", "302", 1, 42);
  }

  @Test
  void saysOfAnUnseenTableThatItIsUnknown() {
    assertThat(decode("bebfc0")).isTrue();
    assertThat(said.unseen).isTrue();
    assertThat(said.known(said.method)).isEqualTo("~unknown");
    // what comes from then on is known
    assertThat(decode("44 04 2f61 2f62")).isTrue();
    assertThat(decode("be")).isTrue();
    assertThat(said.path).isEqualTo("/a/b");
    assertThat(said.unseen).isFalse();
    assertThat(decode("bf")).isTrue();
    assertThat(said.unseen).isTrue();
  }

  @Test
  void keepsAPathUnderWhatItsBlockIs() {
    byte[] block =
        TestingFrames.block(":path=/a.v1.B/Get42", "content-type=application/grpc+proto");
    assertThat(decode(block)).isTrue();
    assertThat(said.path).isEqualTo("a.v1.B/Get42");
    assertThat(decode("bf be")).isTrue(); // both by the table
    assertThat(said.path).isEqualTo("a.v1.B/Get42");
    assertThat(said.grpc).isTrue();
  }

  @Test
  void tellsGrpcFromItsRelatives() {
    for (String type : new String[] {"application/grpc-web", "application/grpcx", "text/html"}) {
      byte[] block = TestingFrames.block("content-type=" + type);
      assertThat(decode(block)).isTrue();
      assertThat(said.grpc).as(type).isFalse();
    }
  }

  @Test
  void refusesWhatIsMalformed() {
    assertThat(decode("80")).as("index 0").isFalse();
    assertThat(decode("ff ff ff ff ff ff ff")).as("integer without an end").isFalse();
    assertThat(decode("ff 80 80 80 80 7f")).as("integer beyond 2^24").isFalse();
    assertThat(decode("44")).as("no value").isFalse();
    assertThat(decode("44 05 2f")).as("a value beyond the block").isFalse();
    assertThat(decode("44 81 00")).as("a padding of zeroes").isFalse();
    assertThat(decode("44 84 ff ff ff ff")).as("the symbol of the end").isFalse();
    assertThat(decode("44 82 1f ff")).as("a padding of more than 7 bits").isFalse();
    assertThat(hpack.table().count()).isZero();
  }

  @Test
  void staysWithinItsTableWhateverComes() {
    byte[] large =
        TestingFrames.block("x=" + "y".repeat(HpackTable.BYTES), ":path=/" + "z".repeat(4000));
    assertThat(decode(large)).isTrue();
    assertThat(hpack.table().size()).isLessThanOrEqualTo(HpackTable.BYTES);
    // the same small field thousands of times, then references to it: a bomb
    for (int i = 0; i < 5000; i++) {
      assertThat(decode("40 00 00")).isTrue();
    }
    assertThat(hpack.table().count()).isEqualTo(HpackTable.BYTES / 32);
    assertThat(decode("be".repeat(8000))).isTrue();
    // an encoder that was allowed 64 KiB
    assertThat(decode("3f e1 ff 03 40 00 00")).isTrue();
    assertThat(hpack.table().count()).isEqualTo(HpackTable.BYTES / 32);
    assertThat(decode("20")).isTrue();
    assertThat(hpack.table().count()).isZero();
  }

  @Test
  void decodesEachSymbolOfTheHuffmanCode() {
    // written by an independent encoder: all letters, digits and signs that URLs have
    byte[] text = "/~user/%7B0123456789-_.!*'();:@&=+$,?#[]".getBytes(StandardCharsets.US_ASCII);
    byte[] code = NettyHpack.huffman(text);
    byte[] out = new byte[text.length];
    assertThat(HpackHuffman.decode(code, 0, code.length, out)).isEqualTo(text.length);
    assertThat(out).isEqualTo(text);
    for (int symbol = 0; symbol < 256; symbol++) {
      text = "a".repeat(60).getBytes(StandardCharsets.US_ASCII); // else it is longer than the text
      text[30] = (byte) symbol;
      code = NettyHpack.huffman(text);
      out = new byte[text.length];
      assertThat(code.length).isLessThan(text.length);
      assertThat(HpackHuffman.decode(code, 0, code.length, out)).isEqualTo(text.length);
      assertThat(out).isEqualTo(text);
    }
  }
}
