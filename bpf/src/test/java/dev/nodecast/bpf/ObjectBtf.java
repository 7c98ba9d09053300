package dev.nodecast.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The structs that an object file's BTF describes: ELF64 and BTF, as far as that takes. */
final class ObjectBtf {
  /** A struct as the compiler laid it out. */
  record Struct(int size, List<StructLayout.Field> fields) {}

  private record Type(int kind, int vlen, int sizeOrType, int name, int extra) {}

  /** Bytes behind the common part, for each kind: fixed, and for each of its vlen members. */
  private static final int[][] EXTRA = {
    {0, 0}, {4, 0}, {0, 0}, {12, 0}, {0, 12}, {0, 12}, {0, 8}, {0, 0}, {0, 0}, {0, 0},
    {0, 0}, {0, 0}, {0, 0}, {0, 8}, {4, 0}, {0, 12}, {0, 0}, {4, 0}, {0, 0}, {0, 12}
  };

  private static final int INT = 1;
  private static final int POINTER = 2;
  private static final int ARRAY = 3;
  private static final int STRUCT = 4;
  private static final int UNION = 5;
  private static final int ENUM = 6;

  private final ByteBuffer file;
  private final int strings;
  private final List<Type> types = new ArrayList<>();

  private ObjectBtf(ByteBuffer file, int btf) {
    this.file = file;
    int header = btf + file.getInt(btf + 4);
    int from = header + file.getInt(btf + 8);
    int to = from + file.getInt(btf + 12);
    strings = header + file.getInt(btf + 16);
    types.add(new Type(0, 0, 0, 0, 0));
    for (int at = from; at < to; ) {
      int info = file.getInt(at + 4);
      int kind = info >>> 24 & 0x1f;
      int vlen = info & 0xffff;
      types.add(new Type(kind, vlen, file.getInt(at + 8), file.getInt(at), at + 12));
      at += 12 + EXTRA[kind][0] + vlen * EXTRA[kind][1];
    }
  }

  /** Named structs of a little-endian object. */
  static Map<String, Struct> structs(byte[] elf) {
    ByteBuffer file = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    ObjectBtf btf = new ObjectBtf(file, section(file, ".BTF"));
    Map<String, Struct> structs = new TreeMap<>();
    for (Type type : btf.types) {
      if (type.kind == STRUCT) {
        structs.put(btf.string(type.name), new Struct(type.sizeOrType, btf.fields(type)));
      }
    }
    return structs;
  }

  private List<StructLayout.Field> fields(Type struct) {
    List<StructLayout.Field> fields = new ArrayList<>();
    for (int i = 0; i < struct.vlen; i++) {
      int at = struct.extra + i * 12;
      int bits = file.getInt(at + 8);
      fields.add(
          new StructLayout.Field(
              string(file.getInt(at)), bits / 8, size(types.get(file.getInt(at + 4)))));
    }
    return fields;
  }

  private int size(Type type) {
    return switch (type.kind) {
      case INT, STRUCT, UNION, ENUM -> type.sizeOrType;
      case POINTER -> Long.BYTES;
      case ARRAY -> size(types.get(file.getInt(type.extra))) * file.getInt(type.extra + 8);
      case 0 -> 0;
      default -> size(types.get(type.sizeOrType)); // typedef, const, volatile
    };
  }

  private String string(int offset) {
    return text(file, strings + offset);
  }

  static int section(ByteBuffer file, String wanted) {
    int table = (int) file.getLong(0x28);
    int size = file.getShort(0x3a);
    int count = file.getShort(0x3c);
    int names = (int) file.getLong(table + file.getShort(0x3e) * size + 0x18);
    for (int i = 0; i < count; i++) {
      int header = table + i * size;
      if (text(file, names + file.getInt(header)).equals(wanted)) {
        return (int) file.getLong(header + 0x18);
      }
    }
    throw new AssertionError(wanted + ": no such section");
  }

  private static String text(ByteBuffer file, int at) {
    int end = at;
    while (file.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    file.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
