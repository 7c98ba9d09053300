package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.edge.Acquainting;
import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.agent.exchange.SpanSettings;
import dev.nodecast.agent.identity.PodNames;
import dev.nodecast.agent.tls.TlsScope;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What golden signals need besides the kernel's programs.
 *
 * @param requests gets how many requests were counted, as they are told
 * @param spans which of them become spans
 * @param pods what services are called by
 * @param acquainting who is at the other end
 * @param tls whose plaintext is read within TLS
 */
public record ServiceInputs(
    LongConsumer requests,
    SpanSettings spans,
    PodNames pods,
    Acquainting acquainting,
    TlsScope tls) {
  /**
   * Without settings, and with nobody who minds; of whom others are, addresses say what they do.
   */
  public static ServiceInputs byDefault() {
    return of(Acquainting.of(new PeerQueue(), List.of(), ""), TlsScope.NONE);
  }

  /** The same, asking who is at the other end, with the plaintext of some. */
  public static ServiceInputs of(Acquainting acquainting, TlsScope tls) {
    return new ServiceInputs(
        requests -> {}, SpanSettings.DEFAULT, new PodNames(), acquainting, tls);
  }
}
