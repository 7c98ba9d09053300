package dev.nodecast.aggregator.kube.objects;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ObjectSpecsTest {
  private final List<String> problems = new ArrayList<>();

  @Test
  void watchesEventsByDefault() {
    List<ObjectSpec> specs = parse(ObjectSpec.DEFAULT);
    assertThat(specs)
        .extracting(ObjectSpec::name, ObjectSpec::mode)
        .containsExactly(tuple("events", ObjectSpec.Mode.WATCH));
    assertThat(problems).isEmpty();
  }

  @Test
  void readsYamlAndJsonAlike() {
    List<ObjectSpec> yaml =
        parse(
            """
            - name: Pods
              mode: pull
              interval: 15m
              namespaces: [a, b]
              label_selector: app=x
            - name: deployments
              group: apps
              mode: watch
            """);
    List<ObjectSpec> json =
        parse(
            """
            [{"name":"pods","mode":"pull","interval":"15m","namespaces":["a","b"],
              "label_selector":"app=x"},{"name":"deployments","group":"apps","mode":"watch"}]""");
    assertThat(yaml).isEqualTo(json).hasSize(2);
    assertThat(yaml.get(0).interval()).isEqualTo(Duration.ofMinutes(15));
    assertThat(parse("[]")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() {
    List<ObjectSpec> specs =
        parse(
            """
            - {name: secrets}
            - {name: pods, mode: push, intervall: 5m}
            - {name: 'a/../b', interval: 1s}
            - {name: pods, exclude_watch_type: [GONE]}
            - {name: pods, mode: watch, interval: 1h, namespaces: ['x y']}
            - just text
            - {name: jobs, include_initial_state: 1}
            - {name: services}
            """);
    assertThat(specs).extracting(ObjectSpec::name).containsExactly("services");
    assertThat(problems)
        .containsExactly(
            "NODECAST_OBJECTS[0].name: secrets (expected: anything but secrets, which are never"
                + " collected)",
            "NODECAST_OBJECTS[1].intervall: unknown (expected: exclude_namespaces,"
                + " exclude_watch_type, field_selector, group, include_initial_state, interval,"
                + " label_selector, mode, name, namespaces)",
            "NODECAST_OBJECTS[1].mode: push (expected: pull or watch)",
            "NODECAST_OBJECTS[2].name: a/../b (expected: a plural name such as events)",
            "NODECAST_OBJECTS[2].interval: 1s (expected: >= 10s)",
            "NODECAST_OBJECTS[3].exclude_watch_type: given (expected: mode: watch)",
            "NODECAST_OBJECTS[3].exclude_watch_type: GONE (expected: ADDED, MODIFIED or DELETED)",
            "NODECAST_OBJECTS[4].interval: given (expected: mode: pull)",
            "NODECAST_OBJECTS[4].namespaces: x y (expected: names of namespaces)",
            "NODECAST_OBJECTS[5]: just text (expected: a mapping with a name)",
            "NODECAST_OBJECTS[6].include_initial_state: 1 (expected: true or false)");
  }

  @Test
  void refusesWhatIsNoListWithoutQuotingIt() {
    assertThat(parse("{name: pods}")).isEmpty();
    assertThat(parse("[{name: pods")).isEmpty();
    assertThat(parse("[{name: pods, name: jobs}]")).isEmpty();
    assertThat(parse("!!javax.script.ScriptEngineManager []")).isEmpty();
    assertThat(problems)
        .containsExactly(
            "NODECAST_OBJECTS: no list (expected: [{name: events, mode: watch}])",
            "NODECAST_OBJECTS: malformed at line 1 (expected: YAML or JSON)",
            "NODECAST_OBJECTS: malformed at line 1 (expected: YAML or JSON)",
            "NODECAST_OBJECTS: malformed at line 1 (expected: YAML or JSON)");
  }

  @Test
  void boundsWatches() {
    String many = IntStream.range(0, 100).mapToObj(i -> "n" + i).collect(joining(", "));
    String one = "{name: pods, mode: watch, namespaces: [" + many + "]}";
    parse("[" + one + "," + one + "," + one + "]");
    assertThat(problems)
        .containsExactly(
            "NODECAST_OBJECTS: 300 watches, one for each namespace named (expected: <= 200)");
  }

  private List<ObjectSpec> parse(String text) {
    return ObjectSpecs.parse(
        "NODECAST_OBJECTS",
        text,
        (offender, value, expected) ->
            problems.add(offender + ": " + value + " (expected: " + expected + ")"));
  }
}
