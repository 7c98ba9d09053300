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
 * sched_switch has the state that a thread leaves with as an argument since Linux 5.18 (fa2c3254d7cf, put last by
 * 9c2136be0878). Read from the thread instead, it may already be that of its wakeup on another processor. Linux 5.14
 * renamed state to __state (2f064a59a11f) and made it narrower.
 */
typedef void (*btf_trace_sched_switch)(void *, bool, struct task_struct *, struct task_struct *, unsigned int);

struct task_struct___5_13 {
	long state;
} __attribute__((preserve_access_index));

static __always_inline unsigned int state_of_prev(unsigned long long *ctx, struct task_struct *prev)
{
	if (bpf_core_type_exists(btf_trace_sched_switch))
		return ctx[3];
	if (bpf_core_field_exists(prev->__state))
		return prev->__state;
	struct task_struct___5_13 *older = (void *)prev;
	return BPF_CORE_READ(older, state);
}

#endif
