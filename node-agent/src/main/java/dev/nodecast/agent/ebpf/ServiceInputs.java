package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.exchange.SpanSettings;
import dev.nodecast.agent.identity.PodNames;
import java.util.function.LongConsumer;

/**
 * What golden signals need besides the kernel's programs.
 *
 * @param requests gets how many requests were counted, as they are told
 * @param spans which of them become spans
 * @param pods what services are called by
 */
public record ServiceInputs(LongConsumer requests, SpanSettings spans, PodNames pods) {
  /** Without settings, and with nobody who minds. */
  public static ServiceInputs byDefault() {
    return new ServiceInputs(requests -> {}, SpanSettings.DEFAULT, new PodNames());
  }
}
