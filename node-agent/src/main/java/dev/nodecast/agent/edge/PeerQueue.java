package dev.nodecast.agent.edge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Between those who follow connections and the stream: questions go out, answers come in. All of
 * its methods return at once; any thread may call.
 */
public final class PeerQueue {
  /** Questions that wait for the stream: 4 s of a node with 1,000 new connections a second. */
  public static final int MOST_QUESTIONS = 4_096;

  /** Answers that wait for a drain, a twentieth of a second. */
  static final int MOST_ANSWERS = 16_384;

  /**
   * Who is at the other end of a connection.
   *
   * @param id of its question
   */
  public record Answer(long id, Peer peer) {}

  /** What is to be told in one message. */
  public record Batch(List<Question> questions, List<Long> ended) {}

  private final ArrayDeque<Question> questions = new ArrayDeque<>();
  private final ArrayDeque<Long> ended = new ArrayDeque<>();
  private List<Answer> answers = new ArrayList<>();
  private Runnable wake = () -> {};
  private long dropped;

  /** Calls this when there is something to tell. */
  public synchronized void listen(Runnable stream) {
    wake = stream;
  }

  /** Asks; false when too many wait. */
  synchronized boolean ask(Question question) {
    return questions.size() < MOST_QUESTIONS && questions.add(question);
  }

  /** All that there is to ask now was asked: one message for many. */
  void asked() {
    Runnable woken;
    synchronized (this) {
      woken = questions.isEmpty() ? () -> {} : wake;
    }
    woken.run();
  }

  /** One that was asked for is over; goes along with the next questions. */
  synchronized void ended(long id) {
    if (ended.size() >= MOST_QUESTIONS) {
      ended.remove(); // the aggregator forgets it later
    }
    ended.add(id);
  }

  /** What is to be told now; of nothing when there is nothing. */
  public synchronized Batch next(int most) {
    return new Batch(first(questions, most), first(ended, most));
  }

  private static <T> List<T> first(ArrayDeque<T> of, int most) {
    if (of.isEmpty()) {
      return List.of();
    }
    List<T> first = new ArrayList<>(Math.min(most, of.size()));
    while (first.size() < most && !of.isEmpty()) {
      first.add(of.remove());
    }
    return first;
  }

  /** An answer came. */
  public synchronized void answered(long id, Peer peer) {
    if (answers.size() >= MOST_ANSWERS) {
      dropped++;
    } else {
      answers.add(new Answer(id, peer));
    }
  }

  /** The answers since the last call. */
  synchronized List<Answer> answers() {
    if (answers.isEmpty()) {
      return List.of();
    }
    List<Answer> out = answers;
    answers = new ArrayList<>();
    return out;
  }

  /** Answers that found no room, ever. */
  synchronized long dropped() {
    return dropped;
  }
}
