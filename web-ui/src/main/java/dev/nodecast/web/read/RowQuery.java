package dev.nodecast.web.read;

/**
 * Which rows of a list to show. The implementation searches, sorts and cuts, so that a page costs
 * the same with 7 pods and with 100,000.
 *
 * @param search text to find, any case, in names (nodes: also kernel; pods: namespace, node;
 *     processes: command line, pid); empty for all
 * @param sort a column's name as in {@link Sort}
 * @param descending largest first
 * @param page from 0; one past the last page answers the last page
 * @param pageSize rows of a page, at most 200
 * @param node only rows of this node; empty for all
 * @param pod only rows of the pod with this uid; empty for all
 * @param severity only rows that are this bad or worse; {@code OK} for all
 * @param hold how the page stands now. Where its order is not due: answer the rows shown that still
 *     exist, in this order, without searching or sorting again. Where it is: rows move as far as
 *     two evaluations want them to
 * @param scope only rows of a part of the cluster
 */
public record RowQuery(
    String search,
    Sort sort,
    boolean descending,
    int page,
    int pageSize,
    String node,
    String pod,
    Severity severity,
    Order hold,
    Scope scope) {
  /** Most rows that one page shows. */
  public static final int MAX_PAGE_SIZE = 200;

  public RowQuery {
    if (page < 0) {
      throw new IllegalArgumentException("page: " + page + " (expected: >= 0)");
    }
    if (pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "pageSize: " + pageSize + " (expected: 1 to " + MAX_PAGE_SIZE + ")");
    }
  }

  /** Of the whole cluster. */
  public RowQuery(
      String search,
      Sort sort,
      boolean descending,
      int page,
      int pageSize,
      String node,
      String pod,
      Severity severity,
      Order hold) {
    this(search, sort, descending, page, pageSize, node, pod, severity, hold, Scope.ALL);
  }

  public RowQuery withScope(Scope part) {
    return new RowQuery(search, sort, descending, page, pageSize, node, pod, severity, hold, part);
  }

  public RowQuery withHold(Order order) {
    return new RowQuery(
        search, sort, descending, page, pageSize, node, pod, severity, order, scope);
  }
}
