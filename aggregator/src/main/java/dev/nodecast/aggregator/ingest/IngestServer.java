package dev.nodecast.aggregator.ingest;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The port that agents push to. */
public final class IngestServer implements AutoCloseable {
  private final IngestService service;
  private final Server server;
  private final ExecutorService workers;
  private final ScheduledExecutorService timer;

  /**
   * Listens.
   *
   * @param certificate PEM chain, or null for plaintext
   * @param key PEM key that belongs to it
   * @throws IOException naming the address when it cannot be listened on
   */
  public IngestServer(
      IngestService service,
      InetSocketAddress address,
      Path certificate,
      Path key,
      int maxMessageBytes)
      throws IOException {
    this.service = service;
    workers =
        Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()), named("ingest"));
    timer = Executors.newSingleThreadScheduledExecutor(named("ingest-timer"));
    server =
        NettyServerBuilder.forAddress(address, credentials(certificate, key))
            .executor(workers)
            .addService(ServerInterceptors.intercept(service, IngestService.peerAddress()))
            .maxInboundMessageSize(maxMessageBytes)
            .addStreamTracerFactory(service.oversizedMessages())
            // An agent needs one; nobody gets sessions without end out of one connection.
            .maxConcurrentCallsPerConnection(16)
            .flowControlWindow(1 << 20)
            // A node that vanished without a word is noticed within 30 s; agents ping no faster
            // than each 10 s.
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .build();
    try {
      server.start();
    } catch (IOException e) {
      workers.shutdownNow();
      timer.shutdownNow();
      throw new IOException(
          "NODECAST_INGEST: cannot listen on " + address + " (" + rootMessage(e) + ")", e);
    }
    timer.scheduleAtFixedRate(service::tick, 1, 1, TimeUnit.SECONDS);
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    service.shutdown();
    server.shutdown();
    try {
      if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    workers.shutdown();
  }

  private static ServerCredentials credentials(Path certificate, Path key) {
    if (certificate == null) {
      return InsecureServerCredentials.create();
    }
    try {
      return TlsServerCredentials.create(certificate.toFile(), key.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("NODECAST_TLS_CERT, NODECAST_TLS_KEY: cannot be read", e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private static java.util.concurrent.ThreadFactory named(String name) {
    java.util.concurrent.atomic.AtomicInteger number =
        new java.util.concurrent.atomic.AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
