/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.irq mirrors each struct, and a test compares the two. */
#ifndef NODECAST_IRQ_H
#define NODECAST_IRQ_H

#include "hist.h"

#define IRQ_HARD 0
#define IRQ_SOFT 1

/* Vectors of enum in include/linux/interrupt.h, since Linux 2.6.28. */
#define IRQ_VECTORS 10

struct irq_source {
	__u32 type;
	__u32 number; /* of the interrupt, as in /proc/interrupts; of a softirq its vector */
};

/* Since the program was loaded: one source. */
struct irq_counts {
	__u64 runs; /* of handlers; a line that devices share runs several */
	__u64 run_ns;
	struct hist latency_us; /* of a run */
	struct hist delay_us; /* of softirqs: from the first raise to the run */
};

/* What had no room: cumulative. */
struct irq_lost {
	__u64 sources; /* runs of sources beyond the table's bound */
};

#endif
