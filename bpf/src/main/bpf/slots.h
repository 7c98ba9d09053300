/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.Slots mirrors it. */
#ifndef NODECAST_SLOTS_H
#define NODECAST_SLOTS_H

#include <linux/types.h>

/* The slot of all cgroups that find none free: what happens there is known in sum. */
#define SLOT_NO_ROOM 0

/* Cumulative. */
struct slots_state {
	__u64 given; /* slots handed to a cgroup: grows when there is a new one to look up */
	__u64 turned_away; /* events that were counted in SLOT_NO_ROOM */
};

/* Whose numbers may have grown (touched.h). */
#define SLOTS_OF_LINE 64

struct slots_line {
	__u8 touched[SLOTS_OF_LINE];
};

#endif
