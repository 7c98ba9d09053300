package dev.nodecast.web.page;

import dev.nodecast.web.live.View;

/** One page. Has no state: the same context gives the same view. */
public interface Page {
  View view(PageContext context);
}
