package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.Http2Counts;

/** Who reads which protocol: one line each. For one thread. */
public final class Protocols {
  private static final int GRPC = Http2Counts.GRPC_STATUS;

  private final Words words = new Words(4096);
  private final Routes routes = new Routes(words);
  private final Http2Texts http2;
  private final Dialogue http1 = new Http1(words, routes);
  private final KafkaTopics topics = new KafkaTopics();
  private final Dns dns;

  public Protocols() {
    this(new DnsAddresses(), new Shapes(requests -> {}));
  }

  /**
   * @param addresses takes what DNS answers
   * @param shapes what requests are that the kernel counts
   */
  Protocols(DnsAddresses addresses, Shapes shapes) {
    dns = new Dns(words, addresses);
    http2 = new Http2Texts(words, routes, shapes);
  }

  /**
   * One that reads all connections, since it keeps nothing of any, or bounds it over all; null for
   * other protocols.
   */
  Dialogue shared(ExchangeProtocol protocol) {
    return switch (protocol) {
      case HTTP1 -> http1;
      case DNS -> dns;
      default -> null;
    };
  }

  /** Where streams of HTTP/2 are counted from now on; null: nowhere but here. */
  void count(Http2Counts by) {
    http2.counts = by;
  }

  /** Tells what is over because nothing came for too long. Call with each tick. */
  void settle(long nowNs, Exchanged to) {
    dns.settle(nowNs, to);
    http2.counted.forEach(Http2Counting::settle);
  }

  /** One for a connection of its own; null for a protocol that nobody reads. */
  Dialogue dialogue(ExchangeProtocol protocol) {
    return switch (protocol) {
      case HTTP2 -> new Http2(http2);
      case REDIS -> new Redis();
      case KAFKA -> new Kafka(topics);
      case POSTGRESQL -> new Postgresql(words);
      case MYSQL -> new Mysql(words);
      default -> null;
    };
  }

  /** The status that the kernel program read, as the protocol spells it; empty: none. */
  static String status(ExchangeProtocol protocol, int status) {
    return switch (protocol) {
      case REDIS -> RedisStatus.of(status);
      case HTTP2 -> status < GRPC ? StatusCodes.text(status) : GrpcStatus.text(status - GRPC);
      default -> StatusCodes.text(status);
    };
  }

  /** Whether such an answer is an error of this end. */
  static boolean failed(ExchangeProtocol protocol, int status, boolean server) {
    if (protocol == ExchangeProtocol.REDIS) {
      return RedisStatus.failed(RedisStatus.of(status));
    }
    return (protocol == ExchangeProtocol.HTTP2 && status >= GRPC)
        ? GrpcStatus.failed(status(protocol, status), server)
        : Http1.failed(status, server);
  }
}
