/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.syscall mirrors each struct, and a test compares the two. */
#ifndef NODECAST_SYSCALL_H
#define NODECAST_SYSCALL_H

#include "hist.h"
#include <linux/types.h>

/* Above every number of x86_64 and arm64; x32 calls carry bit 30 and are beyond it. */
#define SYSCALL_NUMBERS 512

struct syscall_key {
	__u32 slot; /* slots.h */
	__u32 number;
};

/* Calls that returned, since the slot was given to its cgroup. */
struct syscall_counts {
	__u64 calls;
	__u64 errors; /* all of them, those of the classes included */
	__u64 errors_again;
	__u64 errors_absent;
	__u64 errors_denied;
	__u64 errors_exhausted;
	__u64 errors_connection;
	struct hist latency_us;
};

/* Tracked calls that are not in the counts: cumulative. */
struct syscall_lost {
	__u64 starts; /* found no room to note their beginning */
	__u64 calls; /* found no room for their cgroup and number */
	__u64 compat; /* of 32-bit programs, whose numbers mean other calls */
};

#endif
