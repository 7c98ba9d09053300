/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_CGROUP_BPF_H
#define NODECAST_CGROUP_BPF_H

#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "cgroup.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Of any task, not only the current one: a child counts where it starts, which CLONE_INTO_CGROUP may choose. */
static __always_inline struct cgroup_ids cgroup_ids_of(struct task_struct *task)
{
	struct cgroup_ids ids = {};
	struct css_set *set = task->cgroups;

	ids.v2 = set->dfl_cgrp->kn->id;
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id)) {
		int memory = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
		ids.memory = set->subsys[memory]->cgroup->kn->id;
	}
	return ids;
}

static __always_inline struct cgroup_ids cgroup_ids_of_current(void)
{
	if (CURRENT_IS_TYPED)
		return cgroup_ids_of(bpf_get_current_task_btf());

	struct cgroup_ids ids = {};
	struct task_struct *task = (void *)bpf_get_current_task();
	struct css_set *set = BPF_CORE_READ(task, cgroups);

	ids.v2 = BPF_CORE_READ(set, dfl_cgrp, kn, id);
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id)) {
		int memory = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
		struct cgroup_subsys_state *state = NULL;
		bpf_core_read(&state, sizeof(state), &set->subsys[memory]);
		ids.memory = BPF_CORE_READ(state, cgroup, kn, id);
	}
	return ids;
}

#endif
