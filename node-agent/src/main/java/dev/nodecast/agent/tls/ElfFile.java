package dev.nodecast.agent.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of an ELF file of 64 bits and little endian (System V ABI, chapter 4), which somebody
 * else wrote: what lies reads as not there. Nothing is mapped, since a file that is cut short
 * meanwhile would take the reader with it.
 */
final class ElfFile implements AutoCloseable {
  /** Section types of {@code <elf.h>}. */
  static final int SYMTAB = 2;

  static final int DYNSYM = 11;

  static final int AARCH64 = 183;

  private static final int HEADER = 64;
  private static final int SECTION_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int LOAD = 1;

  /** Of a kernel's executable or a library; those of object files are never looked at. */
  private static final int MAX_SECTIONS = 4096;

  private static final int MAX_SEGMENTS = 256;

  /** A header of one of its sections. */
  record Section(int name, int type, long address, long offset, long size, int link) {}

  /** What is loaded from the file. */
  private record Segment(long offset, long address, long size) {}

  private final FileChannel channel;
  private final long size;
  private final List<Section> sections = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private int namesSection;
  private int machine;

  private ElfFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  /**
   * Opens a file.
   *
   * @return empty when it is no such ELF file
   * @throws IOException when it cannot be read
   */
  static Optional<ElfFile> open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      ElfFile file = new ElfFile(channel);
      if (file.headers()) {
        return Optional.of(file);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  private boolean headers() throws IOException {
    ByteBuffer header = read(0, HEADER);
    if (header.limit() < HEADER
        || header.getInt(0) != 0x464c457f // "\x7fELF"
        || header.get(4) != 2
        || header.get(5) != 1) {
      return false;
    }
    int segmentCount = Math.min(MAX_SEGMENTS, Short.toUnsignedInt(header.getShort(56)));
    ByteBuffer each = read(header.getLong(32), segmentCount * PROGRAM_HEADER);
    for (int at = 0; at + PROGRAM_HEADER <= each.limit(); at += PROGRAM_HEADER) {
      if (each.getInt(at) == LOAD) {
        segments.add(
            new Segment(each.getLong(at + 8), each.getLong(at + 16), each.getLong(at + 32)));
      }
    }
    int sectionCount = Math.min(MAX_SECTIONS, Short.toUnsignedInt(header.getShort(60)));
    each = read(header.getLong(40), sectionCount * SECTION_HEADER);
    for (int at = 0; at + SECTION_HEADER <= each.limit(); at += SECTION_HEADER) {
      sections.add(
          new Section(
              each.getInt(at),
              each.getInt(at + 4),
              each.getLong(at + 16),
              each.getLong(at + 24),
              each.getLong(at + 32),
              each.getInt(at + 40)));
    }
    machine = Short.toUnsignedInt(header.getShort(18));
    namesSection = Short.toUnsignedInt(header.getShort(62));
    return true;
  }

  /** Bytes from a place on, as many as there are; none for a place that is not in the file. */
  ByteBuffer read(long offset, int length) throws IOException {
    if (offset < 0 || offset >= size || length <= 0) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate((int) Math.min(length, size - offset)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      int n = channel.read(bytes, offset + bytes.position());
      if (n <= 0) {
        break;
      }
    }
    return bytes.flip();
  }

  /** The processor that it is for. */
  int machine() {
    return machine;
  }

  /** Every section; none of a file that was stripped of their headers. */
  List<Section> sections() {
    return sections;
  }

  /** The section that another one names, such as the strings of its symbols. */
  Optional<Section> section(int index) {
    return index > 0 && index < sections.size()
        ? Optional.of(sections.get(index))
        : Optional.empty();
  }

  /** The section of a name. */
  Optional<Section> section(String name) throws IOException {
    Optional<Section> names = section(namesSection);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    for (Section section : sections) {
      ByteBuffer text = read(names.get().offset() + section.name(), name.length() + 1);
      int same = 0;
      while (same < name.length() && same < text.limit() && text.get(same) == name.charAt(same)) {
        same++;
      }
      if (same == name.length() && text.limit() > same && text.get(same) == 0) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }

  /** Where in the file an address of the loaded program is; negative where it is not from it. */
  long offset(long address) {
    for (Segment segment : segments) {
      long into = address - segment.address();
      if (into >= 0 && into < segment.size() && segment.offset() >= 0) {
        long offset = segment.offset() + into;
        return offset >= 0 && offset < size ? offset : -1;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
