/**
 * Operations on regular files, from {@code file.bpf.c}. Starting point: {@link
 * dev.nodecast.bpf.file.FileAccess#start}.
 */
package dev.nodecast.bpf.file;
