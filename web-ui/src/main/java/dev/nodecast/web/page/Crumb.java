package dev.nodecast.web.page;

/**
 * One step from the cluster to where a thing is.
 *
 * @param href empty for the page itself
 */
public record Crumb(String text, String href) {}
