package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.store.SpanHistory;
import dev.nodecast.aggregator.store.SpanQuery;
import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import dev.nodecast.web.read.SpanRow;
import dev.nodecast.web.read.Spans;
import dev.nodecast.web.read.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The slowest spans of a service from the store. Blocks. An answer is good for 10 s: a page asks
 * every 2 s, and which requests were slowest in an hour does not change that fast.
 */
final class SpanReads {
  private static final long REMEMBER_NANOS = 10_000_000_000L;

  /** Answers kept; each has at most {@link Spans#MOST} rows. */
  private static final int MOST_ANSWERS = 64;

  private record Question(String key, Instant from, Instant to) {}

  private record Answer(Spans spans, long atNanos) {}

  private final Storage storage;
  private final Map<Question, Answer> answers =
      new LinkedHashMap<>(MOST_ANSWERS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
          return size() > MOST_ANSWERS;
        }
      };

  SpanReads(Storage storage) {
    this.storage = storage;
  }

  /** Never throws for a failing database, which is not asked again for some seconds either. */
  Spans slowest(String key, TimeRange range) {
    Question question = new Question(key, range.from(), range.to());
    synchronized (answers) {
      Answer answer = answers.get(question);
      if (answer != null && System.nanoTime() - answer.atNanos() < REMEMBER_NANOS) {
        return answer.spans();
      }
    }
    Spans spans = ask(key, range);
    synchronized (answers) {
      answers.put(question, new Answer(spans, System.nanoTime()));
    }
    return spans;
  }

  private Spans ask(String key, TimeRange range) {
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      return Spans.failed(StatusReads.health(facts).text());
    }
    try {
      SpanQuery query =
          new SpanQuery(
              range.from().toEpochMilli(),
              range.to().toEpochMilli(),
              ServiceName.parse(key).labels(),
              true,
              false,
              Spans.MOST);
      return new Spans(storage.spans(query).stream().map(SpanReads::row).toList(), "");
    } catch (Storage.HistoryException e) {
      return Spans.failed(e.getMessage());
    }
  }

  private static SpanRow row(SpanHistory.Stored of) {
    Span span = of.span();
    String[] labels = span.labels().toArray(String[]::new);
    return new SpanRow(
        Span.hex(span.spanId()),
        Instant.EPOCH.plus(span.startUs(), ChronoUnit.MICROS),
        span.durationUs() / 1e6,
        label(span, "protocol"),
        label(span, "operation"),
        label(span, "target"),
        label(span, "status"),
        span.error(),
        where(of, labels),
        PodName.uid(of.node(), labels),
        span.peerAddress(),
        span.traceId());
  }

  private static String where(SpanHistory.Stored of, String[] labels) {
    return !labels[PodName.POD].isEmpty()
        ? labels[PodName.POD]
        : !labels[PodName.CONTAINER].isEmpty() ? labels[PodName.CONTAINER] : of.node();
  }

  private static String label(Span span, String name) {
    return span.labels().get(SpanKind.KIND.labels().indexOf(name));
  }
}
