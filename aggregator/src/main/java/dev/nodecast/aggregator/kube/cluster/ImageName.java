package dev.nodecast.aggregator.kube.cluster;

/**
 * A container image's name in its two parts.
 *
 * @param tag {@code latest} where neither tag nor digest is given, as the runtimes do; empty beside
 *     a digest alone
 */
record ImageName(String name, String tag) {
  static ImageName of(String image) {
    int digest = image.indexOf('@');
    String named = digest < 0 ? image : image.substring(0, digest);
    // A colon before a slash is that of a registry's port.
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    if (colon >= 0) {
      return new ImageName(named.substring(0, colon), named.substring(colon + 1));
    }
    return new ImageName(named, digest < 0 && !named.isEmpty() ? "latest" : "");
  }
}
