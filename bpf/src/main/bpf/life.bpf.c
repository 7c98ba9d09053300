// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Life and death of processes and cgroups: counted by cgroup, and one event for each end of a process and each cgroup. */
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "life.h"
#include "slots.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* On Linux 6.18 a fork takes 0.23 us in here, an exec 0.22, an exit 0.73. */
COUNTS_BY_SLOT(life, struct life_counts);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct life_lost);
} life_lost SEC(".maps");

/* 2 MiB hold 23,800 exits of 88 bytes with their header: two seconds at 10,000/s. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 2 * 1024 * 1024);
} life_exits SEC(".maps");

/* 256 KiB hold 900 cgroups made or removed in one tick. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} life_cgroups SEC(".maps");

static __always_inline struct life_lost *lost(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&life_lost, &zero);
}

static __always_inline struct life_counts *counts_of(const struct cgroup_ids *ids)
{
	return life_counts(slot_of(ids));
}

/* As wait(2) tells it: of exit_group and of a deadly signal the group's, else what the leader said for itself. */
static __always_inline __u32 exit_status(struct task_struct *task)
{
	struct signal_struct *signal = task->signal;

	return signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : task->group_leader->exit_code;
}

/* Not inlined: a parameter's type is how struct life_exit gets into the object's BTF, where the test finds it. */
static __noinline void describe(struct life_exit *event, struct task_struct *task)
{
	struct signal_struct *signal = task->signal;
	struct task_struct *leader = task->group_leader;

	event->ended_ns = bpf_ktime_get_ns();
	event->run_ns = event->ended_ns - leader->start_time;
	event->cpu_ns = signal->sum_sched_runtime + task->se.sum_exec_runtime;
	event->peak_rss_pages = signal->maxrss;
	event->pid = task->tgid;
	event->parent_pid = leader->real_parent->tgid;
	event->pad = 0;
	bpf_core_read_str(event->comm, sizeof(event->comm), &leader->comm);
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(life_fork, struct task_struct *parent, struct task_struct *child)
{
	if (child->pid != child->tgid)
		return 0; /* a thread */
	struct cgroup_ids ids = cgroup_ids_of(child);
	struct life_counts *counts = counts_of(&ids);
	if (counts)
		add(&counts->forks, 1);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(life_exec, struct task_struct *task)
{
	struct cgroup_ids ids = cgroup_ids_of(task);
	struct life_counts *counts = counts_of(&ids);
	if (counts)
		add(&counts->execs, 1);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(life_exit, struct task_struct *task)
{
	if (!process_ends(ctx, task))
		return 0;
	struct cgroup_ids ids = cgroup_ids_of(task);
	struct life_counts *counts = counts_of(&ids);
	struct signal_struct *signal = task->signal;
	__u32 status = exit_status(task);
	if (counts) {
		add(&counts->exits, 1);
		if (status & 0x7f)
			add(&counts->exits_killed, 1);
		else if (status)
			add(&counts->exits_failed, 1);
		add(&counts->exited_cpu_ns, signal->sum_sched_runtime + task->se.sum_exec_runtime);
	}

	struct life_exit *event = bpf_ringbuf_reserve(&life_exits, sizeof(*event), 0);
	if (!event) {
		struct life_lost *own = lost();
		if (own)
			add(&own->events, 1);
		return 0;
	}
	event->cgroup = ids;
	event->status = status;
	/* str stops at the terminator; what lies behind it in the ring is old */
	__builtin_memset(event->comm, 0, sizeof(event->comm));
	describe(event, task);
	/* user space drains on its own clock: waking it for each event costs more than the event */
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

/* Not inlined for the same reason as describe(). */
static __noinline void tell(struct life_cgroup *event, const char *path)
{
	long length = bpf_probe_read_kernel_str(event->path, sizeof(event->path), path);
	if (length < 0 || length == sizeof(event->path)) /* full: cut, for all we know */
		event->path[0] = 0;
}

static __always_inline int cgroup_event(struct cgroup *cgroup, const char *path, __u32 made)
{
	__u32 memory = 0;
	if (cgroup->root->hierarchy_id) {
		if (!bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id) ||
		    !(cgroup->root->subsys_mask & 1U << bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id)))
			return 0; /* a v1 hierarchy that no slot is named after */
		memory = 1;
	}
	struct life_cgroup *event = bpf_ringbuf_reserve(&life_cgroups, sizeof(*event), 0);
	if (!event) {
		struct life_lost *own = lost();
		if (own)
			add(&own->cgroups, 1);
		return 0;
	}
	event->id = cgroup->kn->id;
	event->memory = memory;
	event->made = made;
	__builtin_memset(event->path, 0, sizeof(event->path));
	tell(event, path);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(life_cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, 1);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(life_cgroup_rmdir, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, 0);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
