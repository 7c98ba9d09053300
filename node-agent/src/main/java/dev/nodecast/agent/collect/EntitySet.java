package dev.nodecast.agent.collect;

import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.Kind;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The entities that one collector's source lists: those it names are defined when they first
 * appear, those it names no more end. At the limit of entities an item is left out until there is
 * room.
 *
 * @param <K> what the source knows them by
 */
public final class EntitySet<K> {
  private static final class Member {
    final Entity entity;
    long round;

    Member(Entity entity) {
      this.entity = entity;
    }
  }

  private final Kind kind;
  private final Map<K, Member> members = new HashMap<>();
  private long round;

  public EntitySet(Kind kind) {
    this.kind = kind;
  }

  /** A new reading of the source begins. */
  public void begin() {
    round++;
  }

  /**
   * The entity of an item in this reading.
   *
   * @param name the one label of a new entity
   * @return null at the limit
   */
  public Entity find(Samples samples, K key, Function<K, String> name) {
    Entity known = known(key);
    return known != null ? known : add(samples, key, List.of(name.apply(key)));
  }

  /** The entity of an item in this reading if it was there before, else null. */
  public Entity known(K key) {
    Member member = members.get(key);
    if (member == null) {
      return null;
    }
    member.round = round;
    return member.entity;
  }

  /** Takes in a new item; null at the limit. */
  public Entity add(Samples samples, K key, List<String> labels) {
    Entity entity = samples.define(kind, labels);
    if (entity == null) {
      return null;
    }
    Member member = new Member(entity);
    member.round = round;
    members.put(key, member);
    return entity;
  }

  /**
   * Whether what appears in this reading was not there in an earlier one, so that its counters
   * began at zero since; in the first reading everything was there before.
   */
  public boolean newcomersAreBorn() {
    return round > 1;
  }

  /** The reading is complete: what it did not name has ended. */
  public void endMissing(Samples samples) {
    Iterator<Member> all = members.values().iterator();
    while (all.hasNext()) {
      Member member = all.next();
      if (member.round != round) {
        samples.end(member.entity);
        all.remove();
      }
    }
  }
}
