package dev.nodecast.aggregator.kube.kubelet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads {@code /stats/summary}, a pod at a time, so that no tree of the whole is ever built. What
 * is missing or of another type is absent; only what is not JSON to its end is refused.
 */
final class SummaryReader {
  /** Ten times what a kubelet runs at most by its documentation, 110 pods. */
  static final int MAX_PODS = 1100;

  /** Containers, volumes or interfaces of one pod. */
  static final int MAX_PARTS = 200;

  private static final int MAX_NAME = 253;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonFactory JSON = MAPPER.getFactory();

  private Summary.Node node = node(MAPPER.createObjectNode());
  private final List<Summary.Pod> pods = new ArrayList<>();
  private int skipped;

  private SummaryReader() {}

  static Summary read(byte[] json) throws IOException {
    SummaryReader reader = new SummaryReader();
    try (JsonParser parser = JSON.createParser(json)) {
      reader.read(parser);
    }
    return new Summary(reader.node, List.copyOf(reader.pods), reader.skipped);
  }

  private void read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (field.equals("node") && value == JsonToken.START_OBJECT) {
        node = node(MAPPER.readTree(parser));
      } else if (field.equals("pods") && value == JsonToken.START_ARRAY) {
        readPods(parser);
      } else {
        parser.skipChildren();
      }
    }
    // skipChildren() and nextFieldName() are content with an input that ends early.
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("ends early");
    }
  }

  private void readPods(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    for (; token != JsonToken.END_ARRAY && token != null; token = parser.nextToken()) {
      if (token != JsonToken.START_OBJECT || pods.size() >= MAX_PODS) {
        parser.skipChildren();
        skipped++;
        continue;
      }
      Summary.Pod pod = pod(MAPPER.readTree(parser));
      if (pod.uid().isEmpty() || pod.name().isEmpty()) {
        skipped++;
      } else {
        pods.add(pod);
      }
    }
  }

  private Summary.Node node(JsonNode json) {
    return new Summary.Node(
        text(json, "nodeName"),
        usage(json, "fs"),
        network(json.path("network")),
        number(json.path("rlimit"), "curproc"),
        number(json.path("rlimit"), "maxpid"),
        parts(json, "systemContainers", this::container));
  }

  private Summary.Pod pod(JsonNode json) {
    JsonNode reference = json.path("podRef");
    return new Summary.Pod(
        text(reference, "namespace"),
        text(reference, "name"),
        text(reference, "uid"),
        usage(json, "ephemeral-storage"),
        network(json.path("network")),
        parts(json, "volume", SummaryReader::volume),
        parts(json, "containers", this::container));
  }

  private Summary.Container container(JsonNode json) {
    return new Summary.Container(
        text(json, "name"), usage(json, "rootfs"), files(json.path("logs")));
  }

  private static Summary.Volume volume(JsonNode json) {
    return new Summary.Volume(text(json, "name"), text(json.path("pvcRef"), "name"), files(json));
  }

  /** The interface by default is spread over the object that lists them all. */
  private Summary.Network network(JsonNode json) {
    return new Summary.Network(
        text(json, "name").isEmpty() ? List.of() : List.of(link(json)),
        parts(json, "interfaces", SummaryReader::link));
  }

  private static Summary.Interface link(JsonNode json) {
    return new Summary.Interface(
        text(json, "name"),
        number(json, "rxBytes"),
        number(json, "rxErrors"),
        number(json, "txBytes"),
        number(json, "txErrors"));
  }

  private static Summary.Usage usage(JsonNode json, String files) {
    JsonNode cpu = json.path("cpu");
    JsonNode memory = json.path("memory");
    return new Summary.Usage(
        time(json, "startTime"),
        new Summary.Cpu(time(cpu, "time"), number(cpu, "usageCoreNanoSeconds")),
        new Summary.Memory(
            number(memory, "availableBytes"),
            number(memory, "usageBytes"),
            number(memory, "workingSetBytes"),
            number(memory, "rssBytes"),
            number(memory, "pageFaults"),
            number(memory, "majorPageFaults")),
        files(json.path(files)));
  }

  private static Summary.FileSystem files(JsonNode json) {
    return new Summary.FileSystem(
        number(json, "availableBytes"),
        number(json, "capacityBytes"),
        number(json, "usedBytes"),
        number(json, "inodes"),
        number(json, "inodesFree"),
        number(json, "inodesUsed"));
  }

  private <T> List<T> parts(JsonNode json, String field, Function<JsonNode, T> part) {
    List<T> parts = new ArrayList<>();
    for (JsonNode element : json.path(field)) {
      if (parts.size() >= MAX_PARTS || text(element, "name").isEmpty()) {
        skipped++;
      } else {
        parts.add(part.apply(element));
      }
    }
    return parts;
  }

  /** Numbers are uint64 there; one beyond 2⁶³ is a subtraction that went wrong. */
  private static long number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    boolean usable = value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
    return usable ? value.longValue() : Amounts.NONE;
  }

  private static long time(JsonNode json, String field) {
    try {
      String text = json.path(field).textValue();
      return text == null ? Amounts.NONE : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return Amounts.NONE;
    }
  }

  private static String text(JsonNode json, String field) {
    String text = json.path(field).textValue();
    return text == null || text.length() > MAX_NAME ? "" : text;
  }
}
