package dev.nodecast.aggregator.engine;

/**
 * One request at work, seen by the worker that runs it and by the event loop that notices when its
 * client goes. The tag is in the statement's log_comment, where a KILL QUERY finds it.
 */
final class RunningQuery {
  private final String tag;
  private volatile boolean cancelled;
  private volatile boolean executing;

  RunningQuery(String tag) {
    this.tag = tag;
  }

  String tag() {
    return tag;
  }

  void executing(boolean now) {
    executing = now;
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Cancelled but still inside the engine: to be killed, and again until it is gone. */
  boolean toKill() {
    return cancelled && executing;
  }
}
