package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.map.CallGraph.Side;
import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Signals;
import java.util.List;
import java.util.Map;

/**
 * All calls of one picture of the live state.
 *
 * @param ends by {@link CallEnd#key}
 */
record CallPicture(
    List<CallLine> calls,
    Map<String, CallLine> byKey,
    Map<String, End> ends,
    List<String> namespaces,
    List<String> protocols) {
  /**
   * One call.
   *
   * @param sum what its row prints, to be added up with others
   * @param search lower-case text that searches look in
   */
  record CallLine(CallRow row, SignalSum sum, String search) {
    String from() {
      return row.from().key();
    }

    String to() {
      return row.to().key();
    }
  }

  /**
   * One end of calls.
   *
   * @param answers whether its signals are of what it answers; else of what it asks
   */
  record End(CallEnd end, Side side, Health health, Signals signals, boolean answers) {}
}
