package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.config.Settings;
import dev.nodecast.config.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** What tests of this package share: recorded answers, and settings. */
final class Kubelet {
  private Kubelet() {}

  /** A file as the kubelet of Kubernetes 1.20 answered. */
  static byte[] recorded(String file) {
    String path = "/dev/nodecast/aggregator/kube/kubelet/" + file;
    try (InputStream in = Kubelet.class.getResourceAsStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static KubeletSettings settings(Map<String, String> environment) throws SettingsException {
    Settings settings = Settings.read(environment);
    KubeletSettings read = KubeletSettings.read(settings);
    settings.finish();
    return read;
  }
}
