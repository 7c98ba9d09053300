package dev.nodecast.agent.collect;

import dev.nodecast.bpf.ThreadNice;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that must not wait for a processor behind everybody else. The agent is needed most when
 * a machine has more runnable threads than processors, and the kernel's rings hold a tenth of a
 * second; it works for some milliseconds of each second.
 *
 * <p>All of its threads, since each can keep the one that reads the rings: the JVM's thread that
 * collects garbage stops all others, and a thread that is to stop first has to get a processor.
 * With 70 runnable threads on two processors such a stop took up to 0.8 s of which 1 ms was work.
 */
public final class Urgency {
  private static final Logger logger = LoggerFactory.getLogger(Urgency.class);

  /** Of nice(2): its weight in the scheduler is 9.3 times that of 0. */
  private static final int URGENT = -10;

  private static final Path THREADS = Path.of("/proc/self/task");

  private Urgency() {}

  /**
   * Makes this process' threads urgent, and those that they start from then on, where the kernel
   * allows it; says where it does not.
   */
  public static void ofThisProcess() {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        if (!ThreadNice.set(Integer.parseInt(thread.getFileName().toString()), URGENT)
            && Files.exists(thread)) {
          logger.info(
              "the agent keeps its priority (expected: CAP_SYS_NICE): on a machine with more"
                  + " runnable threads than processors events may be lost, which is counted");
          return;
        }
      }
    } catch (IOException | DirectoryIteratorException | LinkageError e) {
      logger.info("the agent keeps its priority: {}", e.toString());
    }
  }
}
