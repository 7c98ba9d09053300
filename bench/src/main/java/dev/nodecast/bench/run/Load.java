package dev.nodecast.bench.run;

/** A server and who asks it, over loopback, with nothing between them that waits. */
public interface Load extends AutoCloseable {
  /** Answers for each second, asked for so long as fast as they come. */
  double rate(int seconds) throws Exception;

  /** How it is asked, one line. */
  String describe();

  @Override
  void close();
}
