package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.EndpointRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of requests of one service, added up over its pods and their statuses. */
final class EndpointSums {
  private static final int STATUS = ServiceKind.KIND.labels().indexOf("status");

  private static final Comparator<EndpointRow> MOST_REQUESTS =
      Selection.byNumber((EndpointRow row) -> row.signals().requestsPerSecond(), true)
          .thenComparing(EndpointRow::key);

  private record Endpoint(String protocol, String operation, String target) {
    String key() {
      return protocol + '\n' + operation + '\n' + target;
    }
  }

  private static final class Sum {
    final SignalSum all = new SignalSum();
    final Map<String, SignalSum> failed = new HashMap<>();
  }

  private final Map<Endpoint, Sum> sums = new LinkedHashMap<>();

  private EndpointSums() {}

  static EndpointSums of(Present present, ServiceName name) {
    EndpointSums sums = new EndpointSums();
    for (NodeLine line : present.nodes()) {
      if (line.live()) {
        synchronized (line.state()) {
          sums.add(line.state().kind(ServiceKind.KIND), name);
        }
      }
    }
    return sums;
  }

  private void add(KindState rows, ServiceName name) {
    for (int slot : Measured.slots(rows)) {
      String[] labels = rows.labels(slot);
      if (!ServiceName.of(labels).equals(name)) {
        continue;
      }
      Endpoint endpoint =
          new Endpoint(
              labels[ServiceMaker.PROTOCOL],
              labels[ServiceMaker.OPERATION],
              labels[ServiceMaker.TARGET]);
      Sum sum = sums.computeIfAbsent(endpoint, e -> new Sum());
      sum.all.add(rows, slot);
      if (rows.number(ServiceKind.ERRORS, slot) > 0) {
        sum.failed.computeIfAbsent(labels[STATUS], s -> new SignalSum()).add(rows, slot);
      }
    }
  }

  int size() {
    return sums.size();
  }

  /** Most requests first. */
  List<EndpointRow> first(int most) {
    List<EndpointRow> rows = new ArrayList<>(sums.size());
    sums.forEach(
        (endpoint, sum) ->
            rows.add(
                new EndpointRow(
                    endpoint.key(),
                    endpoint.protocol(),
                    endpoint.operation(),
                    endpoint.target(),
                    sum.all.signals(),
                    failures(sum))));
    return List.copyOf(Selection.first(rows, MOST_REQUESTS, Math.min(most, rows.size())));
  }

  private static List<EndpointRow.Failure> failures(Sum sum) {
    List<EndpointRow.Failure> failures = new ArrayList<>();
    sum.failed.forEach(
        (status, of) -> failures.add(new EndpointRow.Failure(status, of.errorsPerSecond())));
    failures.sort(
        Comparator.comparingDouble(EndpointRow.Failure::perSecond)
            .reversed()
            .thenComparing(EndpointRow.Failure::status));
    return failures;
  }
}
