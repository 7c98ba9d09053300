/** The page cache, from {@code cache.bpf.c}. Starting point: {@link PageCache#start}. */
package dev.nodecast.bpf.cache;
