/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.Hist mirrors it. */
#ifndef NODECAST_HIST_H
#define NODECAST_HIST_H

#include <linux/types.h>

/*
 * A histogram by the catalog's rule (dev.nodecast.catalog.Histogram): base 2, eight buckets an octave, upper bounds
 * inclusive. counts[0] has the values below 1, counts[1 + i] those in (2^(i/8), 2^((i+1)/8)], and the last all above
 * 2^24: of microseconds 16.8 s, of bytes 16 MiB. Counts are cumulative and wrap; readers take differences.
 */
#define HIST_OCTAVES 24
#define HIST_BUCKETS (HIST_OCTAVES * 8 + 2)
#define HIST_GROUPS (HIST_BUCKETS / 8 + 1)

struct hist {
	__u8 touched[HIST_GROUPS + 7]; /* of eight counts each (touched.h); to a multiple of eight bytes */
	__u32 counts[HIST_BUCKETS];
};

#endif
