/** What block devices do, from {@code block.bpf.c}. Starting point: {@link Block#start}. */
package dev.nodecast.bpf.block;
