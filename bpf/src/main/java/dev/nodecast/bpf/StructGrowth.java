package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a struct of cumulative counters and histograms in a row of a hash map grew by since it was
 * told last. For one thread.
 */
public final class StructGrowth {
  /** Receives increases; fields are positions in the struct. */
  public interface Increases {
    /** A counter grew. */
    void counter(int field, long by);

    /** A histogram got {@code count} more values in a bucket of the catalog. */
    void bucket(int field, int bucket, long count);
  }

  private final StructLayout layout;
  private final ByteBuffer told;

  /** Of a row that begins at zero. */
  public StructGrowth(StructLayout layout) {
    this.layout = layout;
    this.told = ByteBuffer.allocate(layout.size()).order(ByteOrder.nativeOrder());
  }

  /** Tells what grew. */
  public void tell(ByteBuffer values, int at, Increases to) {
    List<StructLayout.Field> fields = layout.fields();
    for (int i = 0; i < fields.size(); i++) {
      int offset = fields.get(i).offset();
      if (fields.get(i).size() == Long.BYTES) {
        long now = values.getLong(at + offset);
        if (now != told.getLong(offset)) {
          to.counter(i, now - told.getLong(offset));
          told.putLong(offset, now);
        }
      } else {
        histogram(i, offset, values, at, to);
      }
    }
  }

  private void histogram(int field, int offset, ByteBuffer values, int at, Increases to) {
    for (int count = 0; count < Hist.COUNTS; count++) {
      int word = offset + Hist.offset(count);
      int now = values.getInt(at + word);
      int more = now - told.getInt(word); // counts wrap
      if (more != 0) {
        to.bucket(field, Hist.bucket(count), Integer.toUnsignedLong(more));
        told.putInt(word, now);
      }
    }
  }
}
