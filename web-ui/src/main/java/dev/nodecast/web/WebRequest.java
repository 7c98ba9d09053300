package dev.nodecast.web;

/**
 * One GET as it came.
 *
 * @param path raw, percent-encoded
 * @param query raw, without the question mark; may be empty
 * @param cookie the Cookie header; may be empty
 * @param ifNoneMatch the header; may be empty
 */
public record WebRequest(String path, String query, String cookie, String ifNoneMatch) {}
