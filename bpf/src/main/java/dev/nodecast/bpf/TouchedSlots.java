package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.util.BitSet;

/** Which slots programs have {@linkplain Touched touched}. For one thread. */
final class TouchedSlots {
  private final MappedArray states;
  private final BitSet taken = new BitSet();
  private final MappedArray.Reader visit = this::visit;
  private BitSet wanted;

  /**
   * @param states a byte for each slot, to be written too
   */
  TouchedSlots(MappedArray states) {
    this.states = states;
  }

  /**
   * The wanted slots that are to be looked at, valid until the next call. Others stay as they are.
   */
  BitSet take(BitSet slots) {
    wanted = slots;
    taken.clear();
    states.read(slots.length(), visit);
    return taken;
  }

  private void visit(ByteBuffer memory) {
    int slots = Math.min(memory.capacity(), wanted.length());
    for (int slot = 0; slot < slots; slot += Long.BYTES) {
      if (memory.getLong(slot) != 0) {
        visit(memory, slot);
      }
    }
  }

  private void visit(ByteBuffer memory, int first) {
    long mask = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      mask |= wanted.get(first + i) ? 0xffL << (Byte.SIZE * i) : 0;
    }
    long states = Touched.visit(memory, first, mask);
    for (int i = 0; i < Long.BYTES; i++) {
      if (Touched.at(states, i)) {
        taken.set(first + i);
      }
    }
  }
}
