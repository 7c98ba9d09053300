package dev.nodecast.web.read;

import java.time.Instant;

/**
 * One sampled request of a service.
 *
 * @param id unique
 * @param start first byte of the request
 * @param seconds until the answer's last byte
 * @param target route, table or topic; may be empty
 * @param status as the protocol spells it; empty: no answer came
 * @param where pod, container or unit that it was seen at, or the node
 * @param podUid uid of that pod's page; empty where there is none
 * @param peer address of the other end; empty when it is not known
 * @param traceId as in a traceparent, or random
 */
public record SpanRow(
    String id,
    Instant start,
    double seconds,
    String protocol,
    String operation,
    String target,
    String status,
    boolean error,
    String where,
    String podUid,
    String peer,
    String traceId) {}
