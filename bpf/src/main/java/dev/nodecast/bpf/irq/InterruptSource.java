package dev.nodecast.bpf.irq;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/**
 * What interrupts.
 *
 * @param number of a hard interrupt as in {@code /proc/interrupts}; of a softirq its vector
 */
public record InterruptSource(Type type, int number) {
  /** In the order of irq.h. */
  public enum Type {
    HARD,
    SOFT
  }

  /** struct irq_source of irq.h. */
  static final StructLayout LAYOUT = new StructLayout("irq_source");

  private static final int TYPE = LAYOUT.u32("type");
  private static final int NUMBER = LAYOUT.u32("number");
  private static final Type[] TYPES = Type.values();

  /** In the order of include/linux/interrupt.h, as {@code /proc/softirqs} writes them. */
  private static final String[] VECTORS = {
    "HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"
  };

  /** The name of a softirq; empty for a hard interrupt, whose name its driver gives. */
  public String vector() {
    return type == Type.SOFT ? VECTORS[number] : "";
  }

  static InterruptSource read(ByteBuffer buffer, int at) {
    return new InterruptSource(TYPES[buffer.getInt(at + TYPE)], buffer.getInt(at + NUMBER));
  }

  void write(ByteBuffer buffer) {
    buffer.putInt(TYPE, type.ordinal()).putInt(NUMBER, number);
  }
}
