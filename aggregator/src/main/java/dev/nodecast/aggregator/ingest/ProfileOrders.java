package dev.nodecast.aggregator.ingest;

import dev.nodecast.catalog.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much somebody wants which node to measure, kept over restarts in a file of lines {@code node
 * TAB profile TAB subject,subject}. A node without an order measures what its own configuration
 * says.
 */
public final class ProfileOrders {
  /**
   * One order.
   *
   * @param subjects of profile custom; empty for the others
   */
  public record Order(Profile profile, List<String> subjects) {
    public Order {
      subjects = List.copyOf(subjects);
    }
  }

  private static final Logger logger = LoggerFactory.getLogger(ProfileOrders.class);

  /** As many as nodes; a file cannot grow for ever by names that nobody has. */
  private static final int MAX_ORDERS = 10_000;

  private static final int FIELDS = 3;

  private final Path file;
  private final Map<String, Order> orders = new TreeMap<>();

  private ProfileOrders(Path file) {
    this.file = file;
  }

  /** Orders that a restart forgets. */
  static ProfileOrders inMemory() {
    return new ProfileOrders(null);
  }

  /** Reads the file, which need not be there; a line that is none is left out and logged. */
  public static ProfileOrders load(Path file) {
    ProfileOrders read = new ProfileOrders(file);
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        read.parse(line);
      }
    } catch (IOException e) {
      logger.warn(
          "{}: {} (expected: readable; nodes measure what they are configured to)",
          file,
          e.toString());
    }
    return read;
  }

  private void parse(String line) {
    String[] fields = line.split("\t", -1);
    try {
      if (fields.length != FIELDS) {
        throw new IllegalArgumentException(fields.length + " fields");
      }
      List<String> subjects = fields[2].isEmpty() ? List.of() : List.of(fields[2].split(","));
      orders.put(fields[0], new Order(Profile.valueOf(fields[1]), subjects));
    } catch (IllegalArgumentException e) {
      logger.warn("{}: {} (expected: node TAB profile TAB subjects)", file, e.getMessage());
    }
  }

  /** What is ordered for a node. */
  public synchronized Optional<Order> of(String node) {
    return Optional.ofNullable(orders.get(node));
  }

  /**
   * Orders, or with an empty order takes back; in the file before this returns.
   *
   * @throws IOException when the file cannot be written; nothing is changed then
   */
  synchronized void set(String node, Optional<Order> order) throws IOException {
    if (order.isPresent() && orders.size() >= MAX_ORDERS && !orders.containsKey(node)) {
      throw new IOException(
          "profile: " + orders.size() + " nodes have one (expected: fewer; take some back)");
    }
    Order before = orders.get(node);
    put(node, order.orElse(null));
    try {
      write();
    } catch (IOException e) {
      put(node, before);
      throw e;
    }
  }

  private void put(String node, Order order) {
    if (order == null) {
      orders.remove(node);
    } else {
      orders.put(node, order);
    }
  }

  /** Whole and under another name first: a crash leaves the old file or the new one. */
  private void write() throws IOException {
    if (file == null) {
      return;
    }
    List<String> lines = new ArrayList<>();
    orders.forEach(
        (node, order) ->
            lines.add(node + "\t" + order.profile() + "\t" + String.join(",", order.subjects())));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, lines, StandardCharsets.UTF_8);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
