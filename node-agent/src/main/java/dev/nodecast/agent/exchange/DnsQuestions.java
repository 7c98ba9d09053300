package dev.nodecast.agent.exchange;

/**
 * Questions that wait for their answers, of all sockets of this machine: found by socket and id,
 * and kept in the order in which they were last asked. Of bounded number, and nothing is allocated
 * once that many were there. For one thread.
 */
final class DnsQuestions {
  /** At a time: 5 s of 200 that nobody answers each second. */
  static final int MAX = 1024;

  private static final int CHAINS = 2 * MAX;

  /** One of them. */
  static final class Question {
    long socket;
    long sinceNs;
    int id;
    long hash;
    long startNs;
    long lastNs;
    long bytes;
    String operation = "";
    String target = "";
    Party.Key owner;
    boolean waits;
    private Question chained;
    private Question older;
    private Question newer;
  }

  private final Question[] chains = new Question[CHAINS];

  /** Of the ring of those that wait: {@code newer} is the oldest, {@code older} the newest. */
  private final Question ends = new Question();

  private Question free;
  private int size;

  DnsQuestions() {
    ends.older = ends;
    ends.newer = ends;
  }

  /**
   * The one that has this socket and id, or null.
   *
   * @param hash of what was asked; 0: not known
   */
  Question find(long socket, int id, long hash) {
    for (Question q = chains[chain(socket, id)]; q != null; q = q.chained) {
      if (q.socket == socket && q.id == id && (hash == 0 || q.hash == hash)) {
        return q;
      }
    }
    return null;
  }

  /** A new one, to be filled; there is room. */
  Question add(long socket, int id, long hash, long now) {
    Question q = free == null ? new Question() : free;
    free = q.chained;
    q.socket = socket;
    q.id = id;
    q.hash = hash;
    q.startNs = now;
    q.waits = true;
    int chain = chain(socket, id);
    q.chained = chains[chain];
    chains[chain] = q;
    append(q, now);
    size++;
    return q;
  }

  /** Asked again. */
  void again(Question q, long now) {
    unlink(q);
    append(q, now);
  }

  void remove(Question q) {
    int chain = chain(q.socket, q.id);
    if (chains[chain] == q) {
      chains[chain] = q.chained;
    } else {
      Question before = chains[chain];
      while (before.chained != q) {
        before = before.chained;
      }
      before.chained = q.chained;
    }
    unlink(q);
    q.waits = false;
    q.owner = null;
    q.chained = free;
    free = q;
    size--;
  }

  /** The one that was not asked again for longest, or null. */
  Question oldest() {
    return ends.newer == ends ? null : ends.newer;
  }

  boolean full() {
    return size >= MAX;
  }

  int size() {
    return size;
  }

  private void append(Question q, long now) {
    q.lastNs = now;
    q.older = ends.older;
    q.newer = ends;
    ends.older.newer = q;
    ends.older = q;
  }

  private static void unlink(Question q) {
    q.older.newer = q.newer;
    q.newer.older = q.older;
  }

  private static int chain(long socket, int id) {
    long hash = (socket ^ (long) id << 48) * 0x9e3779b97f4a7c15L;
    return (int) (hash >>> 40) & (CHAINS - 1);
  }
}
