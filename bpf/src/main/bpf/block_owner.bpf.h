/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* For whom a request is. */
#ifndef NODECAST_BLOCK_OWNER_BPF_H
#define NODECAST_BLOCK_OWNER_BPF_H

#include "kernel.bpf.h"
#include "cgroup.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* A hierarchy is deeper than this in no container runtime. */
#define OWNER_DEPTH 32

/* The cgroup that the current thread's I/O is charged to: its own, or one above where the controller is not enabled. */
static __always_inline struct cgroup *io_cgroup_of_current(void)
{
	int io = bpf_core_enum_value(enum cgroup_subsys_id, io_cgrp_id);
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct cgroup_subsys_state *css = BPF_CORE_READ(set, subsys[io]);

	return BPF_CORE_READ(css, cgroup);
}

/* What a task in this cgroup of v2 has as its ids; the memory controller may be enabled only further up. */
static __noinline void ids_of_v2(struct cgroup_ids *ids, struct cgroup *cgroup)
{
	ids->v2 = cgroup->kn->id;
	ids->memory = 0;
	if (!bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
		return;
	int memory = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
	for (int i = 0; i < OWNER_DEPTH && cgroup; i++) {
		if (cgroup->subsys[memory]) {
			ids->memory = cgroup->kn->id;
			return;
		}
		cgroup = cgroup->self.parent->cgroup;
	}
}

/*
 * The block layer charges each bio to a cgroup of its controller, io of v2 or blkio of v1, which need not be the one
 * that the slots know. Where that is the current thread's too, the thread asks for itself and both its ids are right:
 * so it is for direct I/O, reads and fsync, and always where the controller is enabled nowhere. Otherwise somebody
 * else asks in its name, as a flusher does for who dirtied the pages: on v2 the bio's cgroup tells its ids. A cgroup
 * of v1's blkio does not, so what a kernel thread does there for others is the kernel thread's.
 */
static __always_inline struct cgroup_ids owner_of(struct request *request)
{
	struct bio *bio = request->bio;

	if (bio && bpf_core_field_exists(bio->bi_blkg) &&
	    bpf_core_enum_value_exists(enum cgroup_subsys_id, io_cgrp_id)) {
		struct cgroup *charged = bio->bi_blkg->blkcg->css.cgroup;
		if (charged && charged != io_cgroup_of_current() && charged->root->hierarchy_id == 0) {
			struct cgroup_ids ids = {};
			ids_of_v2(&ids, charged);
			return ids;
		}
	}
	return cgroup_ids_of_current();
}

#endif
