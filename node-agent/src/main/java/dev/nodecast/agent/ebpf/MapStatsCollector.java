package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import dev.nodecast.catalog.AgentMapKind;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Every map: how full, how large, what it had to refuse. A subject that reads a map whole has
 * counted its entries; the others are walked for it here, which is why this runs each 15 s.
 */
public final class MapStatsCollector implements Collector {
  private static final List<Group> GROUPS = List.of(AgentMapKind.KIND.groups().get(0));

  private record Key(String subject, String map) {}

  /** Walks a map that nobody else does. */
  private static final class Walker {
    private final BpfMap map;
    private int walks;
    private MapReader reader;

    Walker(BpfMap map) {
      this.map = map;
    }

    OptionalInt entries() {
      if (map.walks() == walks) {
        if (reader == null) {
          reader = new MapReader(map);
        }
        reader.read((keys, key, values, value) -> {});
      }
      walks = map.walks();
      return map.entriesSeen();
    }
  }

  private final Supplier<List<BpfSubject>> running;
  private final Supplier<Map<String, List<SubjectCount>>> counting;
  private final EntitySet<Key> entities = new EntitySet<>(AgentMapKind.KIND);
  private final Map<Key, Walker> walkers = new HashMap<>();
  private volatile List<MapFigures> figures = List.of();
  private volatile Map<String, List<SubjectCount>> counts = Map.of();

  /**
   * @param counting what each running subject counts about itself
   */
  public MapStatsCollector(
      Supplier<List<BpfSubject>> running, Supplier<Map<String, List<SubjectCount>>> counting) {
    this.running = running;
    this.counting = counting;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  /** Every map as of the last run; any thread may ask. */
  public List<MapFigures> figures() {
    return figures;
  }

  /** What the subjects counted, by subject, as of the last run; any thread may ask. */
  public Map<String, List<SubjectCount>> counts() {
    return counts;
  }

  @Override
  public Outcome collect(Samples samples) {
    Map<String, List<SubjectCount>> counted = counting.get();
    List<MapFigures> all = new ArrayList<>();
    for (BpfSubject subject : running.get()) {
      subject.object().ifPresent(object -> read(object, all));
    }
    entities.begin();
    for (MapFigures map : all) {
      set(samples, map, counted.getOrDefault(map.subject(), List.of()));
    }
    entities.endMissing(samples);
    walkers.keySet().removeIf(key -> all.stream().noneMatch(map -> key.equals(key(map))));
    figures = List.copyOf(all);
    counts = Map.copyOf(counted);
    return Outcome.PRODUCED;
  }

  private void read(BpfObject object, List<MapFigures> all) {
    for (BpfMap map : object.maps()) {
      if (map.lent()) {
        continue; // its owner's
      }
      try {
        OptionalLong memory = map.memoryBytes();
        OptionalInt entries =
            map.hash() ? walker(object.name(), map).entries() : OptionalInt.empty();
        all.add(new MapFigures(object.name(), map.name(), entries, map.maxEntries(), memory));
      } catch (BpfException | IllegalStateException gone) {
        // Closed since it was listed, or of a type that this kernel does not walk: the next.
      }
    }
  }

  /** A subject that was started again has maps of the same names, and they are others. */
  private Walker walker(String subject, BpfMap map) {
    return walkers.compute(
        new Key(subject, map.name()),
        (key, known) -> known != null && known.map == map ? known : new Walker(map));
  }

  private void set(Samples samples, MapFigures map, List<SubjectCount> counted) {
    Key key = key(map);
    Entity known = entities.known(key);
    Entity entity =
        known != null ? known : entities.add(samples, key, List.of(key.subject(), key.map()));
    if (entity == null) {
      return;
    }
    samples.set(
        entity,
        AgentMapKind.ENTRIES,
        map.entries().isPresent() ? map.entries().getAsInt() : Column.NOT_MEASURED);
    samples.set(
        entity, AgentMapKind.CAPACITY, map.capacity() > 0 ? map.capacity() : Column.NOT_MEASURED);
    samples.set(entity, AgentMapKind.MEMORY, map.memory().orElse(Column.NOT_MEASURED));
    long lost = 0;
    boolean tells = false;
    for (SubjectCount count : counted) {
      if (count.map().equals(map.map()) && count.what() != What.EVENTS) {
        lost += count.value();
        tells = true;
      }
    }
    if (tells) {
      samples.setFromZero(entity, AgentMapKind.LOST, lost);
    }
  }

  private static Key key(MapFigures map) {
    return new Key(map.subject(), map.map());
  }
}
