package dev.nodecast.bpf;

/**
 * What the kernel counted of one program while {@link RunStats} were on, since it was loaded.
 *
 * @param id the kernel's number for it, as bpftool prints it
 * @param runs how often it ran
 * @param nanos how long, in sum over all processors
 */
public record ProgramStats(int id, long runs, long nanos) {}
