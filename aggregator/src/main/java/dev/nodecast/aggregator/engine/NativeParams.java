package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Collection;
import java.util.Map;

/**
 * The four parallel C arrays in which libchdb takes {@code {name:Type}} parameters. Must stay
 * reachable over the native call, since it owns the memory that the arrays point to.
 */
final class NativeParams {
  final Pointer names;
  final Pointer nameLengths;
  final Pointer values;
  final Pointer valueLengths;
  final int count;

  /** Keeps the texts alive; only read by the engine. */
  private final Memory[] texts;

  private int next;

  NativeParams(Map<String, String> params) {
    count = params.size();
    texts = new Memory[2 * count];
    Memory lengths = lengths(params.keySet());
    names = pointers(params.keySet());
    nameLengths = lengths;
    values = pointers(params.values());
    valueLengths = lengths(params.values());
  }

  private Pointer pointers(Collection<String> strings) {
    if (strings.isEmpty()) {
      return null;
    }
    Memory array = new Memory((long) strings.size() * Native.POINTER_SIZE);
    int index = 0;
    for (String string : strings) {
      byte[] bytes = string.getBytes(UTF_8);
      Memory text = new Memory(bytes.length + 1L);
      text.write(0, bytes, 0, bytes.length);
      text.setByte(bytes.length, (byte) 0);
      texts[next++] = text;
      array.setPointer((long) index++ * Native.POINTER_SIZE, text);
    }
    return array;
  }

  private static Memory lengths(Collection<String> strings) {
    if (strings.isEmpty()) {
      return null;
    }
    Memory array = new Memory((long) strings.size() * Long.BYTES);
    int index = 0;
    for (String string : strings) {
      array.setLong((long) index++ * Long.BYTES, string.getBytes(UTF_8).length);
    }
    return array;
  }
}
