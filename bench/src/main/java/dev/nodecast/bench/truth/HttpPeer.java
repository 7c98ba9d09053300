package dev.nodecast.bench.truth;

import dev.nodecast.bench.run.Nginx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** HTTP/1.1, or HTTP/2 by prior knowledge: nginx. */
public final class HttpPeer implements Peer {
  private static final byte[] RIGHT = Streams.bytes("GET /truth HTTP/1.1\r\nHost: truth\r\n\r\n");

  /** RFC 9110 section 15.5.6: a client's error, for which both ends need a status of 4xx or 5xx. */
  private static final byte[] WRONG = Streams.bytes("GET /broken HTTP/1.1\r\nHost: truth\r\n\r\n");

  private final Nginx nginx;
  private final boolean http2;

  public HttpPeer(Path directory, boolean http2) throws Exception {
    this.http2 = http2;
    nginx = Nginx.start(directory);
  }

  @Override
  public String protocol() {
    return http2 ? "http2" : "http1";
  }

  @Override
  public String where() {
    return "target IN ('/truth', '/broken')";
  }

  @Override
  public Talk connect() throws IOException {
    if (http2) {
      return new Http2Wire(nginx.http2());
    }
    Streams streams = new Streams(URI.create(nginx.url()).getPort());
    return new Talk() {
      @Override
      public void ask(boolean wrong) throws IOException {
        String answer = wrong ? streams.ask(WRONG, "broken\n") : streams.ask(RIGHT, "\r\n\r\nok\n");
        if (!answer.startsWith(wrong ? "HTTP/1.1 500" : "HTTP/1.1 200")) {
          throw new IOException("nginx: " + answer);
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
    nginx.close();
  }
}
