package dev.nodecast.bench.run;

import java.io.IOException;
import java.time.Duration;

/** An agent's kernel programs, as the descriptors that it holds. */
public final class AgentPrograms {
  private AgentPrograms() {}

  /**
   * Waits until there are some and no more come: they are loaded one after another.
   *
   * @return how many there are
   * @throws IOException when the agent is gone, or none came
   */
  public static int settled(Program agent) throws IOException, InterruptedException {
    int[] seen = {0};
    Await.until(
        "the last of its programs",
        Duration.ofSeconds(60),
        Duration.ofSeconds(2),
        () -> {
          agent.requireAlive();
          int before = seen[0];
          seen[0] = ProcessFiles.kernelPrograms(agent.pid());
          return before > 0 && seen[0] == before;
        });
    return seen[0];
  }
}
