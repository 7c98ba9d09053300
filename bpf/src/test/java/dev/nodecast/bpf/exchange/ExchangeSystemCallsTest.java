package dev.nodecast.bpf.exchange;

/** The same where sends and receives are seen at the return of system calls. */
class ExchangeSystemCallsTest extends ExchangeCallsTest {
  @Override
  Capture capture() {
    return Capture.CALLS;
  }
}
