package dev.nodecast.aggregator.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.map.CallGraph.Node;
import dev.nodecast.aggregator.map.CallGraph.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MapLayoutTest {
  /** Calls such as "a>b"; names that begin with in- or out- are of the outside. */
  private static CallGraph graph(String... calls) {
    Set<String> names = new LinkedHashSet<>();
    List<String[]> pairs = new ArrayList<>();
    for (String call : calls) {
      String[] ends = call.split(">", 2);
      names.addAll(List.of(ends));
      if (ends.length == 2) {
        pairs.add(ends);
      }
    }
    List<Node> nodes = new ArrayList<>();
    names.forEach(name -> nodes.add(new Node(name, "", side(name))));
    return CallGraph.of(nodes, pairs);
  }

  private static Side side(String name) {
    return name.startsWith("in-")
        ? Side.CALLER
        : name.startsWith("out-") ? Side.CALLEE : Side.INSIDE;
  }

  private static Map<String, Place> places(MapLayout layout, CallGraph graph) {
    Map<String, Place> places = new LinkedHashMap<>();
    graph.nodes().forEach(node -> places.put(node.key(), layout.of(node.key())));
    assertThat(new HashSet<>(places.values())).as("each its own place").hasSize(places.size());
    return places;
  }

  private static Map<String, Place> fresh(CallGraph graph) {
    return places(MapLayout.NONE.next(graph), graph);
  }

  @Test
  void callsGoFromLeftToRightAndTheOutsideIsAtTheBorders() {
    Map<String, Place> at =
        fresh(
            graph(
                "in-net>web",
                "in-net>api",
                "web>cart",
                "api>cart",
                "cart>redis",
                "web>redis",
                "cart>out-bank",
                "job>redis"));
    assertThat(at.get("in-net").column()).isZero();
    assertThat(at.get("web").column()).isEqualTo(1);
    assertThat(at.get("api").column()).isEqualTo(1);
    assertThat(at.get("cart").column()).isEqualTo(2);
    assertThat(at.get("redis").column()).isEqualTo(3);
    assertThat(at.get("job").column()).as("right before what it calls").isEqualTo(2);
    assertThat(at.get("out-bank").column()).isEqualTo(4);
  }

  @Test
  void circlesAndSelfCallsEnd() {
    Map<String, Place> at = fresh(graph("a>b", "b>c", "c>a", "a>a", "b>a"));
    assertThat(at.get("a").column()).isZero();
    assertThat(at.get("b").column()).isEqualTo(1);
    assertThat(at.get("c").column()).isEqualTo(2);
  }

  @Test
  void aLongChainIsWalkedWithoutRecursion() {
    String[] chain = new String[20_000];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = String.format("n%05d>n%05d", i, i + 1);
    }
    assertThat(fresh(graph(chain)).get("n20000").column()).isEqualTo(20_000);
  }

  @Test
  void theOrderInWhichTheGraphIsToldMakesNoDifference() {
    List<String> calls = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      calls.add("s" + random.nextInt(80) + ">s" + random.nextInt(80));
    }
    Map<String, Place> first = fresh(graph(calls.toArray(String[]::new)));
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(calls, random);
      assertThat(fresh(graph(calls.toArray(String[]::new)))).isEqualTo(first);
    }
  }

  @Test
  void whoStaysKeepsItsPlaceWhileOthersComeAndGo() {
    List<String> calls =
        new ArrayList<>(List.of("in-net>web", "web>cart", "web>users", "cart>redis", "users>db"));
    MapLayout layout = MapLayout.NONE.next(graph(calls.toArray(String[]::new)));
    Map<String, Place> before = places(layout, graph(calls.toArray(String[]::new)));
    calls.add("cart>kafka");
    calls.remove("users>db");
    CallGraph changed = graph(calls.toArray(String[]::new));
    MapLayout next = layout.next(changed);
    Map<String, Place> after = places(next, changed);
    for (String name : List.of("in-net", "web", "cart", "users", "redis")) {
      assertThat(after.get(name)).as(name).isEqualTo(before.get(name));
    }
    assertThat(after.get("kafka").column()).isEqualTo(before.get("redis").column());
    calls.add("users>db");
    CallGraph back = graph(calls.toArray(String[]::new));
    Map<String, Place> again = places(next.next(back), back);
    assertThat(again.get("kafka"))
        .as("it took a free place for good")
        .isEqualTo(after.get("kafka"));
  }

  @Test
  void aReturningOneGetsItsPlaceBackWhereItIsFree() {
    CallGraph all = graph("web>cart", "web>users", "cart>redis", "users>db");
    MapLayout layout = MapLayout.NONE.next(all);
    Map<String, Place> before = places(layout, all);
    MapLayout without = layout.next(graph("web>cart", "web>users", "cart>redis"));
    assertThat(places(without.next(all), all)).isEqualTo(before);
  }

  /** Whatever happens, in any order: nobody moves but at a new layout, no place has two. */
  @Test
  void randomComingAndGoingMovesNobody() {
    Random random = new Random(11);
    MapLayout layout = MapLayout.NONE;
    Set<String> calls = new LinkedHashSet<>();
    for (int i = 0; i < 120; i++) {
      calls.add("s" + random.nextInt(60) + ">s" + random.nextInt(60));
    }
    layout = layout.next(graph(calls.toArray(String[]::new)));
    Map<String, Place> before = places(layout, graph(calls.toArray(String[]::new)));
    for (int round = 0; round < 300; round++) {
      List<String> list = new ArrayList<>(calls);
      calls.remove(list.get(random.nextInt(list.size())));
      calls.add("s" + random.nextInt(60) + ">s" + random.nextInt(60));
      CallGraph graph = graph(calls.toArray(String[]::new));
      layout = layout.next(graph);
      Map<String, Place> after = places(layout, graph);
      for (Map.Entry<String, Place> one : before.entrySet()) {
        if (after.containsKey(one.getKey())) {
          assertThat(after.get(one.getKey())).as(one.getKey()).isEqualTo(one.getValue());
        }
      }
      before = after;
    }
  }

  @Test
  void whenMostAreNewAllIsLaidOutAnew() {
    CallGraph few = graph("z>a");
    CallGraph many = graph("z>a", "b>z", "c>b", "d>c", "e>d");
    MapLayout layout = MapLayout.NONE.next(few).next(many);
    assertThat(places(layout, many)).isEqualTo(fresh(many));
  }

  @Test
  void servicesOfOneGroupStandTogether() {
    List<Node> nodes = new ArrayList<>();
    List<String[]> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      nodes.add(new Node("s" + i, "ns" + i % 3, Side.INSIDE));
      calls.add(new String[] {"web", "s" + i});
    }
    nodes.add(new Node("web", "edge", Side.INSIDE));
    CallGraph graph = CallGraph.of(nodes, calls);
    MapLayout layout = MapLayout.NONE.next(graph);
    String[] byRow = new String[12];
    for (int i = 0; i < 12; i++) {
      byRow[layout.of("s" + i).row()] = "ns" + i % 3;
    }
    int changes = 0;
    for (int i = 1; i < byRow.length; i++) {
      changes += byRow[i].equals(byRow[i - 1]) ? 0 : 1;
    }
    assertThat(changes).isEqualTo(2);
  }

  @Test
  void nothingHasNoPlaces() {
    MapLayout layout = MapLayout.NONE.next(graph());
    assertThat(layout.columns()).isZero();
    assertThat(layout.rows()).isZero();
  }
}
