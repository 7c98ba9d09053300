/** The limited set, for kernels without BTF and those before Linux 5.8: basic.bpf.c. */
package dev.nodecast.bpf.basic;
