package dev.nodecast.agent.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks the API server or a kubelet with the service account that Kubernetes puts into a pod. Its
 * token is read for each request: the kubelet writes a new one every hour.
 */
final class ServiceAccount {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Until the headers are there; a kubelet under load takes its time. */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final Path directory;
  private final HttpClient client;

  /**
   * @param directory with {@code token} and {@code ca.crt}
   * @param verify whether the server must have a certificate of that authority
   */
  ServiceAccount(Path directory, boolean verify) throws IOException {
    this.directory = directory;
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, verify ? authority() : new TrustManager[] {new Anybody()}, null);
      client = builder.sslContext(tls).build();
    } catch (GeneralSecurityException e) {
      throw new IOException(directory.resolve("ca.crt") + ": " + e.getMessage(), e);
    }
  }

  /** Null, which means the runtime's own, where there is no certificate of an authority. */
  private TrustManager[] authority() throws GeneralSecurityException, IOException {
    Path file = directory.resolve("ca.crt");
    if (!Files.exists(file)) {
      return null;
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, one);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /**
   * The body of an answer that is 200.
   *
   * @throws StatusException for any other status
   */
  InputStream get(URI uri) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
    request.header("Accept", "application/json");
    Path token = directory.resolve("token");
    if (Files.exists(token)) {
      request.header("Authorization", "Bearer " + Files.readString(token).strip());
    }
    HttpResponse<InputStream> answer;
    try {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new IOException(uri.getAuthority() + ": " + e, e);
    }
    if (answer.statusCode() != 200) {
      answer.body().close();
      throw new StatusException(uri, answer.statusCode());
    }
    return answer.body();
  }

  /** An answer other than 200. */
  static final class StatusException extends IOException {
    private static final long serialVersionUID = 1;
    final int status;

    StatusException(URI uri, int status) {
      super(uri.getAuthority() + uri.getPath() + ": status " + status + expected(uri, status));
      this.status = status;
    }

    private static String expected(URI uri, int status) {
      boolean kubelet = uri.getPath().equals("/pods");
      return switch (status) {
        case 401 -> " (expected: 200; is the service account's token there?)";
        case 403 ->
            kubelet
                ? " (expected: 200; allow the service account to get nodes/proxy)"
                : " (expected: 200; allow the service account to list and watch pods)";
        default -> " (expected: 200)";
      };
    }
  }

  /** Most kubelets have a certificate that they signed themselves. */
  private static final class Anybody extends X509ExtendedTrustManager {
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
