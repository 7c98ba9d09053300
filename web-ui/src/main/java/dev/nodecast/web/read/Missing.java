package dev.nodecast.web.read;

/**
 * Why a panel is empty somewhere.
 *
 * @param what the kernel feature or panel
 * @param why the kernel's own words or the rule
 * @param advice what to do about it; may be empty
 */
public record Missing(String what, String why, String advice) {}
