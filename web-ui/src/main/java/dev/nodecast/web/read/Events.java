package dev.nodecast.web.read;

import java.util.List;

/**
 * A page of events.
 *
 * @param error the database's own words when it could not be asked, and rows are only what is in
 *     memory; empty when it could
 */
public record Events(Rows<EventRow> rows, String error) {
  public static Events failed(String error) {
    return new Events(new Rows<>(List.of(), 0, 0, 0), error);
  }
}
