/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.life mirrors each struct, and a test compares the two. */
#ifndef NODECAST_LIFE_H
#define NODECAST_LIFE_H

#include "cgroup.h"

/* A container's cgroup of Kubernetes has about 190 characters. */
#define LIFE_PATH 256

/* Since the program was loaded; processes, not threads. */
struct life_counts {
	__u64 forks; /* counted where the child starts */
	__u64 execs;
	__u64 exits;
	__u64 exits_failed; /* with a code that is not 0 */
	__u64 exits_killed; /* by a signal */
	__u64 exited_cpu_ns; /* of those that ended, their waited-for children left out */
};

/* What had no room: cumulative. */
struct life_lost {
	__u64 events; /* exits that found the ring full */
	__u64 cgroups; /* cgroups whose making or removal did */
};

/* One ended process. */
struct life_exit {
	struct cgroup_ids cgroup;
	__u64 ended_ns; /* monotonic clock */
	__u64 run_ns; /* from its start, which an exec does not reset */
	__u64 cpu_ns; /* as the scheduler booked it: what ran since the last tick or switch may be missing */
	__u64 peak_rss_pages;
	__u32 pid; /* in the root namespace */
	__u32 parent_pid;
	__u32 status; /* as wait(2) tells it */
	char comm[16];
	__u32 pad;
};

/* A cgroup was made or removed, in the v2 hierarchy or in that of the memory controller. */
struct life_cgroup {
	__u64 id;
	__u32 memory; /* 1: in the memory controller's own hierarchy (v1), 0: in v2 */
	__u32 made; /* 1, or 0 when it was removed */
	char path[LIFE_PATH]; /* from the hierarchy's root; empty when it is longer */
};

_Static_assert(sizeof(struct life_exit) == 80, "no hidden padding, which would leak kernel memory");

#endif
