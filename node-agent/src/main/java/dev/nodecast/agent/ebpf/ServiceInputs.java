package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.edge.Acquainting;
import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.agent.exchange.SpanSettings;
import dev.nodecast.agent.identity.PodNames;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What golden signals need besides the kernel's programs.
 *
 * @param requests gets how many requests were counted, as they are told
 * @param spans which of them become spans
 * @param pods what services are called by
 * @param acquainting who is at the other end
 */
public record ServiceInputs(
    LongConsumer requests, SpanSettings spans, PodNames pods, Acquainting acquainting) {
  /**
   * Without settings, and with nobody who minds; of whom others are, addresses say what they do.
   */
  public static ServiceInputs byDefault() {
    return acquainted(Acquainting.of(new PeerQueue(), List.of(), ""));
  }

  /** The same with what asks who is at the other end. */
  public static ServiceInputs acquainted(Acquainting acquainting) {
    return new ServiceInputs(requests -> {}, SpanSettings.DEFAULT, new PodNames(), acquainting);
  }
}
