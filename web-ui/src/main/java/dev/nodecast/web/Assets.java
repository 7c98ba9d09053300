package dev.nodecast.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Style sheet, scripts and pictures, each under an address with the hash of its content: a browser
 * asks once, and after an update asks for the new one.
 */
public final class Assets {
  /** All assets are below this path. */
  public static final String PREFIX = "/static/";

  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";

  // Never compared; the bytes stay inside.
  @SuppressWarnings("ArrayRecordComponent")
  private record Asset(String name, String tag, Map<String, String> headers, byte[] body) {}

  private final Map<String, Asset> byPath = new HashMap<>();
  private final Map<String, String> pathByName = new LinkedHashMap<>();

  private Assets() {}

  static Assets load() {
    Assets assets = new Assets();
    assets.add("nodecast.css", "text/css; charset=utf-8", "static/nodecast.css");
    assets.add("map.css", "text/css; charset=utf-8", "static/map.css");
    assets.add("live.js", "text/javascript; charset=utf-8", "static/live.js");
    assets.add("htmx.js", "text/javascript; charset=utf-8", HTMX);
    assets.add("favicon.svg", "image/svg+xml", "static/favicon.svg");
    return assets;
  }

  private void add(String name, String type, String resource) {
    byte[] body = read(resource);
    String hash = hash(body);
    int dot = name.lastIndexOf('.');
    String path = PREFIX + name.substring(0, dot) + '.' + hash + name.substring(dot);
    Map<String, String> headers = new HashMap<>(Security.ALWAYS);
    headers.put("Content-Type", type);
    headers.put("Cache-Control", "public, max-age=31536000, immutable");
    headers.put("ETag", '"' + hash + '"');
    byPath.put(path, new Asset(name, '"' + hash + '"', Map.copyOf(headers), body));
    pathByName.put(name, path);
  }

  /** Address of an asset by its plain name. */
  public String path(String name) {
    String path = pathByName.get(name);
    if (path == null) {
      throw new IllegalArgumentException(
          "asset: " + name + " (expected: one of " + pathByName.keySet() + ")");
    }
    return path;
  }

  /** Addresses of all assets. */
  public Iterable<String> paths() {
    return pathByName.values();
  }

  WebAnswer answer(String path, String ifNoneMatch) {
    Asset asset = byPath.get(path);
    if (asset == null) {
      return new WebAnswer(404, Security.ALWAYS, new byte[0]);
    }
    return ifNoneMatch.equals(asset.tag())
        ? new WebAnswer(304, asset.headers(), new byte[0])
        : new WebAnswer(200, asset.headers(), asset.body());
  }

  private static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + resource + " (expected: on the class path)");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static String hash(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
