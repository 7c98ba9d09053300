package dev.nodecast.web.read;

/**
 * A program that speaks TLS, on all nodes where it is the same.
 *
 * @param program the executable's name
 * @param where its workload, unit or container; empty for a process of a node itself
 * @param library that it speaks TLS by
 * @param state whether it is read, or could be, or why not, in words
 * @param read whether what it asks and answers is in the services' figures
 * @param connections since the agents' start, in sum
 * @param nodes how many
 * @param node one of them
 * @param pid a process of it there
 */
public record TlsRow(
    String program,
    String where,
    String library,
    String state,
    boolean read,
    double connections,
    int nodes,
    String node,
    double pid) {}
