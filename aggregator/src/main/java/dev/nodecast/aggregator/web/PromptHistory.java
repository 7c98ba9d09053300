package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.TimeRange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * History that never keeps a page waiting: what takes longer than the page's patience is shown as
 * failed, with the live values beside it, and goes on in the background, so that a later poll finds
 * it here. Answers are remembered for 10 s, in which no new point is stored for them anyhow.
 */
final class PromptHistory implements AutoCloseable {
  static final long PATIENCE_MS = 1_500;

  private static final long REMEMBER_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Answers kept; one has at most some 30 lines of 300 points. */
  private static final int MOST_ANSWERS = 64;

  private static final int THREADS = 4;
  private static final int QUEUE = 16;

  /** So many unanswered questions, and the next one is not even asked: the database hangs. */
  private static final int HANGS = 2;

  private final SeriesReads reads;
  private final long patienceMs;
  private final AtomicInteger lateNow = new AtomicInteger();
  private final ThreadPoolExecutor threads;
  private final Map<Question, Answer> answers =
      new LinkedHashMap<>(MOST_ANSWERS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
          return size() > MOST_ANSWERS;
        }
      };

  private record Question(Subject subject, Set<Metric> metrics, TimeRange range) {}

  private record Answer(Series series, long atNanos) {}

  /**
   * @param patienceMs how long a page waits for an answer
   */
  PromptHistory(SeriesReads reads, long patienceMs) {
    this.reads = reads;
    this.patienceMs = patienceMs;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> {
              Thread thread = new Thread(task, "history");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  Series history(Subject subject, Set<Metric> metrics, TimeRange range) {
    Question question = new Question(subject, Set.copyOf(metrics), range);
    synchronized (answers) {
      Answer answer = answers.get(question);
      if (answer != null && System.nanoTime() - answer.atNanos() < REMEMBER_NANOS) {
        return answer.series();
      }
    }
    if (lateNow.get() >= HANGS) {
      return Series.failed(range, "The database has not answered earlier questions");
    }
    Asking asking = new Asking(question);
    FutureTask<Series> task = new FutureTask<>(asking);
    try {
      threads.execute(task);
      return task.get(patienceMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return Series.failed(range, (THREADS + QUEUE) + " history queries are under way already");
    } catch (TimeoutException e) {
      asking.late();
      return Series.failed(range, "No answer from the database within " + patienceMs + " ms");
    } catch (ExecutionException | CancellationException e) {
      return Series.failed(range, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Series.failed(range, "The aggregator is stopping");
    }
  }

  /** One question; counted as late from the moment its asker gave up until it is answered. */
  private final class Asking implements Callable<Series> {
    private final Question question;
    private boolean late;
    private boolean done;

    Asking(Question question) {
      this.question = question;
    }

    @Override
    public Series call() {
      try {
        Series series = reads.history(question.subject(), question.metrics(), question.range());
        if (series.error().isEmpty()) {
          synchronized (answers) {
            answers.put(question, new Answer(series, System.nanoTime()));
          }
        }
        return series;
      } finally {
        done();
      }
    }

    synchronized void late() {
      if (!done) {
        late = true;
        lateNow.incrementAndGet();
      }
    }

    private synchronized void done() {
      done = true;
      if (late) {
        lateNow.decrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
