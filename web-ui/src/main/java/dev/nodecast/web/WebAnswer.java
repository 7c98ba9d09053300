package dev.nodecast.web;

import java.util.Map;

/**
 * What to send.
 *
 * @param body may be shared between answers: never change it
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record WebAnswer(int status, Map<String, String> headers, byte[] body) {}
