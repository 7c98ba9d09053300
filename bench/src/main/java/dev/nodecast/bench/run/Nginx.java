package dev.nodecast.bench.run;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Debian's nginx with one worker that answers from memory, on a free port of loopback. */
public final class Nginx implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/sbin/nginx");

  /** Without a user of its own root's worker would be nobody, whom temporary directories bar. */
  private static final String CONFIGURATION =
      """
      daemon off;
      worker_processes 1;
      user root root;
      pid nginx.pid;
      error_log stderr warn;
      events { worker_connections 1024; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        server {
          listen 127.0.0.1:%d;
          listen 127.0.0.1:%d http2;
          location / { return 200 "ok\\n"; }
          location /broken { return 500 "broken\\n"; }
        }
      }
      """;

  private final Program program;
  private final String url;
  private final int http2;

  private Nginx(Program program, String url, int http2) {
    this.program = program;
    this.url = url;
    this.http2 = http2;
  }

  /**
   * Starts it.
   *
   * @param directory for its files
   * @throws Skip when it is not installed
   */
  public static Nginx start(Path directory) throws Skip, IOException, InterruptedException {
    if (!Files.isExecutable(BINARY)) {
      throw new Skip(BINARY + ": not there (expected: the Debian package nginx-light)");
    }
    int port = Ports.free();
    int http2 = Ports.free();
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, CONFIGURATION.formatted(port, http2));
    List<String> command =
        List.of(BINARY.toString(), "-p", directory.toString(), "-c", configuration.toString());
    Program program = Program.start("nginx", directory, Map.of(), command);
    try {
      Await.until(
          "nginx",
          Duration.ofSeconds(20),
          () -> {
            program.requireAlive();
            return listens(port);
          });
    } catch (IOException | InterruptedException e) {
      program.close();
      throw e;
    }
    return new Nginx(program, "http://127.0.0.1:" + port + "/", http2);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public String url() {
    return url;
  }

  /** The port where it speaks HTTP/2 by prior knowledge, and nothing else. */
  public int http2() {
    return http2;
  }

  /** CPU time of it and its worker. */
  public double cpuSeconds() {
    return program.cpuSeconds();
  }

  @Override
  public void close() {
    program.close();
  }
}
