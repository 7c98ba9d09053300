package dev.nodecast.web.read;

import java.util.List;

/**
 * One page of a list.
 *
 * @param rows at most the query's page size
 * @param page which page this is; smaller than asked for when the list got shorter
 * @param matching how many rows match the search
 * @param total how many rows there are without search
 */
public record Rows<T>(List<T> rows, int page, int matching, int total) {
  public Rows {
    rows = List.copyOf(rows);
  }
}
