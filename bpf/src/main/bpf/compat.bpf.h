/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Everything in which kernels differ, and nothing else: programs call these and know no versions. Each entry says
 * what moved and when. The branches are decided when a program is loaded; the one not taken is never verified.
 */
#ifndef NODECAST_COMPAT_BPF_H
#define NODECAST_COMPAT_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * Linux 6.16 ("exit: move and extend sched_process_exit() tracepoint") gave the tracepoint a third argument,
 * true for the last thread of a process, and its record the field group_dead.
 */
struct trace_event_raw_sched_process_exit___6_16 {
	bool group_dead;
} __attribute__((preserve_access_index));

/* Linux 5.17 renamed group_exit_task to group_exec_task; core dumps no longer use it since. */
struct signal_struct___5_16 {
	struct task_struct *group_exit_task;
} __attribute__((preserve_access_index));

/* include/linux/sched/signal.h */
#define SIGNAL_GROUP_EXIT 0x00000004
#define SIGNAL_GROUP_COREDUMP 0x00000008

/*
 * Whether this sched_process_exit ends a process and not one thread of several; true exactly once in its life.
 * signal->live would not do before 6.16: of threads that exit together several see it at zero. There, the leader's
 * exit is taken, unless another thread called exec: it takes over the leader's place, and the process goes on.
 */
static __always_inline bool process_ends(unsigned long long *ctx, struct task_struct *task)
{
	if (bpf_core_field_exists(struct trace_event_raw_sched_process_exit___6_16, group_dead))
		return (ctx[1] & 0xff) != 0;
	if (task->pid != task->tgid)
		return false;
	struct signal_struct *signal = task->signal;
	if (bpf_core_field_exists(signal->group_exec_task))
		return !signal->group_exec_task;
	struct signal_struct___5_16 *older = (void *)signal;
	return !BPF_CORE_READ(older, group_exit_task) ||
	       (signal->flags & (SIGNAL_GROUP_EXIT | SIGNAL_GROUP_COREDUMP));
}

/*
 * Linux 5.15 ("bpf, cgroups: Fix cgroup v2 fallback on v1/v2 mixed mode") gave a socket's cgroup a field of its own.
 * Before, one word held the pointer or, with bit 0 set, the settings of net_cls and net_prio.
 */
struct sock_cgroup_data___5_14 {
	__u64 val;
} __attribute__((preserve_access_index));

struct sock___5_14 {
	struct sock_cgroup_data___5_14 sk_cgrp_data;
} __attribute__((preserve_access_index));

/* The v2 cgroup in which a full socket was made, or which it inherited from its listener; NULL when not known. */
static __always_inline struct cgroup *socket_cgroup(const struct sock *sk)
{
	if (bpf_core_field_exists(sk->sk_cgrp_data.cgroup))
		return BPF_CORE_READ(sk, sk_cgrp_data.cgroup);
	const struct sock___5_14 *older = (const void *)sk;
	if (!bpf_core_field_exists(older->sk_cgrp_data.val))
		return 0;
	__u64 val = BPF_CORE_READ(older, sk_cgrp_data.val);
	return val & 1 ? 0 : (struct cgroup *)(val & ~3ULL);
}

/* Linux 5.17 ("net: skb: introduce kfree_skb_reason()") and 6.11 ("net: add rx_sk to trace_kfree_skb"). */
enum skb_drop_reason {
	SKB_DROP_REASON_NOT_SPECIFIED = 2,
};

struct trace_event_raw_kfree_skb___5_17 {
	enum skb_drop_reason reason;
} __attribute__((preserve_access_index));

struct trace_event_raw_kfree_skb___6_11 {
	void *rx_sk;
} __attribute__((preserve_access_index));

/* Why a packet is dropped, as enum skb_drop_reason numbers it in this kernel; negative where it does not say. */
static __always_inline long drop_reason(unsigned long long *ctx)
{
	if (bpf_core_field_exists(struct trace_event_raw_kfree_skb___5_17, reason))
		return (__u32)ctx[2];
	return -1;
}

/* The socket that was to get the packet; NULL also where the kernel does not say. */
static __always_inline __u64 drop_receiver(unsigned long long *ctx)
{
	if (bpf_core_field_exists(struct trace_event_raw_kfree_skb___6_11, rx_sk))
		return ctx[3];
	return 0;
}

/*
 * Linux 5.15 ("bpf: Introduce bpf timers.") gave programs of this kind the helpers of all others, bpf_spin_lock among
 * them. Before, two processors that read one socket in the same instant may both count what it had more.
 */
#define can_lock() bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_timer_init)

#endif
