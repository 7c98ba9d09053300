package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers and clients that talk through OpenSSL, counted as if they talked in clear. */
class TlsServicesTest {
  private static final String NGINX = "/usr/sbin/nginx";
  private static final String CURL = "/usr/bin/curl";

  @TempDir Path directory;

  private int nginx(TlsPeers peers) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(NGINX)), "nginx is not installed");
    int port = TlsPeers.freePort();
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"),
            """
            worker_processes 2; daemon off; user root; pid %1$s/pid; error_log stderr;
            events {}
            http {
              access_log off; keepalive_requests 100000;
              server {
                listen 127.0.0.1:%2$d ssl http2 reuseport;
                ssl_certificate %3$s; ssl_certificate_key %4$s;
                location %5$s/items { return 200 hello; }
                location %5$s/missing { return 404; }
                location %5$s/broken { return 503; }
              }
            }
            """
                .formatted(directory, port, peers.certificate, peers.key, TlsPeers.ROUTE));
    peers.serve(port, NGINX, "-c", configuration.toString());
    return port;
  }

  @Test
  void countsHttpAtBothEnds() throws Exception {
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + NGINX, "exe:" + CURL)) {
      String url = "https://127.0.0.1:" + nginx(peers) + TlsPeers.ROUTE;
      peers.run(CURL, "-sk", "--http1.1", url + "/items/[1-1000]");
      peers.run(CURL, "-sk", "--http1.1", url + "/items/same?n=[1-1000]");
      peers.run(CURL, "-sk", "--http1.1", "-Z", url + "/missing?n=[1-500]");
      peers.run(CURL, "-sk", "--http1.1", url + "/broken?n=[1-100]");
      for (int i = 0; i < 20; i++) {
        peers.run(CURL, "-sk", "--http1.1", "-d", "body", url + "/items/new");
      }
      for (List<String> end : List.of(List.of("curl", "client"), List.of("nginx", "server"))) {
        String program = end.get(0);
        String role = end.get(1);
        peers.expect(1000, program, role, "http1", "GET", TlsPeers.ROUTE + "/items/{id}", "200");
        peers.expect(1000, program, role, "http1", "GET", TlsPeers.ROUTE + "/items/same", "200");
        peers.expect(500, program, role, "http1", "GET", TlsPeers.ROUTE + "/missing", "404");
        peers.expect(100, program, role, "http1", "GET", TlsPeers.ROUTE + "/broken", "503");
        peers.expect(20, program, role, "http1", "POST", TlsPeers.ROUTE + "/items/new", "200");
      }
      assertThat(peers.unjoined()).isZero();
    }
  }

  @Test
  void countsStreamsOfHttp2AtBothEnds() throws Exception {
    assumeTrue(TlsPeers.installed("h2load"), "h2load is not installed");
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + NGINX, "exe:/usr/bin/h2load")) {
      String url = "https://127.0.0.1:" + nginx(peers) + TlsPeers.ROUTE;
      peers.run("h2load", "-n", "2000", "-c", "4", "-m", "20", url + "/items/7");
      peers.run("h2load", "-n", "300", "-c", "1", "-m", "5", url + "/missing");
      for (List<String> end : List.of(List.of("h2load", "client"), List.of("nginx", "server"))) {
        String program = end.get(0);
        String role = end.get(1);
        peers.expect(2000, program, role, "http2", "GET", TlsPeers.ROUTE + "/items/{id}", "200");
        peers.expect(300, program, role, "http2", "GET", TlsPeers.ROUTE + "/missing", "404");
      }
      assertThat(peers.unjoined()).isZero();
    }
  }

  @Test
  void readsNobodyWhoIsNotSelected() throws Exception {
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + CURL)) {
      String url = "https://127.0.0.1:" + nginx(peers) + TlsPeers.ROUTE;
      peers.run(CURL, "-sk", "--http1.1", url + "/items/[1-50]");
      peers.expect(50, "curl", "client", "http1", "GET", TlsPeers.ROUTE + "/items/{id}", "200");
      peers.expect(0, "nginx", "server", "http1", "GET", TlsPeers.ROUTE + "/items/{id}", "200");
    }
  }

  /** Both use SSL_read_ex and SSL_write_ex, one on the socket, one on buffers of its own. */
  @Test
  void countsPythonsSocketsAndItsEventLoop() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    String python = Path.of("/usr/bin/python3").toRealPath().toString();
    int port = TlsPeers.freePort();
    Path server = directory.resolve("server.py");
    Path client = directory.resolve("client.py");
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + python)) {
      Files.writeString(
          server,
          """
          import asyncio, ssl
          context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
          context.load_cert_chain('%s', '%s')
          async def serve(reader, writer):
              while True:
                  line = await reader.readline()
                  if not line:
                      break
                  while (await reader.readline()).strip():
                      pass
                  writer.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok')
                  await writer.drain()
              writer.close()
          async def main():
              server = await asyncio.start_server(serve, '127.0.0.1', %d, ssl=context)
              async with server:
                  await server.serve_forever()
          asyncio.run(main())
          """
              .formatted(peers.certificate, peers.key, port));
      Files.writeString(
          client,
          """
          import http.client, ssl, threading
          def ask(kind):
              for connection in range(5):
                  c = http.client.HTTPSConnection(
                      'localhost', %1$d, context=ssl._create_unverified_context())
                  for i in range(40):
                      c.request('GET', '%2$s/' + kind + '?n=' + str(i))
                      c.getresponse().read()
                  c.close()
          threads = [threading.Thread(target=ask, args=(k,)) for k in ('a', 'b', 'c')]
          [t.start() for t in threads]
          [t.join() for t in threads]
          """
              .formatted(port, TlsPeers.ROUTE));
      peers.serve(port, python, server.toString());
      peers.run(python, client.toString());
      for (String kind : new String[] {"/a", "/b", "/c"}) {
        for (String role : new String[] {"client", "server"}) {
          peers.expect(200, "python3.11", role, "http1", "GET", TlsPeers.ROUTE + kind, "200");
        }
      }
    }
  }

  /** Its OpenSSL is linked in, and reads and writes buffers that libuv fills and empties. */
  @Test
  void countsNodesRequestsAtBothEnds() throws Exception {
    assumeTrue(TlsPeers.installed("node"), "node is not installed");
    int port = TlsPeers.freePort();
    Path server = directory.resolve("server.js");
    Path client = directory.resolve("client.js");
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + Path.of("/usr/bin/node").toRealPath())) {
      Files.writeString(
          server,
          """
          const fs = require('fs');
          require('https').createServer(
              {cert: fs.readFileSync('%s'), key: fs.readFileSync('%s')}, (request, response) => {
            response.statusCode = request.url.includes('missing') ? 404 : 200;
            response.end('y'.repeat(30000));
          }).listen(%d, '127.0.0.1');
          """
              .formatted(peers.certificate, peers.key, port));
      Files.writeString(
          client,
          """
          const https = require('https');
          const agent = new https.Agent({keepAlive: true, maxSockets: 4});
          const ask = (path) => new Promise((done, failed) => {
            https.get({host: '127.0.0.1', port: %1$d, path, agent, rejectUnauthorized: false},
                (response) => { response.resume(); response.on('end', done); }).on('error', failed);
          });
          (async () => {
            await Promise.all(Array.from({length: 300}, (_, i) => ask('%2$s/items/' + i)));
            for (let i = 0; i < 50; i++) await ask('%2$s/missing');
            agent.destroy();
          })();
          """
              .formatted(port, TlsPeers.ROUTE));
      peers.serve(port, "node", server.toString());
      peers.run("node", client.toString());
      for (String role : new String[] {"client", "server"}) {
        String items = TlsPeers.ROUTE + "/items/{id}";
        peers.expect(300, "node", role, "http1", "GET", items, "200");
        peers.expect(50, "node", role, "http1", "GET", TlsPeers.ROUTE + "/missing", "404");
      }
    }
  }

  /** Its goroutines go on in other threads, and its stacks move. */
  @Test
  void countsGosRequestsAtBothEnds() throws Exception {
    assumeTrue(TlsPeers.installed("go"), "go is not installed (Debian: golang-go)");
    Path program = directory.resolve("gopeer");
    Path source =
        Files.writeString(
            directory.resolve("peer.go"),
            """
            package main

            import (
            	"crypto/tls"
            	"io"
            	"net/http"
            	"os"
            	"strings"
            	"sync"
            )

            func main() {
            	if os.Args[1] == "serve" {
            		http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
            			io.Copy(io.Discard, r.Body)
            			io.WriteString(w, strings.Repeat("y", 20000))
            		})
            		panic(http.ListenAndServeTLS(os.Args[2], os.Args[3], os.Args[4], nil))
            	}
            	transport := &http.Transport{
            		TLSClientConfig:     &tls.Config{InsecureSkipVerify: true},
            		ForceAttemptHTTP2:   os.Args[1] == "http2",
            		MaxIdleConnsPerHost: 8,
            	}
            	client := &http.Client{Transport: transport}
            	var all sync.WaitGroup
            	for i := 0; i < 8; i++ {
            		all.Add(1)
            		go func() {
            			defer all.Done()
            			for n := 0; n < 500; n++ {
            				body := strings.NewReader("body")
            				response, err := client.Post(os.Args[2], "text/plain", body)
            				if err != nil {
            					panic(err)
            				}
            				io.Copy(io.Discard, response.Body)
            				response.Body.Close()
            			}
            		}()
            	}
            	all.Wait()
            	transport.CloseIdleConnections()
            }
            """);
    int port = TlsPeers.freePort();
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + program)) {
      peers.run("env", "GO111MODULE=off", "go", "build", "-o", "" + program, "" + source);
      String at = "127.0.0.1:" + port;
      peers.serve(port, "" + program, "serve", at, "" + peers.certificate, "" + peers.key);
      for (String protocol : new String[] {"http1", "http2"}) {
        String route = TlsPeers.ROUTE + "/" + protocol;
        peers.run("" + program, protocol, "https://" + at + route);
        peers.expect(4000, "gopeer", "client", protocol, "POST", route, "200");
        peers.expect(4000, "gopeer", "server", protocol, "POST", route, "200");
      }
      assertThat(peers.unjoined()).isZero();
    }
  }

  @Test
  void letsGoOfEverythingWhenItStops() throws Exception {
    List<String> descriptors = descriptors();
    String probes = uprobes();
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + NGINX)) {
      nginx(peers);
      assertThat(descriptors()).hasSizeGreaterThan(descriptors.size() + 11); // each hook has two
    }
    assertThat(descriptors()).isEqualTo(descriptors);
    assertThat(uprobes()).isEqualTo(probes);
  }

  /** What the kernel lent to this process: programs, maps, links, and where they hang. */
  private static List<String> descriptors() throws Exception {
    List<String> all = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : open.toList()) {
        try {
          String target = Files.readSymbolicLink(each).toString();
          if (target.contains("bpf") || target.contains("perf_event")) {
            all.add(target);
          }
        } catch (IOException e) {
          assertThat(Files.exists(each)).as("the listing's own").isFalse();
        }
      }
    }
    return all.stream().sorted().toList();
  }

  /** Those that are made by name; ours have none. */
  private static String uprobes() throws Exception {
    Path file = Path.of("/sys/kernel/tracing/uprobe_events");
    return Files.isReadable(file) ? Files.readString(file) : "";
  }

  @Test
  void listsWhoSpeaksTlsAndReadsNobodyByDefault() throws Exception {
    try (TlsPeers peers = new TlsPeers(directory)) {
      String url = "https://127.0.0.1:" + nginx(peers) + TlsPeers.ROUTE + "/items/";
      peers.run(CURL, "-sk", "--http1.1", url + "[1-50]");
      try (InputStream in = trusting(URI.create(url + "1").toURL())) {
        in.readAllBytes();
      }
      assertThat(peers.programs.tls.running()).isEmpty();
      peers.expectTls("nginx", "OpenSSL", "OpenSSL, visible when NODECAST_TLS names it");
      peers.expectTls("java", "Java JSSE", "TLS, library Java JSSE: not visible");
      assertThat(peers.all()).noneMatch(row -> row.contains(TlsPeers.ROUTE));
    }
    try (TlsPeers peers = new TlsPeers(directory, "exe:" + NGINX)) {
      String url = "https://127.0.0.1:" + nginx(peers) + TlsPeers.ROUTE + "/items/";
      peers.run(CURL, "-sk", url + "[1-50]");
      peers.expectTls("nginx", "OpenSSL", "read");
    }
  }

  private static InputStream trusting(URL url) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAnyone()}, null);
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    return connection.getInputStream();
  }

  private static final class TrustsAnyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
