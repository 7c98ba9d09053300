package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.ProgramSupport;

/**
 * One program as last looked at.
 *
 * @param counted whether runs and nanos are known: false until the first window, and where the
 *     kernel refuses its statistics
 * @param runs since it was first seen, estimated
 * @param nanos spent in them, estimated
 */
public record ProgramFigures(ProgramSupport support, boolean counted, long runs, long nanos) {}
