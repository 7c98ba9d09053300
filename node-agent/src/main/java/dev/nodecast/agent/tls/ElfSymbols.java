package dev.nodecast.agent.tls;

import dev.nodecast.agent.tls.ElfFile.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds functions of an executable or a library by name. Large tables are read piece by piece: the
 * strings first, for where the names are, then the symbols, for who has one of these.
 */
public final class ElfSymbols {
  private static final int PIECE = 1 << 20;

  /** Of one table: Node.js has 20 MiB of strings. */
  private static final long MAX_TABLE = 256L << 20;

  /** Places of wanted names in a table; strings may be tails of longer ones. */
  private static final int MAX_PLACES = 4096;

  private static final int SYMBOL = 24;
  private static final int FUNCTION = 2;

  /**
   * A function.
   *
   * @param offset in the file
   * @param size in bytes, as the file says; 0 where it does not
   */
  record Symbol(long offset, long size) {}

  private ElfSymbols() {}

  /**
   * Where functions begin in a file.
   *
   * @return by name, those that are there; empty for what is no ELF file or lies
   * @throws IOException when it cannot be read
   */
  public static Map<String, Symbol> functions(Path path, List<String> names) throws IOException {
    Map<String, Symbol> found = new HashMap<>();
    Optional<ElfFile> file = ElfFile.open(path);
    if (file.isPresent()) {
      try (ElfFile elf = file.get()) {
        for (Section section : elf.sections()) {
          boolean symbols = section.type() == ElfFile.SYMTAB || section.type() == ElfFile.DYNSYM;
          if (symbols && found.size() < names.size()) {
            Optional<Section> strings = elf.section(section.link());
            if (strings.isPresent()) {
              symbols(elf, section, places(elf, strings.get(), names), found);
            }
          }
        }
      }
    }
    return found;
  }

  /** Which name is at which place of a table of strings. */
  private static Map<Integer, String> places(ElfFile elf, Section table, List<String> names)
      throws IOException {
    Map<Integer, String> places = new HashMap<>();
    List<byte[]> wanted = new ArrayList<>();
    int longest = 0;
    for (String name : names) {
      byte[] bytes = (name + '\0').getBytes(StandardCharsets.UTF_8);
      wanted.add(bytes);
      longest = Math.max(longest, bytes.length);
    }
    long size = Math.min(table.size(), MAX_TABLE);
    for (long from = 0; from < size; from += PIECE) {
      // a name that is cut by the piece's end is in what the two have in common
      int length = (int) Math.min(PIECE + longest, size - from);
      byte[] piece = bytes(elf.read(table.offset() + from, length));
      for (int i = 0; i < wanted.size(); i++) {
        byte[] name = wanted.get(i);
        for (int at = 0; at + name.length <= piece.length && places.size() < MAX_PLACES; at++) {
          if (piece[at] == name[0] && same(piece, at, name)) {
            places.put((int) from + at, names.get(i));
          }
        }
      }
    }
    return places;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static boolean same(byte[] piece, int at, byte[] name) {
    for (int i = 1; i < name.length; i++) {
      if (piece[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static void symbols(
      ElfFile elf, Section table, Map<Integer, String> places, Map<String, Symbol> found)
      throws IOException {
    if (places.isEmpty()) {
      return;
    }
    long size = Math.min(table.size(), MAX_TABLE);
    int piece = PIECE / SYMBOL * SYMBOL;
    for (long from = 0; from < size; from += piece) {
      ByteBuffer symbols = elf.read(table.offset() + from, (int) Math.min(piece, size - from));
      for (int at = 0; at + SYMBOL <= symbols.limit(); at += SYMBOL) {
        String name = places.get(symbols.getInt(at));
        boolean function = (symbols.get(at + 4) & 0xf) == FUNCTION && symbols.getShort(at + 6) != 0;
        if (name != null && function) {
          long offset = elf.offset(symbols.getLong(at + 8));
          if (offset >= 0) {
            found.putIfAbsent(name, new Symbol(offset, symbols.getLong(at + 16)));
          }
        }
      }
    }
  }
}
