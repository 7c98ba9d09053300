/**
 * Proofs of the whole: real processes, started from {@code dist/} as a user's are, on free ports
 * and in temporary directories, are asked over HTTP and SQL and compared with the kernel's own
 * files. {@code scripts/package} must have run.
 */
package dev.nodecast.bench.proof;
