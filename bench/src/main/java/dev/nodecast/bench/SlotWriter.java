package dev.nodecast.bench;

import dev.nodecast.agent.ebpf.Probe;
import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Hist;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.StructLayout;
import dev.nodecast.bpf.block.Block;
import dev.nodecast.bpf.block.BlockCounts;
import dev.nodecast.bpf.life.Life;
import dev.nodecast.bpf.life.LifeCounts;
import dev.nodecast.bpf.scheduling.Scheduling;
import dev.nodecast.bpf.scheduling.SchedulingCounts;
import dev.nodecast.bpf.stalls.Stalls;
import dev.nodecast.bpf.stalls.StallsCounts;
import dev.nodecast.bpf.tcp.Tcp;
import dev.nodecast.bpf.tcp.TcpCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Changes the programs' numbers of cgroups in which nothing runs, so that no program does at the
 * same time: every counter, and of every histogram some neighbouring buckets, as latencies have.
 */
final class SlotWriter {
  /** A subject that is missing here ends the benchmark: it would measure too little. */
  private static final Map<String, StructLayout> LAYOUTS =
      Map.of(
          Life.NAME, LifeCounts.LAYOUT,
          Scheduling.NAME, SchedulingCounts.LAYOUT,
          Stalls.NAME, StallsCounts.LAYOUT,
          Block.NAME, BlockCounts.LAYOUT,
          Tcp.NAME, TcpCounts.LAYOUT);

  private static final int BUCKETS = 4;

  /** More than the microsecond in which some columns count nanoseconds. */
  private static final int STEP = 5000;

  /** SLOTS_OF_LINE of slots.h, TOUCHED of touched.h. */
  private static final int LINE = 64;

  private static final byte TOUCHED = 1;

  /** One subject's array. */
  private record Slotted(BpfMap map, BpfMap touched, StructLayout layout, ByteBuffer value) {}

  private final List<Slotted> arrays = new ArrayList<>();
  private final List<Integer> slots = new ArrayList<>();
  private final List<CgroupIds> owners = new ArrayList<>();
  private final ByteBuffer key = Memory.direct(Integer.BYTES);
  private final ByteBuffer line = Memory.direct(LINE);
  private int changes;

  /**
   * @param cgroups v2 ids, each of which has a slot
   * @throws IOException when one has none, or a subject is not known here
   */
  SlotWriter(Programs programs, Set<Long> cgroups) throws IOException {
    Set<String> running =
        programs.all().stream()
            .filter(probe -> probe.running().isPresent())
            .map(Probe::name)
            .collect(Collectors.toSet());
    for (BpfSubject subject : programs.tried()) {
      BpfObject object = subject.object().orElse(null);
      if (object != null && running.contains(subject.name())) {
        add(object);
      } else if (object != null && subject.name().equals("slots")) {
        find(object.map("slot_by_cgroup"), cgroups);
      }
    }
    if (slots.size() != cgroups.size()) {
      throw new IOException(slots.size() + " slots (expected: " + cgroups.size() + ")");
    }
  }

  private void add(BpfObject object) throws IOException {
    for (BpfMap map : object.maps()) {
      if (map.name().equals(object.name() + "_by_slot")) {
        StructLayout layout = LAYOUTS.get(object.name());
        if (layout == null || layout.size() != map.valueSize()) {
          throw new IOException(
              map.name() + ": not known (expected: its layout in SlotWriter.LAYOUTS)");
        }
        BpfMap touched = object.map(object.name() + "_touched");
        arrays.add(new Slotted(map, touched, layout, Memory.direct(map.valueStride())));
      }
    }
  }

  private void find(BpfMap map, Set<Long> cgroups) {
    new MapReader(map)
        .read(
            (keys, at, values, value) -> {
              CgroupIds owner = CgroupIds.read(keys, at);
              if (cgroups.contains(owner.v2())) {
                slots.add(values.getInt(value));
                owners.add(owner);
              }
            });
  }

  /**
   * Every number of some slots once more.
   *
   * @param percent how many of the slots
   */
  void change(int percent) {
    changes++;
    for (Slotted array : arrays) {
      for (int i = 0; i < slots.size(); i++) {
        // Spread over all, others in each round.
        if ((i + changes) * 37 % 100 < percent) {
          change(array, slots.get(i));
        }
      }
    }
  }

  private void change(Slotted array, int slot) {
    key.putInt(0, slot);
    array.map().lookup(key, array.value());
    for (StructLayout.Field field : array.layout().fields()) {
      if (field.size() == Long.BYTES) {
        long now = array.value().getLong(field.offset());
        array.value().putLong(field.offset(), now + STEP + slot % BUCKETS);
      } else {
        observe(array.value(), field, slot * 7 + changes);
      }
    }
    array.map().update(key, array.value());
    key.putInt(0, slot / LINE);
    array.touched().lookup(key, line);
    array.touched().update(key, line.put(slot % LINE, TOUCHED));
  }

  /** Some neighbouring buckets, as hist_add() of hist.bpf.h does. */
  static void observe(ByteBuffer value, StructLayout.Field field, int first) {
    for (int i = 0; i < BUCKETS; i++) {
      int count = Math.floorMod(first + i, Hist.COUNTS);
      int at = field.offset() + Hist.offset(count);
      value.put(field.offset() + count / Hist.GROUP, TOUCHED);
      value.putInt(at, value.getInt(at) + 1 + i);
    }
  }

  /** The cgroups, as programs name them. */
  List<CgroupIds> owners() {
    return List.copyOf(owners);
  }

  /** Columns that change with {@link #change}, at least one for each cgroup and subject. */
  long least() {
    return (long) slots.size() * arrays.size();
  }

  /** What is written, for people. */
  String describe() {
    return arrays.stream()
        .map(array -> array.layout().name() + " with " + array.layout().fields().size() + " fields")
        .collect(Collectors.joining(", "));
  }
}
