/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.cache mirrors each struct, and a test compares the two. */
#ifndef NODECAST_CACHE_H
#define NODECAST_CACHE_H

#include <linux/types.h>

/* Since the program was loaded, at the cgroup of the thread that did it. */
struct cache_counts {
	__u64 additions; /* pages that came into the page cache */
	__u64 dirtied; /* pages of it that became dirty */
	__u64 buffers_dirtied; /* times that a buffer was marked dirty, dirty or not */
	__u64 accesses; /* times that pages were marked as used, a folio of several once */
};

#endif
