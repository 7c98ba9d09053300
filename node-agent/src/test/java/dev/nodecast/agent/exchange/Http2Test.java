package dev.nodecast.agent.exchange;

import static dev.nodecast.agent.exchange.TestingFrames.END_HEADERS;
import static dev.nodecast.agent.exchange.TestingFrames.END_STREAM;
import static dev.nodecast.agent.exchange.TestingFrames.PADDED;
import static dev.nodecast.agent.exchange.TestingFrames.PRIORITY;
import static dev.nodecast.agent.exchange.TestingFrames.block;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Http2Test {
  private static final String[] GET = {":method=GET", ":scheme=http", ":path=/items/42?q=1"};
  private static final String[] CALL = {
    ":method=POST", ":path=/shop.v1.Cart/Add", "content-type=application/grpc", "te=trailers"
  };

  private final Words words = new Words(1024);
  private final Http2Texts texts = new Http2Texts(words, new Routes(words), new Shapes(n -> {}));
  private final Http2Wire.Told told = new Http2Wire.Told();
  private final Dialogue dialogue = new Http2(texts);
  private final Http2Wire client = new Http2Wire(dialogue, true, true, told);
  private final Http2Wire server = new Http2Wire(dialogue, false, true, told);

  private void asks(long now, TestingFrames frames) {
    client.call(now, frames.bytes(), 0, frames.bytes().length);
  }

  private void answers(long now, TestingFrames frames) {
    server.call(now, frames.bytes(), 0, frames.bytes().length);
  }

  private static TestingFrames frames() {
    return new TestingFrames();
  }

  @Test
  void tellsARequestWithItsRouteStatusTimesAndSizes() {
    asks(100, frames().settings().headers(1, true, GET));
    answers(200, frames().settings().headers(1, false, ":status=200").data(1, 1000, false));
    answers(350, frames().data(1, 500, true));
    long request = 9L + block(GET).length;
    long response = 9L + block(":status=200").length + 9 + 1000 + 9 + 500;
    assertThat(told.exchanges)
        .containsExactly("http2 GET /items/{id} 200 ok 100 350 " + request + " " + response);
    assertThat(told.unread).isEmpty();
  }

  @Test
  void tellsTheTraceThatARequestIsPartOf() {
    String[] headers = Arrays.copyOf(GET, GET.length + 1);
    for (int i = 0; i < 3; i++) {
      headers[GET.length] = "traceparent=00-%032x-%016x-00".formatted(0xa0 + i, 0xb0 + i);
      asks(100, frames().headers(1 + 2 * i, true, headers));
    }
    asks(100, frames().headers(7, true, GET));
    for (int id = 1; id <= 7; id += 2) {
      answers(200, frames().headers(id, true, ":status=200"));
    }
    assertThat(told.exchanges).hasSize(4);
    assertThat(told.traces).containsExactly("a0/b0", "a1/b1", "a2/b2");
  }

  @Test
  void waitsForTheLastByteOfABodyThatCallsCut() {
    asks(100, frames().headers(1, true, GET));
    byte[] answer =
        frames().headers(1, false, ":status=200").data(1, 100_000, true).headers(3, true).bytes();
    int middle = answer.length / 2;
    server.call(200, answer, 0, middle);
    server.call(300, answer, middle, answer.length - 50);
    assertThat(told.exchanges).isEmpty();
    server.call(400, answer, answer.length - 50, answer.length);
    assertThat(told.exchanges).singleElement().asString().contains(" 200 ok 100 400 ");
  }

  @Test
  void readsTheSameHoweverCallsCutIt() {
    byte[] asked =
        frames()
            .headers(1, true, GET)
            .headers(3, false, CALL)
            .data(3, 300, true)
            .headers(5, true, GET)
            .bytes();
    byte[] answered =
        frames()
            .headers(5, true, ":status=404")
            .headers(3, false, ":status=200", "content-type=application/grpc")
            .headers(1, false, ":status=200")
            .data(3, 77, false)
            .data(1, 5000, true)
            .headers(3, true, "grpc-status=0")
            .bytes();
    for (int cut = 1; cut < 700; cut += 3) {
      Http2Wire.Told each = new Http2Wire.Told();
      Dialogue one = new Http2(texts);
      Http2Wire in = new Http2Wire(one, true, true, each);
      Http2Wire out = new Http2Wire(one, false, true, each);
      for (int at = 0; at < asked.length; at += cut) {
        in.call(7, asked, at, Math.min(asked.length, at + cut));
      }
      for (int at = 0; at < answered.length; at += cut) {
        out.call(9, answered, at, Math.min(answered.length, at + cut));
      }
      assertThat(each.unread).as("cut at %d", cut).isEmpty();
      assertThat(each.exchanges).as("cut at %d", cut).hasSize(3);
      assertThat(each.exchanges.get(0)).startsWith("http2 GET /items/{id} 404 ok 7 9 ");
      assertThat(each.exchanges.get(1)).startsWith("http2 GET /items/{id} 200 ok 7 9 ");
      assertThat(each.exchanges.get(2)).startsWith("grpc shop.v1.Cart/Add - OK ok 7 9 ");
    }
  }

  @Test
  void readsContinuationsPaddingAndPriority() {
    byte[] fields = block(GET);
    byte[] padded = new byte[1 + 5 + 10 + 20];
    padded[0] = 20;
    System.arraycopy(fields, 0, padded, 6, 10);
    asks(
        1,
        frames()
            .frame(1, END_STREAM | PADDED | PRIORITY, 1, padded)
            .frame(9, 0, 1, Arrays.copyOfRange(fields, 10, 30))
            .frame(9, 0, 1, new byte[0])
            .frame(9, END_HEADERS, 1, Arrays.copyOfRange(fields, 30, fields.length)));
    answers(2, frames().headers(1, true, ":status=204"));
    assertThat(told.exchanges).singleElement().asString().startsWith("http2 GET /items/{id} 204");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void takesInterimAnswersForNone() {
    asks(1, frames().headers(1, false, ":method=PUT", ":path=/upload"));
    answers(2, frames().headers(1, false, ":status=100").headers(1, false, ":status=103"));
    asks(3, frames().data(1, 9000, true));
    answers(4, frames().headers(1, true, ":status=503"));
    assertThat(told.exchanges).singleElement().asString().startsWith("http2 PUT /upload 503 error");
  }

  @Test
  void tellsCallsOfGrpcByTheStatusOfTheirTrailers() {
    asks(1, frames().headers(1, false, CALL).data(1, 30, true).headers(3, false, CALL));
    answers(
        2,
        frames()
            .headers(1, false, ":status=200", "content-type=application/grpc")
            .data(1, 20, false)
            .headers(1, true, "grpc-status=0", "grpc-message=fine"));
    // a stream of messages both ways
    asks(3, frames().data(3, 10, false).data(3, 10, false));
    answers(4, frames().headers(3, false, ":status=200").data(3, 10, false));
    asks(5, frames().data(3, 0, true));
    answers(6, frames().data(3, 10, false).headers(3, true, "grpc-status=14"));
    // trailers only
    asks(7, frames().headers(5, false, CALL).data(5, 5, true));
    answers(8, frames().headers(5, true, ":status=200", "grpc-status=5"));
    assertThat(told.exchanges).hasSize(3);
    assertThat(told.exchanges.get(0)).startsWith("grpc shop.v1.Cart/Add - OK ok 1 2 ");
    assertThat(told.exchanges.get(1)).startsWith("grpc shop.v1.Cart/Add - UNAVAILABLE error 1 6 ");
    assertThat(told.exchanges.get(2)).startsWith("grpc shop.v1.Cart/Add - NOT_FOUND ok 7 8 ");
  }

  @Test
  void tellsResetsGoAwaysAndEndsOfConnections() {
    asks(1, frames().headers(1, false, CALL).headers(3, true, GET).headers(5, true, GET));
    asks(2, frames().reset(1, 8));
    answers(3, frames().reset(3, 2).goAway(3, 0));
    asks(4, frames().headers(7, true, GET));
    client.close(9);
    assertThat(told.exchanges).hasSize(4);
    assertThat(told.exchanges.get(0)).startsWith("grpc shop.v1.Cart/Add - CANCELLED ok 1 2 ");
    assertThat(told.exchanges.get(1)).startsWith("http2 GET /items/{id} INTERNAL_ERROR error 1 3 ");
    assertThat(told.exchanges.get(2)).startsWith("http2 GET /items/{id} REFUSED_STREAM error 1 3 ");
    assertThat(told.exchanges.get(3)).startsWith("http2 GET /items/{id} - error 4 9 ");
  }

  @Test
  void takesAnswersThatAreSeenBeforeTheirRequests() {
    answers(5, frames().headers(1, true, ":status=200"));
    asks(3, frames().headers(1, true, GET));
    assertThat(told.exchanges).singleElement().asString().contains("/items/{id} 200 ok 3 5 ");
  }

  @Test
  void endsAnExchangeWhoseRequestIsBrokenOffAfterItsAnswer() {
    asks(1, frames().headers(1, false, CALL).data(1, 10, false));
    answers(2, frames().headers(1, true, ":status=200", "grpc-status=3").reset(1, 0));
    assertThat(told.exchanges).singleElement().asString().contains(" INVALID_ARGUMENT ok 1 2 ");
  }

  @Test
  void neverNamesWhatALostSegmentHadInItsTable() {
    NettyHpack encoder = new NettyHpack();
    byte[] first = frames().frame(1, END_HEADERS | END_STREAM, 1, encoder.block(GET)).bytes();
    byte[] second =
        frames()
            .frame(1, END_HEADERS | END_STREAM, 3, encoder.block(":method=GET", ":path=/other"))
            .bytes();
    byte[] third =
        frames()
            .frame(1, END_HEADERS | END_STREAM, 5, encoder.block(":method=GET", ":path=/other"))
            .bytes();
    client.call(1, first, 0, first.length);
    client.losing = true;
    client.call(2, second, 0, second.length);
    client.losing = false;
    client.call(3, third, 0, third.length);
    answers(4, frames().headers(5, true, ":status=200").headers(1, true, ":status=200"));
    assertThat(told.unread).containsExactly("cut");
    assertThat(told.exchanges).hasSize(2);
    assertThat(told.exchanges.get(0)).startsWith("http2 GET ~unknown 200 ok 3 4 ");
    assertThat(told.exchanges.get(1)).startsWith("http2 GET /items/{id} 200 ok 1 4 ");
  }

  @Test
  void followsStreamsUpToItsLimit() {
    for (int i = 0; i < 300; i++) {
      asks(1, frames().headers(2 * i + 1, true, GET));
    }
    assertThat(told.unread).hasSize(300 - Http2Streams.MAX).containsOnly("limit");
    for (int i = 0; i < 300; i++) {
      answers(2, frames().headers(2 * i + 1, true, ":status=200"));
    }
    assertThat(told.exchanges).hasSize(Http2Streams.MAX);
    asks(3, frames().headers(601, true, GET));
    answers(4, frames().headers(601, true, ":status=200"));
    assertThat(told.exchanges).hasSize(Http2Streams.MAX + 1);
  }

  @Test
  void leavesOutABlockThatIsTooLarge() {
    String[] large = {":method=GET", ":path=/large", "cookie=" + "c".repeat(9000)};
    asks(1, frames().headers(1, true, large).headers(3, true, GET));
    answers(2, frames().headers(1, true, ":status=200").headers(3, true, ":status=200"));
    assertThat(told.unread).containsExactly("limit");
    assertThat(told.exchanges).hasSize(2);
    assertThat(told.exchanges.get(0)).startsWith("http2 ~unknown ~unknown 200 ok");
    assertThat(told.exchanges.get(1)).startsWith("http2 GET /items/{id} 200 ok");
  }

  @Test
  void allocatesNothingForExchangesThatAreLikeOthers() {
    NettyHpack ask = new NettyHpack();
    NettyHpack answer = new NettyHpack();
    byte[][] asked = new byte[4000][];
    byte[][] answered = new byte[asked.length][];
    for (int i = 0; i < asked.length; i++) {
      byte[] head = answer.block(":status=200", "content-type=application/grpc");
      byte[] trailer = answer.block("grpc-status=" + i % 3);
      asked[i] = frames().frame(1, END_HEADERS, 2 * i + 1, ask.block(CALL)).bytes();
      answered[i] =
          frames()
              .frame(1, END_HEADERS, 2 * i + 1, head)
              .frame(1, END_HEADERS | END_STREAM, 2 * i + 1, trailer)
              .reset(2 * i + 1, 0)
              .bytes();
    }
    long[] count = new long[1];
    Exchanged counts =
        new Exchanged() {
          @Override
          public void exchange(Exchange exchange) {
            count[0]++;
          }

          @Override
          public void unread(String reason) {
            throw new AssertionError(reason);
          }
        };
    Turn turn = new Turn();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    for (int i = 0; i < asked.length; i++) {
      if (i == asked.length / 2) {
        before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      }
      turn.sequence = i;
      give(turn, asked[i], true, counts);
      give(turn, answered[i], false, counts);
    }
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThat(count[0]).isEqualTo(asked.length);
    assertThat(after - before).as("bytes of 2,000 exchanges").isLessThan(2_000);
  }

  private void give(Turn turn, byte[] bytes, boolean request, Exchanged counts) {
    turn.requestLength = bytes.length;
    System.arraycopy(bytes, 0, turn.request, 0, bytes.length);
    dialogue.segment(turn, request, counts);
  }

  @Test
  void readsNothingOfWhatAServerPromises() {
    byte[] promise = new byte[4 + block(GET).length];
    promise[3] = 2;
    System.arraycopy(block(GET), 0, promise, 4, promise.length - 4);
    asks(1, frames().headers(1, true, GET));
    answers(
        2,
        frames()
            .frame(5, END_HEADERS, 1, promise)
            .headers(2, true, ":status=200")
            .headers(1, true, ":status=200"));
    assertThat(told.exchanges).hasSize(1);
    assertThat(told.unread).isEmpty();
  }
}
