package dev.nodecast.agent.self;

import dev.nodecast.agent.self.TelemetryServer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Lets scrapers see what belongs to the tick thread: a request waits for the end of the tick that
 * runs or comes next, and all that wait for one format get the same bytes. Nobody asking costs
 * nothing.
 */
public final class ScrapePage {
  private static final long PATIENCE_SECONDS = 10;

  /** What can be asked for. */
  enum Format {
    TEXT(Answer.TEXT),
    /** It has exemplars. */
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    /** It has native histograms, and exemplars too. */
    PROTOBUF(ProtobufExposition.TYPE);

    final String type;

    Format(String type) {
      this.type = type;
    }
  }

  private final Map<Format, AtomicReference<CompletableFuture<byte[]>>> asked =
      new EnumMap<>(Format.class);
  private final Consumer<MetricFormat> render;

  /**
   * @param render writes everything; called on the tick thread
   */
  public ScrapePage(Consumer<MetricFormat> render) {
    this.render = render;
    for (Format format : Format.values()) {
      asked.put(format, new AtomicReference<>());
    }
  }

  /** The end of a tick, on its thread. */
  public void ticked() {
    asked.forEach(
        (format, of) -> {
          CompletableFuture<byte[]> waiting = of.getAndSet(null);
          if (waiting != null) {
            waiting.complete(rendered(format));
          }
        });
  }

  private byte[] rendered(Format format) {
    if (format == Format.PROTOBUF) {
      ProtobufExposition out = new ProtobufExposition();
      render.accept(out);
      return out.bytes();
    }
    Exposition out = new Exposition(format == Format.OPEN_METRICS);
    render.accept(out);
    return out.end().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * One scrape.
   *
   * @param accept the header; empty without one
   */
  public Answer answer(String accept) {
    Format format = Accept.format(accept);
    CompletableFuture<byte[]> mine =
        asked
            .get(format)
            .updateAndGet(waiting -> waiting != null ? waiting : new CompletableFuture<>());
    try {
      return new Answer(200, format.type, mine.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      return new Answer(503, "no tick within " + PATIENCE_SECONDS + " s\n");
    } catch (ExecutionException e) {
      return new Answer(500, e.getCause() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(503, "the agent is stopping\n");
    }
  }
}
