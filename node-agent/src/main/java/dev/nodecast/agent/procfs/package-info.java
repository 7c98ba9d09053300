/**
 * Pure parsers of the kernel's text files, and the one reader that feeds them.
 *
 * <p>A {@link dev.nodecast.agent.procfs.KernelFile} reads a file whole into a {@link
 * dev.nodecast.agent.procfs.FileBytes}; a parser turns those bytes into numbers it owns. Nothing
 * here decides what to read, when, or what a missing value means: that is the collector's. In the
 * steady state neither reading nor parsing allocates. Parsers are mutable and belong to one thread:
 * copy what must leave it. A field the file does not have is {@link
 * dev.nodecast.agent.procfs.TextScanner#NOT_MEASURED}, never zero.
 */
package dev.nodecast.agent.procfs;
