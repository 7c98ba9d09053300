package dev.nodecast.agent.self;

import dev.nodecast.agent.self.TelemetryServer.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets scrapers see what belongs to the tick thread: a request waits for the end of the tick that
 * runs or comes next, and all that wait get the same text. Nobody asking costs nothing.
 */
public final class ScrapePage {
  private static final long PATIENCE_SECONDS = 10;

  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final AtomicReference<CompletableFuture<String>> plain = new AtomicReference<>();
  private final AtomicReference<CompletableFuture<String>> open = new AtomicReference<>();
  private final Text text;

  /** Renders; called on the tick thread. */
  public interface Text {
    String of(boolean openMetrics);
  }

  public ScrapePage(Text text) {
    this.text = text;
  }

  /** The end of a tick, on its thread. */
  public void ticked() {
    complete(plain.getAndSet(null), false);
    complete(open.getAndSet(null), true);
  }

  private void complete(CompletableFuture<String> waiting, boolean openMetrics) {
    if (waiting != null) {
      waiting.complete(text.of(openMetrics));
    }
  }

  /**
   * One scrape.
   *
   * @param accept the header, or null
   */
  public Answer answer(String accept) {
    boolean openMetrics = Accept.openMetrics(accept);
    AtomicReference<CompletableFuture<String>> asked = openMetrics ? open : plain;
    CompletableFuture<String> mine =
        asked.updateAndGet(waiting -> waiting != null ? waiting : new CompletableFuture<>());
    try {
      String body = mine.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return openMetrics ? new Answer(200, body, OPEN_METRICS) : new Answer(200, body);
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
