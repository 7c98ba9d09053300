package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import java.util.Optional;

/** Who reads which protocol: one line each. For one thread. */
public final class Protocols {
  private final Words words = new Words(4096);
  private final Routes routes = new Routes(words);
  private final Http2Texts http2 = new Http2Texts(words, routes);
  private final Dialogue http1 = new Http1(words, routes);

  /** One that keeps nothing of a connection, and so reads all of them. */
  Optional<Dialogue> shared(ExchangeProtocol protocol) {
    return protocol == ExchangeProtocol.HTTP1 ? Optional.of(http1) : Optional.empty();
  }

  /** One for a connection of its own; empty for a protocol that nobody reads. */
  Optional<Dialogue> dialogue(ExchangeProtocol protocol) {
    return switch (protocol) {
      case HTTP2 -> Optional.of(new Http2(http2));
      default -> Optional.empty();
    };
  }
}
