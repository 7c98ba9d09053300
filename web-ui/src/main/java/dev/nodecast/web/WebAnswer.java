package dev.nodecast.web;

import java.util.Map;

/**
 * What to send.
 *
 * @param body may be shared between answers: never change it
 */
public record WebAnswer(int status, Map<String, String> headers, byte[] body) {}
