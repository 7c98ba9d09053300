/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.block mirrors each struct, and a test compares the two. */
#ifndef NODECAST_BLOCK_H
#define NODECAST_BLOCK_H

#include "hist.h"

/* Since the program was loaded: requests that devices completed for a cgroup, without an error. */
struct block_counts {
	__u64 reads;
	__u64 read_bytes;
	__u64 writes;
	__u64 write_bytes;
	struct hist read_latency_us; /* from the issue to the driver to the end */
	struct hist write_latency_us;
};

/* What is done. What moves no data and is no flush is other: zones, and commands that a driver passes through. */
#define BLOCK_READ 0
#define BLOCK_WRITE 1
#define BLOCK_DISCARD 2
#define BLOCK_FLUSH 3
#define BLOCK_OTHER 4

struct block_operation {
	__u32 major; /* of the whole disk */
	__u32 minor;
	__u32 operation;
	__u32 pad;
};

/* Since the program was loaded: one operation of one disk. */
struct block_operation_counts {
	__u64 operations; /* without those that failed */
	__u64 bytes;
	__u64 errors;
	struct hist latency_us;
	struct hist size_bytes;
};

/* What had no room: cumulative. */
struct block_lost {
	__u64 requests; /* found the table of those under way full, and are counted nowhere */
	__u64 devices; /* requests to the devices beyond the table's bound; their cgroups count them */
};

#endif
