package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.DatabaseException.Fate;
import dev.nodecast.aggregator.store.Watermarks.Stream;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores one block exactly once. When the answer to an insert is lost, two things together decide:
 * the table is asked whether it has the rows, and if not the very same bytes go again under the
 * same token, so that a first attempt which is still under way on the server cannot be doubled.
 */
final class BlockSender {
  private static final Logger log = LoggerFactory.getLogger(BlockSender.class);

  /** What became of a block. */
  enum Sent {
    STORED,
    /** The server answered that it does not take it now; it is not stored. */
    REFUSED,
    /** The server is not there; it is not stored. */
    DOWN,
    /** Closing: it may be stored or not. */
    GIVEN_UP
  }

  /** Waits between attempts. */
  interface Pause {
    /**
     * Waits before an attempt.
     *
     * @return false when there shall be no further attempt
     */
    boolean before(int attempt);
  }

  private final Database database;
  private final WriteCounters counters;
  private final Pause pause;
  private final String tokens = UUID.randomUUID().toString();
  private long blocks;
  private DatabaseException lastFailure;

  BlockSender(Database database, WriteCounters counters, Pause pause) {
    this.database = database;
    this.counters = counters;
    this.pause = pause;
  }

  /** Why the last block was not stored. */
  DatabaseException lastFailure() {
    return lastFailure;
  }

  /** Asks whether a table has a block. */
  interface Presence {
    boolean stored(Database database);
  }

  /**
   * @param last highest sequence number in the block, by stream
   * @param day beginning of the rows' day, Unix seconds
   */
  Sent send(Table table, NativeBlock block, Map<Stream, Long> last, long day) {
    return send(
        table,
        block.array(),
        block.length(),
        Map.of(),
        asked -> Watermarks.stored(asked, table, last, day));
  }

  /**
   * @param settings of the insert
   * @param presence how to tell whether the block is stored
   */
  Sent send(
      Table table, byte[] block, int length, Map<String, String> settings, Presence presence) {
    String token = table.name() + '-' + tokens + '-' + blocks++;
    boolean unsure = false;
    for (int attempt = 1; ; attempt++) {
      try {
        database.insert(table, block, length, token, settings);
        return Sent.STORED;
      } catch (DatabaseException e) {
        lastFailure = e;
        counters.failed(e);
        if (e.fate() == Fate.NOT_SENT && !unsure) {
          return Sent.DOWN;
        }
        unsure |= e.fate() == Fate.UNKNOWN;
        Boolean stored = stored(presence);
        if (Boolean.TRUE.equals(stored)) {
          counters.recovered();
          return Sent.STORED;
        }
        // An error answer ends the attempt it answers. After a lost answer only errors that every
        // attempt gets say that the lost one failed as well.
        if (e.fate() == Fate.REFUSED && stored != null && (!unsure || e.schemaLost())) {
          return Sent.REFUSED;
        }
        log.warn("{}: attempt {}: {}", table.name(), attempt, e.getMessage());
        if (!pause.before(attempt)) {
          return Sent.GIVEN_UP;
        }
        counters.retried();
      }
    }
  }

  /** Null: nobody knows, the question failed too. */
  private Boolean stored(Presence presence) {
    try {
      return presence.stored(database);
    } catch (DatabaseException e) {
      // A table that is gone has no rows.
      return e.schemaLost() ? Boolean.FALSE : null;
    }
  }
}
