package dev.nodecast.agent.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Bytes in small pieces all over a program's memory, to be sent by one {@code writev}: where equal
 * pieces lie in a row the kernel's programs read several of them at once.
 */
enum GatheredPieces {
  /** A frame's header 16 bytes behind the last one, and what is behind it 256, as Netty does. */
  ROWS {
    @Override
    ByteBuffer[] of(byte[] all, Random random) {
      return rows(all, false);
    }
  },
  /** The same, but for payloads, which are where those who send them have them. */
  BETWEEN {
    @Override
    ByteBuffer[] of(byte[] all, Random random) {
      return rows(all, true);
    }
  },
  /** Of any length, in any order. */
  SCATTERED {
    @Override
    ByteBuffer[] of(byte[] all, Random random) {
      List<byte[]> pieces = cut(all, random);
      List<Integer> slots = shuffled(pieces.size(), 7, 20, random); // near each other, and not
      ByteBuffer room = ByteBuffer.allocateDirect(LONGEST * pieces.size());
      ByteBuffer[] buffers = new ByteBuffer[pieces.size()];
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = put(room, LONGEST * slots.get(i), pieces.get(i));
      }
      return buffers;
    }
  },
  /** Some at the end of a page, in any order, behind which there is none that was ever touched. */
  LAST {
    @Override
    ByteBuffer[] of(byte[] all, Random random) throws IOException {
      List<byte[]> pieces = cut(all, random);
      List<Integer> slots = shuffled(pieces.size(), GROUP, GROUP, random);
      int groups = (pieces.size() + GROUP - 1) / GROUP;
      ByteBuffer room = untouched(2L * PAGE * groups);
      ByteBuffer[] buffers = new ByteBuffer[pieces.size()];
      for (int i = 0; i < buffers.length; i++) {
        int slot = slots.get(i);
        int end = slot / GROUP * 2 * PAGE + PAGE;
        buffers[i] = put(room, end - LONGEST * (GROUP - slot % GROUP), pieces.get(i));
      }
      return buffers;
    }
  };

  private static final int HEADER = 9;
  private static final int DATA = 0;
  private static final int LONGEST = 48;
  private static final int GROUP = 40;
  private static final int PAGE = 4096;

  /** The bytes in order, each piece where it lies. */
  abstract ByteBuffer[] of(byte[] all, Random random) throws IOException;

  private static ByteBuffer[] rows(byte[] all, boolean payloadsElsewhere) {
    List<ByteBuffer> pieces = new ArrayList<>();
    ByteBuffer headers = ByteBuffer.allocateDirect(16 * all.length / HEADER);
    ByteBuffer blocks = ByteBuffer.allocateDirect(256 * all.length / HEADER);
    int row = 0;
    for (int at = 0, frame = 0; at < all.length; frame++) {
      int payload = (all[at] & 0xff) << 16 | (all[at + 1] & 0xff) << 8 | (all[at + 2] & 0xff);
      byte[] behind = part(all, at + HEADER, payload);
      pieces.add(put(headers, 16 * frame, part(all, at, HEADER)));
      if (all[at + 3] == DATA && payloadsElsewhere) {
        pieces.add(put(ByteBuffer.allocateDirect(payload), 0, behind));
      } else {
        pieces.add(put(blocks, 256 * row++, behind));
      }
      at += HEADER + payload;
    }
    return pieces.toArray(ByteBuffer[]::new);
  }

  /**
   * All below {@code count}, of which each so many that begin so far apart were put in another
   * order.
   */
  private static List<Integer> shuffled(int count, int step, int many, Random random) {
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slots.add(i);
    }
    for (int i = 0; i < count; i += step) {
      Collections.shuffle(slots.subList(i, Math.min(count, i + many)), random);
    }
    return slots;
  }

  private static List<byte[]> cut(byte[] all, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      int length = Math.min(all.length - at, 1 + random.nextInt(LONGEST));
      pieces.add(part(all, at, length));
      at += length;
    }
    return pieces;
  }

  private static byte[] part(byte[] all, int from, int length) {
    byte[] part = new byte[length];
    System.arraycopy(all, from, part, 0, length);
    return part;
  }

  private static ByteBuffer put(ByteBuffer room, int at, byte[] piece) {
    room.put(at, piece);
    return room.slice(at, piece.length);
  }

  /** Pages that come to be as they are written to. */
  private static MappedByteBuffer untouched(long bytes) throws IOException {
    Path file = Files.createTempFile("pieces", "");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.truncate(0).write(ByteBuffer.allocate(1), bytes - 1);
      return channel.map(MapMode.PRIVATE, 0, bytes);
    } finally {
      Files.delete(file);
    }
  }
}
