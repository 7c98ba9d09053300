package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.WatchStats;
import dev.nodecast.aggregator.kube.http.HttpBody;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import dev.nodecast.aggregator.kube.http.Lines;
import dev.nodecast.aggregator.kube.http.Unreadable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads what an API server has and what becomes of it: a list in pages, then a watch from the
 * list's version on. A watch that ends, for whatever reason, goes on from the last version seen, so
 * nothing is missed and nothing told twice; when the server no longer has that version (410), the
 * list is read again. What is pulled is listed again and again. One thread for each.
 */
public final class Reflector implements Runnable {
  /** Where the server has it. */
  public interface Finder {
    /** Empty when it does not have it. */
    Optional<ResourcePath> find() throws IOException;
  }

  /** What a reflector needs to know, and whom to tell. */
  public record Parts(
      Wanted wanted, Finder finder, Reflection into, Reports reports, WatchStats stats) {}

  /** How to wait. */
  interface Rest {
    void rest(long ms) throws InterruptedException;
  }

  private final ApiServer server;
  private final Parts parts;
  private final Pace pace;
  private final Rest rest;
  private final Lister lister;
  private final Faults faults;
  private Optional<ResourcePath> resource = Optional.empty();

  /** The last version seen; empty when a list is due. */
  private String version = "";

  private String verb = "list";

  /** Changes of the server's clock that the list knows of: times are read by it. */
  private int clockChanges;

  /**
   * @param what is read, for the log
   */
  public Reflector(ApiServer server, String what, Parts parts, Pace pace) {
    this(server, what, parts, pace, Thread::sleep);
  }

  Reflector(ApiServer server, String what, Parts parts, Pace pace, Rest rest) {
    this.server = server;
    this.parts = parts;
    this.pace = pace;
    this.rest = rest;
    lister = new Lister(server, parts.wanted(), parts.into(), parts.stats());
    faults = new Faults(what, parts.reports(), parts.stats(), pace);
  }

  /** Until the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        rest.rest(step());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One list and one watch, or what of it is due; says for how many milliseconds to rest. */
  private long step() {
    try {
      if (resource.isEmpty() && !find()) {
        return pace.absent().toMillis();
      }
      ResourcePath of = resource.orElseThrow();
      if (version.isEmpty() || clockChanges != server.clock().changes()) {
        clockChanges = server.clock().changes();
        verb = "list";
        version = lister.list(of);
        parts.reports().works();
      } else {
        parts.stats().restarted();
      }
      if (!parts.wanted().watches()) {
        version = "";
        faults.none();
        return parts.wanted().pull().toMillis();
      }
      verb = "watch";
      return watch(of);
    } catch (IOException | RuntimeException e) {
      if (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
        return 0;
      }
      Faults.Verdict verdict = faults.of(e, verb, resource);
      version = verdict.relist() ? "" : version;
      resource = verdict.refind() ? Optional.empty() : resource;
      return verdict.pauseMs();
    }
  }

  private boolean find() throws IOException {
    resource = parts.finder().find();
    if (resource.isEmpty()) {
      parts.reports().absent();
      return false;
    }
    parts.into().found(resource.get());
    return true;
  }

  private long watch(ResourcePath of) throws IOException {
    long seconds = pace.watchSeconds();
    Duration silence = Duration.ofSeconds(seconds).plus(pace.grace());
    long began = System.nanoTime();
    boolean heard = false;
    try (HttpBody body = server.open(parts.wanted().watch(of, version, seconds), silence)) {
      parts.stats().watched();
      parts.stats().heard(System.currentTimeMillis());
      parts.reports().works();
      Lines lines = new Lines(body);
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        event(line);
        heard = true;
      }
    }
    if (!heard && System.nanoTime() - began < pace.shortNanos()) {
      return faults.hungUp();
    }
    faults.lasted();
    return 0;
  }

  private void event(byte[] line) throws IOException {
    JsonNode event = parse(line);
    JsonNode object = event.path("object");
    String type = event.path("type").asText("");
    switch (type) {
      case "ADDED", "MODIFIED", "DELETED" -> parts.into().changed(type, object);
      case "BOOKMARK" -> {}
      case "ERROR" ->
          throw new HttpFailure(
              object.path("code").asInt(0),
              HttpFailure.printable(object.path("reason").asText("")),
              object.path("message").asText(""));
      default -> throw new Unreadable("an event of unknown type");
    }
    parts.stats().heard(System.currentTimeMillis());
    faults.none();
    String seen = object.path("metadata").path("resourceVersion").asText("");
    if (seen.isEmpty()) {
      // Told again by the next watch, which the other side of into has to know.
      parts.stats().error("unversioned");
    } else {
      version = seen;
    }
  }

  /** Without the parser's message, which quotes what it read. */
  private static JsonNode parse(byte[] line) throws IOException {
    try {
      JsonNode event = ApiServer.JSON.readTree(line);
      if (event.isObject()) {
        return event;
      }
    } catch (JacksonException e) {
      throw (IOException) new Unreadable("a line that is no JSON").initCause(e);
    }
    throw new Unreadable("a line that is no object");
  }
}
