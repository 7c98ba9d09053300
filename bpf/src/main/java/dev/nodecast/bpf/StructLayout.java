package dev.nodecast.bpf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A C struct as Java reads it, declared field by field in C's order. Offsets follow C's rules of
 * alignment, and a test compares them with what the compiler wrote into the object file.
 */
public final class StructLayout {
  /**
   * One member.
   *
   * @param offset in bytes from the struct's beginning
   * @param size in bytes
   */
  public record Field(String name, int offset, int size) {}

  private final String name;
  private final List<Field> fields = new ArrayList<>();
  private int end;
  private int alignment = 1;

  public StructLayout(String name) {
    this.name = name;
  }

  /** Each of these adds a member and returns its offset. */
  public int u64(String field) {
    return add(field, 8, 8);
  }

  public int u32(String field) {
    return add(field, 4, 4);
  }

  public int u16(String field) {
    return add(field, 2, 2);
  }

  public int u8(String field) {
    return add(field, 1, 1);
  }

  /** An array of char. */
  public int chars(String field, int length) {
    return add(field, length, 1);
  }

  /** A histogram of hist.h. */
  public int hist(String field) {
    return add(field, Hist.BYTES, Integer.BYTES);
  }

  /** A struct within. */
  public int struct(String field, StructLayout layout) {
    return add(field, layout.size(), layout.alignment);
  }

  public String name() {
    return name;
  }

  /** In C's order. */
  public List<Field> fields() {
    return Collections.unmodifiableList(fields);
  }

  /** What sizeof says. */
  public int size() {
    return aligned(end, alignment);
  }

  private int add(String field, int size, int align) {
    int offset = aligned(end, align);
    fields.add(new Field(field, offset, size));
    end = offset + size;
    alignment = Math.max(alignment, align);
    return offset;
  }

  private static int aligned(int at, int align) {
    return (at + align - 1) / align * align;
  }
}
