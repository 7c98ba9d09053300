/**
 * Requests and their answers, from the bytes that kernel programs kept of them to the rows of
 * {@code service}. One class reads one protocol; none of them keeps a literal, a header's value or
 * a body.
 */
package dev.nodecast.agent.exchange;
