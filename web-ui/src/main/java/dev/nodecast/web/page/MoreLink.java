package dev.nodecast.web.page;

/**
 * From the first rows of a list to all of them.
 *
 * @param href empty when all are shown already
 */
public record MoreLink(String href, String text) {
  public static final MoreLink NONE = new MoreLink("", "");
}
