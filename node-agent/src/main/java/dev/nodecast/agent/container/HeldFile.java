package dev.nodecast.agent.container;

import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.ReadStatus;

/**
 * A kernel file within the budget of {@link OpenFiles}. One that is not there is looked for again
 * only now and then: most files that a kernel lacks it lacks for good.
 */
public final class HeldFile implements AutoCloseable {
  private static final int ABSENT_ROUNDS = 30;

  private final OpenFiles budget;
  private final KernelFile file;
  private boolean held;
  private int skip;

  HeldFile(OpenFiles budget, KernelFile file) {
    this.budget = budget;
    this.file = file;
  }

  /** Reads and parses; false when the file is gone, absent or makes no sense. */
  public boolean read(KernelReader reader, KernelReader.Parser parser) {
    return !skipped() && settle(reader, reader.read(file, parser));
  }

  /** As {@link #read}, for files that are empty when there is nothing to tell. */
  public boolean readIfAny(KernelReader reader, KernelReader.Parser parser) {
    return !skipped() && settle(reader, reader.readIfAny(file, parser));
  }

  private boolean skipped() {
    if (skip == 0) {
      return false;
    }
    skip--;
    return true;
  }

  private boolean settle(KernelReader reader, boolean parsed) {
    ReadStatus status = reader.status();
    if (status.hasBytes() || status == ReadStatus.EMPTY) {
      if (!held) {
        held = budget.take();
        if (!held) {
          file.close();
        }
      }
      return parsed;
    }
    close();
    // EOPNOTSUPP of pressure files under psi=0 and a refused permission do not heal either.
    skip = status == ReadStatus.GONE ? 0 : ABSENT_ROUNDS;
    return false;
  }

  @Override
  public void close() {
    file.close();
    if (held) {
      held = false;
      budget.giveBack();
    }
  }
}
