/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.basic mirrors them. */
#ifndef NODECAST_BASIC_H
#define NODECAST_BASIC_H

#include <linux/types.h>

/* Of one cgroup, cumulative. */
struct basic_counts {
	__u64 forks; /* processes, at their parent's cgroup: CLONE_INTO_CGROUP came with Linux 5.7 */
	__u64 execs;
	__u64 exits; /* ends of the thread that began the process */
	__u64 voluntary;
	__u64 involuntary;
	__u64 blocked;
	__u64 tcp_connects; /* answered ones */
	__u64 tcp_connect_failures;
	__u64 oom_kills; /* victims that ended */
};

/* What is in no cgroup's counts, cumulative. */
struct basic_lost {
	__u64 cgroups; /* events of cgroups for which there was no room: they are counted in basic_other */
	__u64 connects; /* connects for which there was no room */
	__u64 victims;
};

#endif
