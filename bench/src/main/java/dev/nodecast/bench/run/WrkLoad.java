package dev.nodecast.bench.run;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.nio.file.Path;

/** {@link Wrk} asks {@link Nginx}. */
public final class WrkLoad implements Load {
  private final Nginx nginx;

  private WrkLoad(Nginx nginx) {
    this.nginx = nginx;
  }

  /**
   * Starts the server.
   *
   * @throws Skip when it is not installed
   */
  public static WrkLoad start(Path directory) throws Skip, IOException, InterruptedException {
    return new WrkLoad(Nginx.start(directory));
  }

  @Override
  public double rate(int seconds) throws Exception {
    return Wrk.requestsPerSecond(nginx.url(), seconds);
  }

  @Override
  public String describe() {
    return "wrk, " + Wrk.CONNECTIONS + " connections, nginx with one worker";
  }

  @Override
  public void close() {
    nginx.close();
  }
}
