package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.read.Sort;
import java.util.List;

/** Makes the heads of a list: links that sort, or plain words inside of another page. */
record Heads(PageRequest request, List<Sort> sorts, boolean sortable) {
  Column column(Sort sort, String label, String css) {
    return sortable ? Column.sorted(request, sorts, sort, label, css) : Column.plain(label, css);
  }
}
