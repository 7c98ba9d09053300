package dev.nodecast.bench.truth;

import dev.nodecast.bench.run.RedisLoad;
import java.io.IOException;
import java.nio.file.Path;

/** RESP2: Redis. */
public final class RedisPeer implements Peer {
  private static final byte[] RIGHT =
      Streams.bytes("*3\r\n$3\r\nSET\r\n$5\r\ntruth\r\n$4\r\ntold\r\n");

  /** A string is no list: WRONGTYPE. */
  private static final byte[] WRONG =
      Streams.bytes("*3\r\n$5\r\nLPUSH\r\n$5\r\ntruth\r\n$4\r\ntold\r\n");

  private final RedisLoad redis;

  public RedisPeer(Path directory) throws Exception {
    redis = RedisLoad.start(directory);
    try (Talk talk = connect()) {
      talk.ask(false);
    }
  }

  @Override
  public String protocol() {
    return "redis";
  }

  @Override
  public String where() {
    return "operation IN ('SET', 'LPUSH')";
  }

  @Override
  public Talk connect() throws IOException {
    Streams streams = new Streams(redis.port());
    return new Talk() {
      @Override
      public void ask(boolean wrong) throws IOException {
        String answer = streams.ask(wrong ? WRONG : RIGHT, "\r\n");
        if (!answer.startsWith(wrong ? "-WRONGTYPE" : "+OK")) {
          throw new IOException("redis: " + answer);
        }
      }

      @Override
      public double time(boolean wrong) throws Exception {
        return ClockedSockets.time(this, wrong);
      }

      @Override
      public void close() throws IOException {
        streams.close();
      }
    };
  }

  @Override
  public void close() {
    redis.close();
  }
}
