/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.file mirrors each struct, and a test compares the two. */
#ifndef NODECAST_FILE_H
#define NODECAST_FILE_H

#include "hist.h"
#include <linux/types.h>

/* Above every number of x86_64 and arm64; x32 calls carry bit 30 and are beyond it. */
#define FILE_NUMBERS 512

/* What a system call does, for file_operations; FileOperation.java has the same order. */
enum file_operation {
	FILE_NOTHING,
	FILE_READ, /* from its first argument */
	FILE_WRITE, /* to its first argument */
	FILE_OPEN,
	FILE_SYNC, /* its first argument */
	FILE_SEND, /* to its first argument from its second: sendfile */
	FILE_COPY, /* from its first argument to its third: copy_file_range, splice */
};

/* Of regular files. An operation that failed is one of zero bytes; an open that failed is only a failure. */
struct file_counts {
	__u64 reads;
	__u64 read_bytes;
	__u64 writes;
	__u64 write_bytes;
	__u64 opens;
	__u64 open_failures; /* whatever it would have been */
	__u64 fsyncs;
	struct hist read_latency_us;
	struct hist write_latency_us;
	struct hist open_latency_us;
	struct hist fsync_latency_us;
};

/* Operations that are not in the counts: cumulative. */
struct file_lost {
	__u64 starts; /* found no room to note their beginning */
	__u64 compat; /* of 32-bit programs, whose numbers mean other calls */
};

#endif
