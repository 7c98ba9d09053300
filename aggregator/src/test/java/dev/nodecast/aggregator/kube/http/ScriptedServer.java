package dev.nodecast.aggregator.kube.http;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server over bare sockets: it answers, hangs, cuts and lies as told. */
public final class ScriptedServer implements AutoCloseable {
  /** What to answer; the connection is closed afterwards, wherever the answer stands. */
  public interface Script {
    void answer(Request request, Wire wire) throws IOException, InterruptedException;
  }

  /** A request, its query decoded. */
  public record Request(String path, Map<String, String> query, Map<String, String> headers) {
    public String parameter(String name) {
      return query.getOrDefault(name, "");
    }
  }

  /** The way back. */
  public record Wire(InputStream in, OutputStream out) {
    public void status(int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      head("HTTP/1.1 " + status + " X\r\nContent-Length: " + bytes.length + "\r\n");
      out.write(bytes);
      out.flush();
    }

    public void ok(String body) throws IOException {
      status(200, body);
    }

    /** Begins an answer of unknown length. */
    public Wire begin() throws IOException {
      head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
      out.flush();
      return this;
    }

    public Wire send(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.write(bytes);
      out.write("\r\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      return this;
    }

    /** Ends it as it should; without, the connection is cut. */
    public void end() throws IOException {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** Says nothing more until the other side hangs up. */
    public void hang() throws IOException {
      while (in.read() >= 0) {
        // Nothing that it says changes anything.
      }
    }

    private void head(String head) throws IOException {
      out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private final ServerSocket socket;
  private final Script script;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  public ScriptedServer(Script script) throws IOException {
    this.script = script;
    socket = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** A client that takes this for the API server, and knows nothing of the machine's own. */
  public KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + port()).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        thread(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line == null) {
        return;
      }
      Map<String, String> headers = new HashMap<>();
      for (String head = in.readLine(); !head.isEmpty(); head = in.readLine()) {
        int colon = head.indexOf(':');
        headers.put(
            head.substring(0, colon).toLowerCase(Locale.ROOT), head.substring(colon + 1).strip());
      }
      script.answer(
          request(line.split(" ", -1)[1], headers),
          new Wire(connection.getInputStream(), connection.getOutputStream()));
    } catch (IOException | InterruptedException e) {
      // The other side hung up, or the server is being closed.
    }
  }

  private static Request request(String target, Map<String, String> headers) {
    URI uri = URI.create(target);
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new Request(uri.getPath(), query, headers);
  }

  private void thread(Runnable work) {
    Thread thread = new Thread(work, "scripted-server");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
    threads.forEach(Thread::interrupt);
  }
}
