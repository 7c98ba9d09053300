package dev.nodecast.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Flattens a settings file to {@code key -> text}. Works on the node tree and not on loaded values,
 * so that {@code 010}, {@code yes} and {@code 5s} arrive as written and nothing is instantiated.
 */
final class YamlFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 4;

  private final List<String> problems;
  private final Map<String, String> values = new LinkedHashMap<>();

  private YamlFile(List<String> problems) {
    this.problems = problems;
  }

  /** Keys joined with dots, in file order; what cannot be read is added to {@code problems}. */
  static Map<String, String> read(Path file, List<String> problems) {
    YamlFile yaml = new YamlFile(problems);
    try {
      if (Files.size(file) > MAX_BYTES) {
        problems.add(file + ": " + Files.size(file) + " bytes (expected: <= 1MiB)");
        return Map.of();
      }
      Node root = compose(Files.readString(file));
      if (root instanceof MappingNode mapping) {
        yaml.flatten("", mapping, 1);
      } else if (root != null) {
        problems.add(file + ": no mapping at the top (expected: lines of key: value)");
      }
    } catch (MarkedYAMLException e) {
      // Only the position: the message quotes the line, which may hold a secret.
      problems.add(file + ": " + position(e) + " (expected: YAML)");
    } catch (YAMLException | IOException e) {
      problems.add(file + ": " + e.getClass().getSimpleName() + " (expected: a readable file)");
    }
    return yaml.values;
  }

  /** By hand and not through {@code Yaml}, which drags in java.beans and with it java.desktop. */
  private static Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    ParserImpl parser = new ParserImpl(new StreamReader(text), options);
    return new Composer(parser, new Resolver(), options).getSingleNode();
  }

  private static String position(MarkedYAMLException e) {
    return e.getProblemMark() == null ? "malformed" : "line " + (e.getProblemMark().getLine() + 1);
  }

  private void flatten(String prefix, MappingNode mapping, int depth) {
    for (NodeTuple tuple : mapping.getValue()) {
      String key = prefix + (tuple.getKeyNode() instanceof ScalarNode s ? s.getValue() : "?");
      Node value = tuple.getValueNode();
      if (value instanceof MappingNode inner && depth < MAX_DEPTH) {
        flatten(key + ".", inner, depth + 1);
      } else if (value instanceof ScalarNode || value instanceof SequenceNode) {
        if (values.putIfAbsent(key, text(key, value)) != null) {
          problems.add(key + ": given twice (expected: once)");
        }
      } else {
        problems.add(key + ": nested too deep (expected: at most " + MAX_DEPTH + " levels)");
      }
    }
  }

  private String text(String key, Node value) {
    if (value instanceof ScalarNode scalar) {
      return isNull(scalar) ? "" : scalar.getValue();
    }
    StringJoiner items = new StringJoiner(",");
    for (Node item : ((SequenceNode) value).getValue()) {
      if (item instanceof ScalarNode scalar) {
        items.add(scalar.getValue());
      } else {
        problems.add(key + ": nested list (expected: plain values)");
      }
    }
    return items.toString();
  }

  private static boolean isNull(ScalarNode scalar) {
    return scalar.isPlain() && List.of("~", "null", "").contains(scalar.getValue());
  }
}
