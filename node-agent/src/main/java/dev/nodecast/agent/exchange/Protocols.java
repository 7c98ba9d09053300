package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeProtocol;

/** Who reads which protocol: one line each. For one thread. */
public final class Protocols {
  private final Words words = new Words(4096);
  private final Routes routes = new Routes(words);
  private final Http2Texts http2 = new Http2Texts(words, routes);
  private final Dialogue http1 = new Http1(words, routes);
  private final KafkaTopics topics = new KafkaTopics();
  private final Dns dns;

  public Protocols() {
    this(new DnsAddresses());
  }

  /**
   * @param addresses takes what DNS answers
   */
  Protocols(DnsAddresses addresses) {
    dns = new Dns(words, addresses);
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

  /** Tells what is over because nothing came for too long. */
  void settle(long nowNs, Exchanged to) {
    dns.settle(nowNs, to);
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
    return protocol == ExchangeProtocol.REDIS ? RedisStatus.of(status) : StatusCodes.text(status);
  }

  /** Whether such an answer is an error of this end. */
  static boolean failed(ExchangeProtocol protocol, int status, boolean server) {
    return protocol == ExchangeProtocol.REDIS
        ? RedisStatus.failed(RedisStatus.of(status))
        : Http1.failed(status, server);
  }
}
