package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.exchange.Http2Streams.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Http2StreamsTest {
  /** Ids of which more or less begin their search at the same place. */
  private static final int[] STRIDES = {2, 4, 64, 1 << 10, 1 << 19};

  @Test
  void findsWhatIsOpenAndNothingElse() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int stride = STRIDES[seed % STRIDES.length];
      int most = 1 + random.nextInt(Http2Streams.MAX);
      Http2Streams streams = new Http2Streams();
      Map<Integer, Stream> open = new HashMap<>();
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        if (ids.isEmpty() || (ids.size() < most && random.nextInt(5) < 3)) {
          int id = 1 + stride * random.nextInt(1 << 10);
          if (!open.containsKey(id)) {
            open.put(id, streams.open(id));
            ids.add(id);
          }
        } else {
          int id = ids.remove(random.nextInt(ids.size()));
          streams.close(open.remove(id));
          assertThat(streams.get(id)).isNull();
        }
        int any = 1 + stride * random.nextInt(1 << 10);
        assertThat(streams.get(any)).isSameAs(open.get(any));
        if (i % 50 == 0) {
          same(streams, open);
        }
      }
      same(streams, open);
    }
  }

  private static void same(Http2Streams streams, Map<Integer, Stream> open) {
    assertThat(streams.count()).isEqualTo(open.size());
    Set<Stream> all = new HashSet<>();
    for (int i = 0; i < streams.count(); i++) {
      all.add(streams.at(i));
    }
    assertThat(all).isEqualTo(new HashSet<>(open.values()));
    open.forEach((id, stream) -> assertThat(streams.get(id)).isSameAs(stream));
  }

  @Test
  void opensNoMoreThanItsLimit() {
    Http2Streams streams = new Http2Streams();
    for (int i = 0; i < Http2Streams.MAX; i++) {
      assertThat(streams.open(1 + (i << 20)).id).isEqualTo(1 + (i << 20));
    }
    assertThat(streams.open(3)).isNull();
    assertThat(streams.get(3)).isNull();
    streams.close(streams.get(1 + (100 << 20)));
    assertThat(streams.open(3)).isSameAs(streams.get(3)).isNotNull();
    for (int i = streams.count() - 1; i >= 0; i--) {
      streams.close(streams.at(i));
    }
    assertThat(streams.get(3)).isNull();
    assertThat(streams.count()).isZero();
  }

  @Test
  void anOpenedOneKnowsNothingOfTheOneBefore() {
    Http2Streams streams = new Http2Streams();
    Stream first = streams.open(1);
    first.asked = true;
    first.grpc = true;
    first.requestBytes = 7;
    first.path = "a/B";
    streams.close(first);
    Stream second = streams.open(3);
    assertThat(second.asked || second.grpc).isFalse();
    assertThat(second.requestBytes).isZero();
    assertThat(second.path).isEmpty();
  }
}
