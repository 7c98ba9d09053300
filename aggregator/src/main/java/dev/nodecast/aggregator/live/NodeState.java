package dev.nodecast.aggregator.live;

import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is known now about one node. Readers and the node's stream synchronize on it. The
 * stream applies frames through the package's {@link NodeWriter}; this class is what readers see.
 */
public final class NodeState {
  private final String name;
  final KindState[] kinds;
  private final Sparklines sparklines = new Sparklines();
  private final LastIncrease troubles = new LastIncrease();
  private AgentInfo agent;
  private long tickMs;
  private long frameMs;
  private long seq;
  private long toldSeq;

  /**
   * Who sends.
   *
   * @param boot identity of the sequence of frames
   * @param address where the stream comes from
   * @param connectedMs Unix milliseconds
   * @param connected whether the stream is open
   * @param unknown what the agent sends that this aggregator does not know, or empty
   */
  public record AgentInfo(
      String boot,
      String version,
      String kernel,
      String architecture,
      String address,
      long connectedMs,
      boolean connected,
      String unknown) {}

  NodeState(String name, AgentInfo agent) {
    this.name = name;
    this.agent = agent;
    kinds = new KindState[Catalog.KINDS.size()];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = new KindState(Catalog.KINDS.get(i));
    }
  }

  public String name() {
    return name;
  }

  public synchronized AgentInfo agent() {
    return agent;
  }

  /** The live cells of a kind; read them only while holding this node's monitor. */
  public KindState kind(Kind kind) {
    return kinds[Catalog.KINDS.indexOf(kind)];
  }

  /** The agent's clock at its last tick, Unix milliseconds; 0 before the first. */
  public synchronized long tickMs() {
    return tickMs;
  }

  /** This aggregator's clock when the last frame came, Unix milliseconds; 0 before the first. */
  public synchronized long frameMs() {
    return frameMs;
  }

  /** Sequence number of the last frame. */
  public synchronized long seq() {
    return seq;
  }

  /** The last minutes of the few values that sparklines show; read under the monitor. */
  public Sparklines sparklines() {
    return sparklines;
  }

  /** When the agent's counters of what went wrong grew; read under the monitor. */
  public LastIncrease troubles() {
    return troubles;
  }

  synchronized void agent(AgentInfo now) {
    if (!now.boot().equals(agent.boot())) {
      toldSeq = 0;
    }
    agent = now;
  }

  void applied(long tick, long arrived, long frameSeq) {
    tickMs = tick;
    frameMs = arrived;
    seq = frameSeq;
    troubles.note(kind(AgentKind.KIND), arrived);
  }

  /**
   * Whether events and spans of a frame are new to the pages: a frame comes again after a
   * reconnect, and what happened is shown once.
   */
  boolean tells(long frameSeq) {
    boolean first = frameSeq > toldSeq;
    toldSeq = Math.max(toldSeq, frameSeq);
    return first;
  }

  /** Gathers the open window's rows and begins the next one. */
  Window closeWindow(
      long startMs,
      int lengthMs,
      int ticks,
      long lastSeq,
      RowCollector[] early,
      List<Event> events,
      List<Span> spans) {
    List<KindRows> rows = new ArrayList<>();
    long bytes = (long) spans.size() * Span.BYTES;
    for (Event event : events) {
      bytes += event.bytes();
    }
    for (int i = 0; i < kinds.length; i++) {
      RowCollector collector = early[i];
      collector.addSeen(kinds[i]);
      if (i == 0 && collector.size() == 0) {
        // The commit record of a window, of an agent that does not measure its node, too.
        collector.addBlank();
      }
      if (collector.size() > 0) {
        KindRows done = collector.take();
        rows.add(done);
        bytes += RowCollector.bytes(done);
      }
    }
    sparklines.window(this, startMs, lengthMs);
    for (KindState kind : kinds) {
      kind.nextWindow();
    }
    return new Window(
        name, agent.boot(), startMs, lengthMs, ticks, lastSeq, rows, events, spans, bytes);
  }
}
