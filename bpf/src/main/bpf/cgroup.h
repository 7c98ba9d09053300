/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.CgroupIds mirrors it. */
#ifndef NODECAST_CGROUP_H
#define NODECAST_CGROUP_H

#include <linux/types.h>

/*
 * Where a task lives. Both are inode numbers of directories: of the v2 hierarchy, and of the hierarchy that has
 * the memory controller, because on hybrid nodes only that one may carry the pod. On pure v2 the second is the
 * first or, where the memory controller is not enabled so deep, an ancestor. 0 when the kernel has no such thing.
 */
struct cgroup_ids {
	__u64 v2;
	__u64 memory;
};

#endif
