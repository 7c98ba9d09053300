package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.web.CallPicture.CallLine;
import dev.nodecast.aggregator.web.CallPicture.End;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.ServicePicture.ServiceLine;
import dev.nodecast.catalog.EdgeKind;
import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Signals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adds up the rows of kind {@code edge} of all nodes, one node's monitor at a time. Both ends tell
 * of a call: the server's rows count where a live node has any, else the client's; never both. As
 * large as the live state's rows are many, and these are bounded by node.
 */
final class CallMaker {
  private record Pair(EdgeEnd from, EdgeEnd to, String protocol) {
    String key() {
      return from.key() + '\n' + to.key() + '\n' + protocol;
    }
  }

  /** What one end's rows say of a call. */
  private static final class Told {
    final SignalSum signals = new SignalSum();
    double requestBytes = Double.NaN;
    double responseBytes = Double.NaN;
    boolean any;

    void add(KindState rows, int slot) {
      any = true;
      signals.addEdge(rows, slot);
      requestBytes = Measured.add(requestBytes, rows.rate(EdgeKind.REQUEST_BYTES, slot));
      responseBytes = Measured.add(responseBytes, rows.rate(EdgeKind.RESPONSE_BYTES, slot));
    }
  }

  private static final class Call {
    final Told server = new Told();
    final Told client = new Told();

    Told told() {
      return server.any ? server : client;
    }
  }

  /** What an end answers and asks on all of its calls. */
  private static final class Sum {
    final EdgeEnd of;
    final SignalSum answered = new SignalSum();
    final SignalSum asked = new SignalSum();
    boolean answers;
    boolean live;

    Sum(EdgeEnd of) {
      this.of = of;
    }
  }

  private final ServicePicture services;
  private final Map<Pair, Call> calls = new LinkedHashMap<>();
  private final Map<String, Sum> sums = new LinkedHashMap<>();

  private CallMaker(ServicePicture services) {
    this.services = services;
  }

  static CallPicture of(Present present, ServicePicture services) {
    CallMaker maker = new CallMaker(services);
    for (NodeLine line : present.nodes()) {
      synchronized (line.state()) {
        maker.add(line.state().kind(EdgeKind.KIND), line.live());
      }
    }
    return maker.picture();
  }

  private void add(KindState rows, boolean live) {
    for (int slot : Measured.slots(rows)) {
      String[] labels = rows.labels(slot);
      Pair pair =
          new Pair(EdgeEnd.client(labels), EdgeEnd.server(labels), labels[EdgeEnd.PROTOCOL]);
      Call call = calls.computeIfAbsent(pair, p -> new Call());
      // A silent node's last values are no figures of now.
      if (live) {
        boolean server = labels[EdgeEnd.SEEN_BY].equals(ServiceName.SERVER);
        (server ? call.server : call.client).add(rows, slot);
      }
    }
  }

  private CallPicture picture() {
    calls.forEach(
        (pair, call) -> {
          Sum from = sums.computeIfAbsent(pair.from().key(), k -> new Sum(pair.from()));
          Sum to = sums.computeIfAbsent(pair.to().key(), k -> new Sum(pair.to()));
          from.asked.add(call.told().signals);
          to.answered.add(call.told().signals);
          to.answers = true;
          from.live |= call.told().any;
          to.live |= call.told().any;
        });
    Map<String, End> ends = new HashMap<>();
    sums.forEach((key, sum) -> ends.put(key, end(key, sum)));
    List<CallLine> lines = new ArrayList<>(calls.size());
    Map<String, CallLine> byKey = new HashMap<>();
    Set<String> namespaces = new TreeSet<>();
    Set<String> protocols = new TreeSet<>();
    calls.forEach(
        (pair, call) -> {
          CallLine line =
              line(pair, call, ends.get(pair.from().key()).end(), ends.get(pair.to().key()).end());
          lines.add(line);
          byKey.put(line.row().key(), line);
          protocols.add(pair.protocol());
          namespaces.add(pair.from().namespace());
          namespaces.add(pair.to().namespace());
        });
    namespaces.remove("");
    return new CallPicture(
        List.copyOf(lines),
        Map.copyOf(byKey),
        Map.copyOf(ends),
        List.copyOf(namespaces),
        List.copyOf(protocols));
  }

  private End end(String key, Sum sum) {
    ServiceLine service = service(sum.of, ServiceName.SERVER);
    service = service == null ? service(sum.of, ServiceName.CLIENT) : service;
    CallEnd end =
        new CallEnd(
            key,
            sum.of.kind(),
            sum.of.shown(),
            sum.of.namespace(),
            service == null ? "" : service.row().key());
    if (service != null) {
      // The same figures as on its own page.
      return new End(
          end,
          sum.of.side(),
          service.row().health(),
          service.row().signals(),
          service.row().server());
    }
    SignalSum signals = sum.answers ? sum.answered : sum.asked;
    return new End(end, sum.of.side(), health(sum.live, signals), signals.signals(), sum.answers);
  }

  private ServiceLine service(EdgeEnd end, String role) {
    ServiceName name = end.service(role);
    return name == null ? null : services.byKey().get(name.key());
  }

  private static CallLine line(Pair pair, Call call, CallEnd from, CallEnd to) {
    Told told = call.told();
    Signals signals = told.signals.signals();
    CallRow row =
        new CallRow(
            pair.key(),
            from,
            to,
            pair.protocol(),
            health(told.any, told.signals),
            signals,
            told.requestBytes,
            told.responseBytes,
            call.server.any);
    String search =
        String.join(
            "\n", from.name(), from.namespace(), to.name(), to.namespace(), pair.protocol());
    return new CallLine(row, told.signals, search.toLowerCase(Locale.ROOT));
  }

  private static Health health(boolean live, SignalSum signals) {
    return ServiceMaker.health(live, signals.recent(), signals.signals().errorShare());
  }
}
