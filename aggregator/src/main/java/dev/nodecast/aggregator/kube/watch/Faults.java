package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.WatchStats;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import dev.nodecast.aggregator.kube.http.Unreadable;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to do about what goes wrong in list and watch: counts it, reports it. One thread. */
final class Faults {
  /**
   * What follows.
   *
   * @param relist whether the version seen last is given up
   * @param refind whether where the server has it is looked for again
   */
  record Verdict(long pauseMs, boolean relist, boolean refind) {}

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final int NOT_FOUND = 404;

  /** Refusals in a row after which a version is not tried any more, whatever the server says. */
  private static final int MAX_RESUMES = 8;

  /**
   * Answers not understood, one after the other, until a list has to say what they said. The first
   * is asked for again: a proxy's words or half a page are not there the next time.
   */
  private static final int MAX_UNREADABLE = 2;

  /** Faults in a row before people are told: a connection that is cut now and then is normal. */
  private static final int QUIET = 3;

  private final String what;
  private final Reports reports;
  private final WatchStats stats;
  private final Pace pace;
  private int inARow;
  private int refusals;
  private int unreadable;
  private int forgotten;

  /**
   * @param what is read, for the log
   */
  Faults(String what, Reports reports, WatchStats stats, Pace pace) {
    this.what = what;
    this.reports = reports;
    this.stats = stats;
    this.pace = pace;
  }

  /** The server said something that makes sense. */
  void none() {
    inARow = 0;
    refusals = 0;
    unreadable = 0;
    forgotten = 0;
  }

  /** A watch lasted as it should, if it said nothing. */
  void lasted() {
    inARow = 0;
  }

  /** A server that hangs up at once is not to be asked at once; how long to wait. */
  long hungUp() {
    stats.error("short");
    inARow++;
    return pace.pauseMs(inARow);
  }

  Verdict of(Exception fault, String verb, Optional<ResourcePath> resource) {
    if (fault instanceof HttpFailure refusal) {
      return refused(refusal, verb, resource);
    }
    if (fault instanceof HttpTimeoutException) {
      return again("silent", fault, false);
    }
    if (fault instanceof Unreadable) {
      unreadable++;
      return again("garbage", fault, unreadable % MAX_UNREADABLE == 0);
    }
    if (fault instanceof IOException) {
      return again("connection", fault, false);
    }
    LOG.error("kubernetes: reading {} failed", what, fault);
    return again("defect", fault, true);
  }

  private Verdict refused(HttpFailure refusal, String verb, Optional<ResourcePath> resource) {
    if (refusal.denied()) {
      stats.error("denied");
      reports.denied(refusal, verb, resource);
      return new Verdict(pace.denied().toMillis(), false, false);
    }
    if (refusal.gone()) {
      // That it forgot is no fault of a server that was long away, and it is back: what was
      // counted meanwhile is over. Only one that always forgets is not to be asked at once.
      forgotten++;
      inARow = forgotten - 1;
      return again("gone", refusal, true);
    }
    if (refusal.status() == NOT_FOUND) {
      // The server was upgraded, or a definition removed.
      return new Verdict(again("absent", refusal, true).pauseMs(), true, true);
    }
    refusals++;
    // Such as a version of the future, after etcd was restored from a copy.
    return again("status", refusal, refusals % MAX_RESUMES == 0);
  }

  private Verdict again(String reason, Exception fault, boolean relist) {
    stats.error(reason);
    inARow++;
    String words =
        fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    LOG.debug("kubernetes: {}: {} ({})", what, reason, words);
    if (inARow >= QUIET) {
      boolean everything = reason.equals("connection") || reason.equals("silent");
      reports.failing(words, everything);
    }
    return new Verdict(pace.pauseMs(inARow), relist, false);
  }
}
