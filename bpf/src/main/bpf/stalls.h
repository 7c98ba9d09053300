/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.stalls mirrors each struct, and a test compares the two. */
#ifndef NODECAST_STALLS_H
#define NODECAST_STALLS_H

#include "cgroup.h"
#include "hist.h"

/* Since the program was loaded. */
struct stalls_counts {
	__u64 oom_kills; /* processes, at the victim's cgroup */
	__u64 direct_reclaims; /* at the cgroup of the thread that had to */
	__u64 direct_reclaim_pages;
	struct hist direct_reclaim_us;
};

/* What had no room: cumulative. */
struct stalls_lost {
	__u64 events; /* OOM kills that found the ring full; they are counted by cgroup like all */
	__u64 reclaims; /* reclaims that found the table of those under way full; they are counted nowhere else */
};

/* One process that the kernel killed because memory had run out. */
struct oom_kill {
	struct cgroup_ids cgroup; /* of the victim */
	__u64 killed_ns; /* monotonic clock */
	__u64 total_vm_pages;
	__u64 rss_pages; /* anonymous, of files, shared */
	__u64 limit_pages; /* the limit that was reached; 0: the machine's memory */
	__u64 limit_cgroup; /* whose limit that is, as its id in the memory controller's hierarchy; 0: the machine's */
	__u32 pid; /* in the root namespace */
	char comm[16];
	__u32 pad;
};

_Static_assert(sizeof(struct oom_kill) == 80, "no hidden padding, which would leak kernel memory");

#endif
