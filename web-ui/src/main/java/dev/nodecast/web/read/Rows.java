package dev.nodecast.web.read;

import java.util.List;

/**
 * One page of a list.
 *
 * @param rows at most the query's page size
 * @param page which page this is; smaller than asked for when the list got shorter
 * @param matching how many rows match the search
 * @param total how many rows there are without search
 * @param wanted for the next {@link Order}: ids in the order that this evaluation came to, or of
 *     the query where it asked for none; at most two pages of them
 */
public record Rows<T>(List<T> rows, int page, int matching, int total, List<String> wanted) {
  public Rows {
    rows = List.copyOf(rows);
    wanted = List.copyOf(wanted);
  }

  /** Of an order that needs no memory. */
  public Rows(List<T> rows, int page, int matching, int total) {
    this(rows, page, matching, total, List.of());
  }
}
