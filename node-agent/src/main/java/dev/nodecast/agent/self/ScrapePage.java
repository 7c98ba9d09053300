package dev.nodecast.agent.self;

import dev.nodecast.agent.self.TelemetryServer.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Lets scrapers see what belongs to the tick thread: a request waits for the end of the tick that
 * runs or comes next, and all that wait get the same text. Nobody asking costs nothing.
 */
public final class ScrapePage {
  private static final long PATIENCE_SECONDS = 10;

  private final AtomicReference<CompletableFuture<String>> asked = new AtomicReference<>();
  private final Supplier<String> text;

  /**
   * @param text renders; called on the tick thread
   */
  public ScrapePage(Supplier<String> text) {
    this.text = text;
  }

  /** The end of a tick, on its thread. */
  public void ticked() {
    CompletableFuture<String> waiting = asked.getAndSet(null);
    if (waiting != null) {
      waiting.complete(text.get());
    }
  }

  /** One scrape. */
  public Answer answer() {
    CompletableFuture<String> mine =
        asked.updateAndGet(waiting -> waiting != null ? waiting : new CompletableFuture<>());
    try {
      return new Answer(200, mine.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
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
