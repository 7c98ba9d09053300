package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.exchange.Capture;
import org.junit.jupiter.api.Nested;

/** The same counts where sends and receives are seen at the return of system calls. */
class CallCaptureTest {
  @Nested
  class Service extends ServiceCollectorTest {
    @Override
    Capture capture() {
      return Capture.CALLS;
    }
  }

  @Nested
  class Nginx extends NginxServiceTest {
    @Override
    Capture capture() {
      return Capture.CALLS;
    }
  }

  @Nested
  class RawHttp extends RawHttpTest {
    @Override
    Capture capture() {
      return Capture.CALLS;
    }
  }

  @Nested
  class Dns extends DnsServiceTest {
    @Override
    Capture capture() {
      return Capture.CALLS;
    }
  }

  @Nested
  class Http2 extends Http2ServicesTest {
    @Override
    Capture capture() {
      return Capture.CALLS;
    }
  }
}
