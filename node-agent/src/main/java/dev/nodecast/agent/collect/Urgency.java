package dev.nodecast.agent.collect;

import dev.nodecast.bpf.ThreadNice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that must not wait for a processor behind everybody else. They are needed most when a
 * machine has more runnable threads than processors, and the kernel's rings hold a tenth of a
 * second; they work for some milliseconds of each second.
 */
public final class Urgency {
  private static final Logger logger = LoggerFactory.getLogger(Urgency.class);

  /** Of nice(2): its weight in the scheduler is 9.3 times that of 0. */
  private static final int URGENT = -10;

  private Urgency() {}

  /** Makes the calling thread urgent where the kernel allows it, and says where it does not. */
  public static void ofThisThread() {
    String thread = Thread.currentThread().getName();
    try {
      if (!ThreadNice.set(URGENT)) {
        logger.info(
            "thread {} keeps its priority (expected: CAP_SYS_NICE): on a machine with more runnable"
                + " threads than processors events may be lost, which is counted",
            thread);
      }
    } catch (LinkageError e) {
      logger.info("thread {} keeps its priority: {}", thread, e.getMessage());
    }
  }
}
