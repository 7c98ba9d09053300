package dev.nodecast.agent.delta;

import dev.nodecast.agent.delta.Naming.Name;
import dev.nodecast.agent.delta.Naming.Verdict;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ServiceKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/**
 * Gives the containers of pods, and all that is theirs, the names that they travel under. An entity
 * without one collects as any other and is told of when it has one; an entity whose name changes
 * moves, with what was not told yet, to one of the new name. Collectors see none of it.
 */
final class Names {
  static final int POD_UID = Event.LABELS.indexOf("pod_uid");
  private static final int CONTAINER = Event.LABELS.indexOf("container");
  private static final int OUTER = Event.LABELS.size();
  private static final int SERVICE = ServiceKind.KIND.labels().indexOf("service");

  /** As many as a tick may have; a container is awaited for two. */
  private static final int MAX_AWAITED_EVENTS = 2 * Event.MAX_PER_TICK;

  /** Ended entities wait so long for the group of what they counted; the slowest takes 60 s. */
  private static final int MAX_LATE_TICKS = 120;

  private final Naming naming;
  private final List<KindTable> tables = new ArrayList<>();
  private final List<BitSet> awaited = new ArrayList<>();
  private final List<BitSet> late = new ArrayList<>();
  private final AtomicIntegerArray filtered;
  private final Deque<Event> events = new ArrayDeque<>();
  private final Consumer<Event> tell;
  private final Runnable drop;
  private long version;
  private long verdicts;

  Names(Naming naming, List<KindTable> all, Consumer<Event> tell, Runnable drop) {
    this.naming = naming;
    this.tell = tell;
    this.drop = drop;
    this.version = naming.version();
    for (KindTable table : all) {
      if (mayHave(table.kind)) {
        tables.add(table);
        awaited.add(new BitSet());
        late.add(new BitSet());
      }
    }
    filtered = new AtomicIntegerArray(tables.size());
  }

  /** Whether entities of the kind are a container's. */
  static boolean mayHave(Kind kind) {
    List<String> labels = kind.labels();
    return labels.size() >= OUTER && labels.subList(0, OUTER).equals(Event.LABELS);
  }

  /** Whether labels of such a kind are those of a pod's container. */
  static boolean ofPod(List<String> labels) {
    return !labels.get(POD_UID).isEmpty();
  }

  /** A new entity: shown under its name, or not yet. */
  void name(Entity entity) {
    int index = tables.indexOf(entity.table);
    if (index < 0 || !ofPod(entity.labels())) {
      return;
    }
    Name name = naming.of(entity.labels().subList(0, OUTER));
    if (name.verdict() == Verdict.SHOWN) {
      entity.show(full(name, entity));
      return;
    }
    entity.table.hide(entity.slot);
    if (name.verdict() == Verdict.AWAITED) {
      awaited.get(index).set(entity.slot);
    } else {
      filter(index, entity);
    }
  }

  void event(Event event) {
    if (event.labels().isEmpty() || !ofPod(event.labels())) {
      tell.accept(event);
      return;
    }
    Name name = naming.of(event.labels());
    switch (name.verdict()) {
      case SHOWN -> tell.accept(renamed(event, name.labels()));
      case FILTERED -> {}
      case AWAITED -> {
        if (events.size() < MAX_AWAITED_EVENTS) {
          events.add(event);
        } else {
          drop.run();
        }
      }
    }
  }

  /** A text that calls a container by its id calls it by its name. */
  private static Event renamed(Event event, List<String> labels) {
    String id = event.labels().get(CONTAINER);
    String message =
        id.isEmpty() ? event.message() : event.message().replace(id, labels.get(CONTAINER));
    return new Event(event.timeMs(), event.type(), labels, message, event.attributes());
  }

  /** Before a tick is written. */
  void settle() {
    for (int waiting = events.size(); waiting > 0; waiting--) {
      event(events.remove());
    }
    boolean changed = version != naming.version();
    version = naming.version();
    for (int i = 0; i < tables.size(); i++) {
      KindTable table = tables.get(i);
      endLate(table, late.get(i));
      BitSet waiting = awaited.get(i);
      for (int slot = waiting.nextSetBit(0); slot >= 0; slot = waiting.nextSetBit(slot + 1)) {
        appear(i, table, slot);
      }
      if (changed) {
        change(i, table);
      }
      endFiltered(i, table);
    }
  }

  private void appear(int index, KindTable table, int slot) {
    Entity entity = table.entities[slot];
    Name name = naming.of(entity.labels().subList(0, OUTER));
    if (name.verdict() == Verdict.AWAITED) {
      return;
    }
    awaited.get(index).clear(slot);
    if (name.verdict() == Verdict.FILTERED) {
      filter(index, entity);
      return;
    }
    show(index, table, entity, name);
  }

  private void show(int index, KindTable table, Entity entity, Name name) {
    entity.show(full(name, entity));
    table.show(entity.slot);
    if (table.ended.get(entity.slot)) {
      // Its groups may be due at later ticks only, and what it counted belongs to them.
      table.ended.clear(entity.slot);
      late.get(index).set(entity.slot);
    }
  }

  private static void endLate(KindTable table, BitSet late) {
    for (int slot = late.nextSetBit(0); slot >= 0; slot = late.nextSetBit(slot + 1)) {
      if (!table.counted(slot) || ++table.entities[slot].late > MAX_LATE_TICKS) {
        table.ended.set(slot);
        late.clear(slot);
      }
    }
  }

  private void change(int index, KindTable table) {
    // As of now: those that move get slots that are not to be looked at again.
    BitSet all = (BitSet) table.living.clone();
    all.andNot(awaited.get(index));
    for (int slot = all.nextSetBit(0); slot >= 0; slot = all.nextSetBit(slot + 1)) {
      Entity entity = table.entities[slot];
      if (!ofPod(entity.labels())) {
        continue;
      }
      Name name = naming.of(entity.labels().subList(0, OUTER));
      boolean wasShown = table.shown.get(slot);
      if (wasShown && !table.ended.get(slot) && !late.get(index).get(slot)) {
        rename(index, table, entity, name);
      } else if (!wasShown && name.verdict() == Verdict.SHOWN) {
        filtered.decrementAndGet(index);
        entity.filter(false);
        verdicts++;
        table.skip(slot); // what it did while nobody was to hear of it
        show(index, table, entity, name);
      }
    }
  }

  private void endFiltered(int index, KindTable table) {
    BitSet ended = table.ended;
    for (int slot = ended.nextSetBit(0); slot >= 0; slot = ended.nextSetBit(slot + 1)) {
      if (!table.shown.get(slot) && !awaited.get(index).get(slot)) {
        table.free(slot);
        ended.clear(slot);
        filtered.decrementAndGet(index);
      }
    }
  }

  private void rename(int index, KindTable table, Entity entity, Name name) {
    boolean leave = name.verdict() == Verdict.FILTERED;
    List<String> labels = leave ? entity.shown() : full(name, entity);
    if (name.verdict() == Verdict.AWAITED || (!leave && labels.equals(entity.shown()))) {
      return;
    }
    if (table.move(entity)) {
      entity.show(labels);
      if (leave) {
        table.hide(entity.slot);
        filter(index, entity);
      }
    }
  }

  private static List<String> full(Name name, Entity entity) {
    List<String> full = new ArrayList<>(name.labels());
    full.addAll(entity.labels().subList(OUTER, entity.labels().size()));
    if (entity.table.kind == ServiceKind.KIND && !entity.named() && !name.service().isEmpty()) {
      full.set(SERVICE, name.service());
    }
    return full;
  }

  private void filter(int index, Entity entity) {
    filtered.incrementAndGet(index);
    entity.filter(true);
    verdicts++;
  }

  /** Grows whenever an entity was filtered, or is not any longer. */
  long verdicts() {
    return verdicts;
  }

  int filtered(Kind kind) {
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).kind.equals(kind)) {
        return filtered.get(i);
      }
    }
    return 0;
  }
}
