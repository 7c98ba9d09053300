package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.Capture;

/** The same counts where sends and receives are seen at the return of system calls. */
class RedisServerCallsTest extends RedisServerTest {
  @Override
  Capture capture() {
    return Capture.CALLS;
  }
}
