package dev.nodecast.web.page;

import dev.nodecast.web.DashboardReads;
import dev.nodecast.web.PageRequest;
import dev.nodecast.web.live.Hold;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Shell;
import dev.nodecast.web.read.Sort;
import java.util.List;

/**
 * What a page is made from.
 *
 * @param subject the last segment of the path, decoded: a node's name, a pod's uid; or empty
 */
public record PageContext(
    PageRequest request, DashboardReads reads, Shell shell, String subject, Hold hold) {

  RowQuery rows(List<Sort> sorts, String table) {
    Sort sort = request.sort(sorts);
    return request.rows(sorts, sort.byValue() ? hold.of(table) : Order.NONE);
  }
}
