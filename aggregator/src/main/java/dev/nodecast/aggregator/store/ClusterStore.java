package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.store.ClusterTables.EntityRow;
import dev.nodecast.aggregator.store.ClusterTables.MetricRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes what receivers collected and has it stored by a {@link ClusterWriter}, which comes when the
 * store is open. What waits is bounded in bytes: beyond the bound the newest is dropped and
 * counted, so that what was promised first is kept. Never blocks its callers; those who bring much
 * ask first whether there is room.
 */
public final class ClusterStore implements ClusterSink {
  /** What may wait: a collection of 100,000 pods, or half an hour of 500. */
  public static final long DEFAULT_LIMIT = 128L << 20;

  /** An object larger than this is refused whole: etcd itself takes at most 1.5 MiB. */
  public static final int LARGEST_OBJECT = 1 << 20;

  /** A row and its place in the queue; its texts are added. */
  private static final int ROW_BYTES = 96;

  private static final int ATTRIBUTE_BYTES = 96;

  /**
   * How storing goes.
   *
   * @param rows stored since start, by table
   * @param dropped rows not stored, by reason
   * @param pendingBytes that wait
   * @param pendingLimit most of that
   * @param pendingRows that wait
   * @param recovered inserts whose answer was lost and that were found done
   * @param lastError of the last statement that failed, empty when none did
   */
  public record Status(
      Map<String, Long> rows,
      Map<String, Long> dropped,
      long pendingBytes,
      long pendingLimit,
      int pendingRows,
      long recovered,
      String lastError) {}

  private final long limit;
  final ClusterQueue<MetricRow> metrics =
      new ClusterQueue<>(ClusterTables.METRIC, ClusterStore::cost);
  final ClusterQueue<ObjectState> objects =
      new ClusterQueue<>(ClusterTables.OBJECT, ClusterStore::cost);
  final ClusterQueue<EntityRow> entities =
      new ClusterQueue<>(ClusterTables.ENTITY, ClusterStore::cost);

  /** Guards the queues and what is counted; held for moments. */
  final Object lock = new Object();

  private final Map<String, Long> rows = new TreeMap<>();
  private final Map<String, Long> dropped = new TreeMap<>();
  private long pendingBytes;
  private boolean closed;
  private ClusterWriter writer;

  public ClusterStore() {
    this(DEFAULT_LIMIT);
  }

  /**
   * @param limit bytes that may wait
   */
  public ClusterStore(long limit) {
    this.limit = limit;
  }

  /** Tables in the order in which they are written: objects first, they come once. */
  List<ClusterQueue<?>> queues() {
    return List.of(objects, entities, metrics);
  }

  void writer(ClusterWriter storing) {
    synchronized (lock) {
      writer = storing;
    }
  }

  /** A quarter is kept for objects and events, which come once. */
  @Override
  public boolean hasRoom() {
    synchronized (lock) {
      return pendingBytes < limit / 4 * 3;
    }
  }

  @Override
  public void points(String receiver, long timeMs, List<MetricPoint> points) {
    synchronized (lock) {
      for (MetricPoint point : points) {
        offer(metrics, new MetricRow(timeMs, receiver, point));
      }
      lock.notifyAll();
    }
  }

  @Override
  public void entities(long timeMs, List<EntityState> states) {
    synchronized (lock) {
      for (EntityState state : states) {
        offer(entities, new EntityRow(timeMs, state));
      }
      lock.notifyAll();
    }
  }

  @Override
  public void objects(List<ObjectState> states) {
    synchronized (lock) {
      for (ObjectState state : states) {
        if (state.json().length() > LARGEST_OBJECT) {
          dropped("object_too_large", 1);
        } else {
          offer(objects, state);
        }
      }
      lock.notifyAll();
    }
  }

  private <R> void offer(ClusterQueue<R> queue, R row) {
    long bytes = queue.cost(row);
    if (closed) {
      dropped("closed", 1);
    } else if (pendingBytes + bytes > limit) {
      dropped("memory", 1);
    } else {
      queue.add(row, bytes);
      pendingBytes += bytes;
    }
  }

  /** Called by the writer, with the lock. */
  void dropped(String reason, long count) {
    if (count > 0) {
      dropped.merge(reason, count, Long::sum);
    }
  }

  /** Called by the writer, with the lock: what was taken from this queue is done with. */
  void done(ClusterQueue<?> queue, int stored) {
    pendingBytes -= queue.done();
    if (stored > 0) {
      rows.merge(queue.table().table().name(), (long) stored, Long::sum);
    }
  }

  /** From now on nothing is taken; what waits is not stored any more. */
  void closed() {
    synchronized (lock) {
      closed = true;
      for (ClusterQueue<?> queue : queues()) {
        dropped("closed", queue.rows());
      }
    }
  }

  public Status status() {
    synchronized (lock) {
      int waiting = 0;
      for (ClusterQueue<?> queue : queues()) {
        waiting += closed ? 0 : queue.rows();
      }
      return new Status(
          new LinkedHashMap<>(rows),
          new LinkedHashMap<>(dropped),
          pendingBytes,
          limit,
          waiting,
          writer == null ? 0 : writer.recovered(),
          writer == null ? "" : writer.lastError());
    }
  }

  /** A subject's texts are its object's, and so are counted with every point of it. */
  private static long cost(MetricRow row) {
    return ROW_BYTES
        + 2L * row.subject().name().length()
        + 2L * row.subject().pod().length()
        + cost(row.point().attributes());
  }

  private static long cost(ObjectState state) {
    // Beyond Latin-1 a text takes two bytes a character.
    return 4L * ROW_BYTES + 2L * state.json().length();
  }

  private static long cost(EntityRow row) {
    return 4L * ROW_BYTES
        + cost(row.state().attributes())
        + (long) ATTRIBUTE_BYTES * row.state().relations().size();
  }

  private static long cost(Map<String, String> attributes) {
    long bytes = 0;
    for (Map.Entry<String, String> one : attributes.entrySet()) {
      bytes += ATTRIBUTE_BYTES + one.getValue().length();
    }
    return bytes;
  }
}
