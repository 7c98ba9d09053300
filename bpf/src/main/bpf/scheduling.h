/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.scheduling mirrors each struct, and a test compares the two. */
#ifndef NODECAST_SCHEDULING_H
#define NODECAST_SCHEDULING_H

#include "hist.h"

/* Since the program was loaded; threads, each booked where it is when it leaves a processor. */
struct scheduling_counts {
	__u64 wait_ns; /* able to run, without a processor */
	__u64 run_ns;
	__u64 voluntary; /* context switches, told apart as /proc/PID/status does */
	__u64 involuntary;
	__u64 blocked; /* of the voluntary ones: into uninterruptible sleep */
	__u64 migrations;
	struct hist wait; /* microseconds; one value each time a thread gets a processor */
};

/* What had no room: cumulative. */
struct scheduling_lost {
	__u64 switches; /* of threads beyond those that are remembered: counted nowhere else */
};

#endif
