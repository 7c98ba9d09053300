// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Lack of memory: processes killed for it, and threads that had to free some before they got any.
 *
 * Direct reclaim here is both kinds: of the machine's memory when that is short, and of a cgroup's when it is at its
 * limit (memory.max, memory.high, limit_in_bytes) while the machine has plenty. The thread waits in either, and the
 * second is the usual one in containers. /proc/vmstat's allocstall_* counts the first kind only.
 */
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "stalls.h"
#include "slots.bpf.h"
#include "hist.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* On Linux 6.18 a signal takes 0.08 us in here, a kill 1.6, a reclaim 0.76 with its begin and its end. */
COUNTS_BY_SLOT(stalls, struct stalls_counts);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stalls_lost);
} stalls_lost SEC(".maps");

/* 64 KiB hold 744 kills of 88 bytes with their header: more than a machine has processes worth killing in a tick. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} oom_kills SEC(".maps");

/*
 * When each reclaim under way began, by thread. 4,096 threads that reclaim at once are a machine that stands still;
 * 64 bytes each with the hash's own make 256 KiB. An entry goes when its reclaim ends, and every reclaim ends.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, __u64);
} reclaiming SEC(".maps");

/*
 * Which kind of reclaim a thread did last: its pid, shifted, and bit 0 for a limit's. The kernel tells nobody whether
 * a kill is for a limit or for the machine; but it reclaims in vain, in that very thread, right before. Indexed by
 * the pid's low bits, so a thread may find another's: then the kill is told without its limit.
 */
#define LAST_RECLAIMS 4096
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, LAST_RECLAIMS);
	__type(key, __u32);
	__type(value, __u64);
} last_reclaims SEC(".maps");

/* The last SIGKILL that the kernel itself sent from this processor. */
struct kernel_kill {
	__u64 sender; /* tgid << 32 | pid */
	struct cgroup_subsys_state *memory; /* the victim's */
	__u32 victim; /* a thread, which need not be the process's first */
	__u32 pad;
	struct oom_kill event;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct kernel_kill);
} kernel_kills SEC(".maps");

/* include/linux/sched/signal.h: of the kernel, without details. */
#define SEND_SIG_PRIV 1
#define SIGKILL 9


/* include/linux/page_counter.h, for pages of 4 KiB; larger pages have a smaller maximum, and no limit comes near. */
#define UNLIMITED_PAGES (0x7fffffffffffffffUL >> 16)

/* A hierarchy is deeper than this in no container runtime. */
#define DEPTH 32

static __always_inline struct stalls_lost *lost(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&stalls_lost, &zero);
}

static __always_inline struct kernel_kill *kill_here(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&kernel_kills, &zero);
}

static __always_inline struct stalls_counts *counts_of(const struct cgroup_ids *ids)
{
	return stalls_counts(slot_of(ids));
}

/* Not inlined, for struct oom_kill in the object's BTF. */
static __noinline void describe(struct oom_kill *event, struct task_struct *victim)
{
	struct mm_struct *mm = victim->mm;

	event->killed_ns = bpf_ktime_get_ns();
	event->total_vm_pages = mm->total_vm;
	event->rss_pages = RESIDENT_PAGES(mm, MM_FILEPAGES) + RESIDENT_PAGES(mm, MM_ANONPAGES) +
			   RESIDENT_PAGES(mm, MM_SHMEMPAGES);
	event->limit_pages = 0;
	event->limit_cgroup = 0;
	event->pid = victim->tgid;
	event->pad = 0;
	__builtin_memset(event->comm, 0, sizeof(event->comm));
	bpf_core_read_str(event->comm, sizeof(event->comm), &victim->comm);
}

/*
 * Of the victim's cgroup and those above it, the one with the least room: that its charge was refused is why the
 * victim dies. A limit of memory and swap together (v1's memsw) is told as that cgroup's limit of memory.
 */
static __noinline void find_limit(struct oom_kill *event, struct cgroup_subsys_state *css)
{
	long least = UNLIMITED_PAGES;

	for (int i = 0; i < DEPTH && css; i++) {
		struct mem_cgroup *memcg = (void *)css - bpf_core_field_offset(struct mem_cgroup, css);
		unsigned long max = BPF_CORE_READ(memcg, memory.max);
		long room = (long)max - BPF_CORE_READ(memcg, memory.usage.counter);
		if (max < UNLIMITED_PAGES && room < least) {
			least = room;
			event->limit_pages = max;
			event->limit_cgroup = BPF_CORE_READ(css, cgroup, kn, id);
		}
		css = BPF_CORE_READ(css, parent);
	}
}

/*
 * mark_victim alone does not tell kills: it also marks threads that were dying already, so a process of many threads
 * several times. A kill is SIGKILL from the kernel and the mark behind it, on one processor under the victim's
 * alloc_lock (mm/oom_kill.c, __oom_kill_process), and the kernel's own counters count just that.
 */
SEC("tp_btf/signal_generate")
int BPF_PROG(stalls_signal, int sig, struct kernel_siginfo *info, struct task_struct *task)
{
	if (sig != SIGKILL || (__u64)info != SEND_SIG_PRIV)
		return 0;
	struct kernel_kill *kill = kill_here();
	if (!kill)
		return 0;
	kill->sender = bpf_get_current_pid_tgid();
	kill->victim = task->pid;
	kill->event.cgroup = cgroup_ids_of(task);
	kill->memory = 0;
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id)) {
		int memory = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
		kill->memory = task->cgroups->subsys[memory];
	}
	describe(&kill->event, task);
	return 0;
}

SEC("tp_btf/mark_victim")
int BPF_PROG(stalls_oom)
{
	struct kernel_kill *kill = kill_here();
	__u64 self = bpf_get_current_pid_tgid();

	if (!kill || kill->sender != self || kill->victim != marked_pid(ctx))
		return 0;
	kill->sender = 0;
	struct stalls_counts *counts = counts_of(&kill->event.cgroup);
	if (counts)
		add(&counts->oom_kills, 1);

	__u32 index = (__u32)self % LAST_RECLAIMS;
	__u64 *last = bpf_map_lookup_elem(&last_reclaims, &index);
	if (last && *last == ((self & 0xffffffff) << 1 | 1))
		find_limit(&kill->event, kill->memory);
	if (bpf_ringbuf_output(&oom_kills, &kill->event, sizeof(kill->event), BPF_RB_NO_WAKEUP)) {
		struct stalls_lost *own = lost();
		if (own)
			add(&own->events, 1);
	}
	return 0;
}

static __always_inline int begin(void)
{
	__u32 pid = bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();

	if (bpf_map_update_elem(&reclaiming, &pid, &now, BPF_ANY)) {
		struct stalls_lost *own = lost();
		if (own)
			add(&own->reclaims, 1);
	}
	return 0;
}

static __always_inline int end(__u64 pages, __u64 of_limit)
{
	__u32 pid = bpf_get_current_pid_tgid();
	__u32 index = pid % LAST_RECLAIMS;
	__u64 last = (__u64)pid << 1 | of_limit;

	bpf_map_update_elem(&last_reclaims, &index, &last, BPF_ANY);
	__u64 *since = bpf_map_lookup_elem(&reclaiming, &pid);
	if (!since)
		return 0; /* found no room, or began before the programs did */
	__u64 took = bpf_ktime_get_ns() - *since;
	bpf_map_delete_elem(&reclaiming, &pid);

	struct cgroup_ids ids = cgroup_ids_of_current();
	struct stalls_counts *counts = counts_of(&ids);
	if (!counts)
		return 0;
	add(&counts->direct_reclaims, 1);
	add(&counts->direct_reclaim_pages, pages);
	hist_add(&counts->direct_reclaim_us, took / 1000);
	return 0;
}

SEC("tp_btf/mm_vmscan_direct_reclaim_begin")
int BPF_PROG(stalls_reclaim)
{
	return begin();
}

SEC("tp_btf/mm_vmscan_direct_reclaim_end")
int BPF_PROG(stalls_reclaimed, unsigned long pages)
{
	return end(pages, 0);
}

SEC("tp_btf/mm_vmscan_memcg_reclaim_begin")
int BPF_PROG(stalls_limit)
{
	return begin();
}

SEC("tp_btf/mm_vmscan_memcg_reclaim_end")
int BPF_PROG(stalls_limited, unsigned long pages)
{
	return end(pages, 1);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
