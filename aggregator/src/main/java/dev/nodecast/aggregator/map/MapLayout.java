package dev.nodecast.aggregator.map;

import dev.nodecast.aggregator.map.CallGraph.Node;
import dev.nodecast.aggregator.map.CallGraph.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where everything stands: a pure function of the graph and of the layout before. Who is known
 * keeps its place, newcomers take free ones, and the place of who left is free. Only when less than
 * half of the nodes are known, or most of the remembered have left, is all of it laid out anew.
 */
public final class MapLayout {
  /** Nothing stands anywhere yet. */
  public static final MapLayout NONE = new MapLayout(Map.of());

  /** Places of so many that left are kept beyond as many as there are nodes. */
  private static final int MOST_GONE = 16;

  /** Columns of the outside; those between begin at 0. */
  private static final int CALLERS = -1;

  private static final int CALLEES = Integer.MAX_VALUE;

  /** No two have the same. */
  private final Map<String, Place> places;

  private final boolean callers;
  private final boolean callees;
  private final int inside;

  private MapLayout(Map<String, Place> places) {
    this.places = Map.copyOf(places);
    callers = places.values().stream().anyMatch(place -> place.column() == CALLERS);
    callees = places.values().stream().anyMatch(place -> place.column() == CALLEES);
    inside =
        1
            + places.values().stream()
                .mapToInt(Place::column)
                .filter(column -> column != CALLEES)
                .max()
                .orElse(CALLERS);
  }

  /** The layout of a graph after this one. */
  public MapLayout next(CallGraph graph) {
    long known = graph.nodes().stream().filter(node -> places.containsKey(node.key())).count();
    long gone = places.size() - known;
    int nodes = graph.nodes().size();
    return known * 2 < nodes || gone > nodes + MOST_GONE
        ? fresh(graph)
        : new MapLayout(grown(graph));
  }

  private static MapLayout fresh(CallGraph graph) {
    int[] layers = Layers.of(graph);
    int last = -1;
    for (int i = 0; i < layers.length; i++) {
      last = graph.nodes().get(i).side() == Side.INSIDE ? Math.max(last, layers[i]) : last;
    }
    // The outside stands left and right of all others while rows are ordered.
    List<List<Integer>> columns = new ArrayList<>();
    for (int i = 0; i < last + 3; i++) {
      columns.add(new ArrayList<>());
    }
    for (int i = 0; i < layers.length; i++) {
      int column =
          switch (graph.nodes().get(i).side()) {
            case CALLER -> 0;
            case INSIDE -> layers[i] + 1;
            case CALLEE -> last + 2;
          };
      columns.get(column).add(i);
    }
    Rows.order(graph, columns);
    int rows = columns.stream().mapToInt(List::size).max().orElse(0);
    Map<String, Place> places = new HashMap<>();
    for (int c = 0; c < columns.size(); c++) {
      List<Integer> column = columns.get(c);
      int top = (rows - column.size()) / 2;
      for (int row = 0; row < column.size(); row++) {
        Node node = graph.nodes().get(column.get(row));
        places.put(node.key(), new Place(column(node, c - 1), top + row));
      }
    }
    return new MapLayout(places);
  }

  private Map<String, Place> grown(CallGraph graph) {
    Map<String, Place> all = new HashMap<>(places);
    Map<Place, String> present = new HashMap<>();
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      String key = graph.nodes().get(i).key();
      Place place = places.get(key);
      if (place == null) {
        missing.add(i);
      } else {
        present.put(place, key);
      }
    }
    if (missing.isEmpty()) {
      return all;
    }
    Map<Place, String> remembered = new HashMap<>();
    places.forEach((key, place) -> remembered.put(place, key));
    List<List<Integer>> callers = graph.callers();
    List<List<Integer>> callees = graph.callees();
    for (int i : missing) {
      Node node = graph.nodes().get(i);
      int column = column(node, inside(graph, all, callers.get(i), callees.get(i)));
      Stream<Integer> neighbours = Stream.concat(callers.get(i).stream(), callees.get(i).stream());
      Place place = free(present, column, row(graph, all, neighbours));
      String before = remembered.get(place);
      if (before != null) {
        all.remove(before); // it left: should it come back, it is a newcomer
      }
      present.put(place, node.key());
      all.put(node.key(), place);
    }
    return all;
  }

  private static int column(Node node, int inside) {
    return switch (node.side()) {
      case CALLER -> CALLERS;
      case INSIDE -> inside;
      case CALLEE -> CALLEES;
    };
  }

  /** Behind its callers, or else before what it calls; the first column when it knows neither. */
  private static int inside(
      CallGraph graph, Map<String, Place> all, List<Integer> callers, List<Integer> callees) {
    int behind = columns(graph, all, callers).max().orElse(CALLERS);
    return behind >= 0 ? behind + 1 : Math.max(0, columns(graph, all, callees).min().orElse(1) - 1);
  }

  private static java.util.stream.IntStream columns(
      CallGraph graph, Map<String, Place> all, List<Integer> of) {
    return of.stream()
        .map(n -> graph.nodes().get(n))
        .filter(node -> node.side() == Side.INSIDE && all.containsKey(node.key()))
        .mapToInt(node -> all.get(node.key()).column());
  }

  private static int row(CallGraph graph, Map<String, Place> all, Stream<Integer> neighbours) {
    return (int)
        Math.round(
            neighbours
                .map(n -> all.get(graph.nodes().get(n).key()))
                .filter(place -> place != null)
                .mapToInt(Place::row)
                .average()
                .orElse(0));
  }

  /** The free row that is nearest; of two the upper one. */
  private static Place free(Map<Place, String> taken, int column, int wanted) {
    for (int distance = 0; ; distance++) {
      Place above = new Place(column, wanted - distance);
      if (above.row() >= 0 && !taken.containsKey(above)) {
        return above;
      }
      Place below = new Place(column, wanted + distance);
      if (!taken.containsKey(below)) {
        return below;
      }
    }
  }

  /** Where a node of the graph stands, the outside's columns counted. */
  public Place of(String key) {
    Place place = places.get(key);
    int column =
        switch (place.column()) {
          case CALLERS -> 0;
          case CALLEES -> columns() - 1;
          default -> place.column() + (callers ? 1 : 0);
        };
    return new Place(column, place.row());
  }

  /** How many there are, empty ones too. */
  public int columns() {
    return inside + (callers ? 1 : 0) + (callees ? 1 : 0);
  }

  /** Rows down to the lowest that anything stands or stood in. */
  public int rows() {
    return 1 + places.values().stream().mapToInt(Place::row).max().orElse(-1);
  }

  /** Whether the first column is the outside's. */
  public boolean callersOutside() {
    return callers;
  }

  /** Whether the last column is the outside's. */
  public boolean calleesOutside() {
    return callees;
  }
}
