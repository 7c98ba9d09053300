package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pins who may see whom, in the poms and in what javac made of the sources. */
class ModuleDirectionTest {
  private static final Map<String, Set<String>> MAY_SEE =
      Map.of(
          "proto", Set.of(),
          "bpf", Set.of(),
          "web-ui", Set.of(),
          "node-agent", Set.of("proto", "bpf"),
          "aggregator", Set.of("proto", "web-ui"),
          "bench", Set.of("proto", "bpf", "web-ui", "node-agent", "aggregator"));

  /** The module whose classes live in a package. */
  private static final Map<String, String> OWNER =
      Map.of(
          "dev/nodecast/wire/", "proto",
          "dev/nodecast/v1/", "proto",
          "dev/nodecast/catalog/", "proto",
          "dev/nodecast/config/", "proto",
          "dev/nodecast/bpf/", "bpf",
          "dev/nodecast/web/", "web-ui",
          "dev/nodecast/agent/", "node-agent",
          "dev/nodecast/aggregator/", "aggregator",
          "dev/nodecast/bench/", "bench");

  private static final String GENERATED = "dev/nodecast/v1/";
  private static final Set<String> MAY_SEE_GENERATED =
      Set.of(
          "dev/nodecast/v1",
          "dev/nodecast/wire",
          "dev/nodecast/agent/stream",
          "dev/nodecast/aggregator/ingest");

  /** The agent is small: it carries no Kubernetes client, no database client and no web server. */
  private static final List<String> NOT_IN_AGENT =
      List.of("io/fabric8/", "io/vertx/", "com/clickhouse/", "com/fasterxml/", "gg/jte/");

  private static final Pattern OURS =
      Pattern.compile("<artifactId>nodecast-([a-z-]+)</artifactId>");
  private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][\\w$-]*(/[\\w$-]+)+");

  @Test
  void pomsNameOnlyModulesBelow() throws IOException {
    for (Map.Entry<String, Set<String>> module : MAY_SEE.entrySet()) {
      String pom =
          Files.readString(LocalCluster.repository().resolve(module.getKey()).resolve("pom.xml"));
      Set<String> named = new TreeSet<>();
      Matcher matcher = OURS.matcher(pom);
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
      named.remove(module.getKey());
      assertThat(named).as("%s/pom.xml", module.getKey()).isSubsetOf(module.getValue());
    }
  }

  @Test
  void classesNameOnlyModulesBelow() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Set<String>> module : MAY_SEE.entrySet()) {
      for (Map.Entry<String, Set<String>> one : references(module.getKey()).entrySet()) {
        for (String reference : one.getValue()) {
          String owner = owner(reference);
          if (owner != null
              && !owner.equals(module.getKey())
              && !module.getValue().contains(owner)) {
            wrong.add(one.getKey() + " names " + reference);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void generatedClassesStayAtTheEdges() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String module : List.of("proto", "node-agent", "aggregator")) {
      references(module)
          .forEach(
              (name, references) -> {
                String in = name.substring(0, name.lastIndexOf('/'));
                boolean edge = MAY_SEE_GENERATED.contains(in);
                if (!edge && references.stream().anyMatch(it -> it.startsWith(GENERATED))) {
                  wrong.add(name);
                }
              });
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void agentCarriesNoServerLibraries() throws IOException {
    List<String> wrong = new ArrayList<>();
    references("node-agent")
        .forEach(
            (name, references) -> {
              for (String reference : references) {
                if (NOT_IN_AGENT.stream().anyMatch(reference::startsWith)) {
                  wrong.add(name + " names " + reference);
                }
              }
            });
    assertThat(wrong).isEmpty();
    try (Stream<Path> jars = Files.list(LocalCluster.repository().resolve("dist/agent/lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .as("dist/agent/lib")
          .isNotEmpty()
          .noneMatch(jar -> jar.matches("(vertx|kubernetes|clickhouse|jackson|jte|htmx).*"));
    }
  }

  private static String owner(String reference) {
    return OWNER.entrySet().stream()
        .filter(entry -> reference.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** What each compiled class of a module names, by class; slashes for dots. */
  private static Map<String, Set<String>> references(String module) throws IOException {
    Path classes = LocalCluster.repository().resolve(module).resolve("target/classes");
    Map<String, Set<String>> all = new HashMap<>();
    if (module.equals("bench") && !Files.exists(classes)) {
      return all;
    }
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString();
        all.put(name.substring(0, name.length() - ".class".length()), named(file));
      }
    }
    if (!module.equals("bench")) {
      assertThat(all).as("%s: compiled classes", classes).isNotEmpty();
    }
    return all;
  }

  /** Names of classes in the texts of a constant pool: references, descriptors and signatures. */
  private static Set<String> named(Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.skipNBytes(8); // magic and version
      int entries = in.readUnsignedShort();
      for (int i = 1; i < entries; i++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> {
            Matcher matcher = CLASS.matcher(in.readUTF());
            while (matcher.find()) {
              // A descriptor's leading L belongs to no name: Ldev/nodecast/... names
              // dev/nodecast/...
              String name = matcher.group();
              names.add(name.matches("L[a-z].*") ? name.substring(1) : name);
            }
          }
          case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
          case 5, 6 -> {
            in.skipNBytes(8);
            i++; // long and double take two entries
          }
          case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
          case 15 -> in.skipNBytes(3);
          default -> throw new IOException(file + ": constant pool tag " + tag);
        }
      }
    }
    return names;
  }
}
