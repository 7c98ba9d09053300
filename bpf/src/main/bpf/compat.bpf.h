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

/*
 * The number and the arguments of a system call. x86 keeps the registers until the return; arm64 has the result in
 * the first one by then, and keeps the first argument elsewhere.
 */
static __always_inline __u64 syscall_number(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return regs->orig_ax;
#else
	return (__u32)regs->syscallno;
#endif
}

/* The first five. At the return the first one is syscall_first_argument. */
static __always_inline __u64 syscall_argument(struct pt_regs *regs, int n)
{
#if defined(__TARGET_ARCH_x86)
	return n == 0 ? regs->di : n == 1 ? regs->si : n == 2 ? regs->dx : n == 3 ? regs->r10 : regs->r8;
#else
	return n == 0   ? regs->regs[0]
	       : n == 1 ? regs->regs[1]
	       : n == 2 ? regs->regs[2]
	       : n == 3 ? regs->regs[3]
			: regs->regs[4];
#endif
}

static __always_inline __u64 syscall_first_argument(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return regs->di;
#else
	return regs->orig_x0;
#endif
}

/* The same of a call of the 32-bit table. */
static __always_inline __u32 syscall_first_argument_compat(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return regs->bx;
#else
	return regs->orig_x0;
#endif
}

/* The first four arguments of a function of C, at its entry: a processor's own calling convention. */
static __always_inline __u64 function_argument(struct pt_regs *regs, int n)
{
#if defined(__TARGET_ARCH_x86)
	return n == 0 ? regs->di : n == 1 ? regs->si : n == 2 ? regs->dx : regs->cx;
#else
	return n == 0 ? regs->regs[0] : n == 1 ? regs->regs[1] : n == 2 ? regs->regs[2] : regs->regs[3];
#endif
}

/*
 * The same of Go (its ABIInternal: cmd/compile/abi-internal.md), since 1.17 on x86 and 1.18 on arm64: the first
 * three registers, of arguments as of results, and the goroutine, which is in one at a system call too.
 */
static __always_inline __u64 go_register(struct pt_regs *regs, int n)
{
#if defined(__TARGET_ARCH_x86)
	return n == 0 ? regs->ax : n == 1 ? regs->bx : regs->cx;
#else
	return n == 0 ? regs->regs[0] : n == 1 ? regs->regs[1] : regs->regs[2];
#endif
}

static __always_inline __u64 goroutine(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return regs->r14;
#else
	return regs->regs[28];
#endif
}

static __always_inline __u64 stack_pointer(struct pt_regs *regs)
{
	return regs->sp;
}

/* What it returns, at its return. */
static __always_inline __u64 function_result(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return regs->ax;
#else
	return regs->regs[0];
#endif
}

/* arch/x86/include/asm/thread_info.h: this call came in by the 32-bit gate, whatever the program is */
#define TS_COMPAT 0x0002
/* arch/arm64/include/asm/ptrace.h: an AArch32 program; unlike TIF_32BIT, the architecture's own number */
#define PSR_MODE32_BIT 0x00000010

/* Linux 5.11 has the current task as a typed pointer, whose fields are plain loads; before, each step is a copy. */
#define CURRENT_IS_TYPED bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)

/* Whether a call is of the 32-bit table, where the same number means another call. */
static __always_inline bool syscall_compat_of(struct task_struct *task, struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return task->thread_info.status & TS_COMPAT;
#else
	return regs->pstate & PSR_MODE32_BIT;
#endif
}

/* The same of the current task. */
static __always_inline bool syscall_compat(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	if (CURRENT_IS_TYPED)
		return syscall_compat_of(bpf_get_current_task_btf(), regs);
	struct task_struct *task = (void *)bpf_get_current_task();
	return BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
#else
	return regs->pstate & PSR_MODE32_BIT;
#endif
}

/* The open file of the current process behind a descriptor, or NULL; not to be followed but by copies. */
static __always_inline struct file *current_file(__u64 descriptor)
{
	__u32 index = descriptor;
	struct file **at;
	struct file *file = NULL;

	if (CURRENT_IS_TYPED) {
		struct files_struct *files = bpf_get_current_task_btf()->files;
		struct fdtable *table = files ? files->fdt : NULL;
		if (!table || index >= table->max_fds)
			return NULL;
		at = table->fd + index;
	} else {
		struct task_struct *task = (void *)bpf_get_current_task();
		struct fdtable *table = BPF_CORE_READ(task, files, fdt);
		if (index >= BPF_CORE_READ(table, max_fds))
			return NULL;
		at = BPF_CORE_READ(table, fd) + index;
	}
	bpf_probe_read_kernel(&file, sizeof(file), at);
	return file;
}

/*
 * Linux 6.8 ("mm: update mark_victim tracepoints fields", in stable kernels since) hands over the task; before, only its
 * pid. The number of a tracepoint's parameters is in its type.
 */
typedef void (*btf_trace_mark_victim___6_8)(void *, struct task_struct *, unsigned int);

static __always_inline __u32 marked_pid(unsigned long long *ctx)
{
	if (bpf_core_type_exists(btf_trace_mark_victim___6_8)) {
		struct task_struct *victim = (void *)ctx[0];
		return victim->pid;
	}
	return ctx[0];
}

/* Linux 6.2 ("mm: convert mm's rss stats into percpu_counter"). */
struct mm_rss_stat___6_1 {
	struct {
		long counter;
	} count[4];
} __attribute__((preserve_access_index));

struct mm_struct___6_1 {
	struct mm_rss_stat___6_1 rss_stat;
} __attribute__((preserve_access_index));

/* include/linux/mm_types_task.h */
#define MM_FILEPAGES 0
#define MM_ANONPAGES 1
#define MM_SHMEMPAGES 3

/* Resident pages of one kind, some pages a processor off. CO-RE finds members of arrays by constant indexes only. */
#define RESIDENT_PAGES(mm, kind)                                                               \
	({                                                                                     \
		struct mm_struct___6_1 *older = (void *)(mm);                                  \
		long pages = bpf_core_field_exists(older->rss_stat.count)                      \
				     ? BPF_CORE_READ(older, rss_stat.count[kind].counter)      \
				     : BPF_CORE_READ(mm, rss_stat[kind].count);                \
		pages > 0 ? pages : 0;                                                         \
	})

/* Linux 6.18 ("mm: introduce memdesc_flags_t"). */
struct page___6_18 {
	struct {
		unsigned long f;
	} flags;
} __attribute__((preserve_access_index));

/* Linux 6.15 ("mm: factor out large folio handling from folio_nr_pages()") named it _nr_pages. */
struct folio___6_14 {
	unsigned int _folio_nr_pages;
} __attribute__((preserve_access_index));

/* Before Linux 6.1, in the second page. */
struct page___6_0 {
	unsigned int compound_nr;
} __attribute__((preserve_access_index));

/* How many pages a folio has, or a page of the time before folios (Linux 5.16), which begin alike. */
static __always_inline __u64 pages_of(struct folio *folio)
{
	struct page *page = (void *)folio;
	struct page___6_18 *newer = (void *)folio;
	struct folio___6_14 *older = (void *)folio;
	unsigned long flags = bpf_core_field_exists(newer->flags.f) ? BPF_CORE_READ(newer, flags.f)
								      : BPF_CORE_READ(page, flags);

	if (!(flags & 1UL << bpf_core_enum_value(enum pageflags, PG_head)))
		return 1;
	if (bpf_core_field_exists(folio->_nr_pages))
		return BPF_CORE_READ(folio, _nr_pages);
	if (bpf_core_field_exists(older->_folio_nr_pages))
		return BPF_CORE_READ(older, _folio_nr_pages);
	struct page___6_0 *second = (void *)folio + bpf_core_type_size(struct page);
	return BPF_CORE_READ(second, compound_nr);
}

/* Linux 5.11 ("block: remove the request_queue argument to ... block tracepoints", a54895fa057c, in 5.10.y since). */
typedef void (*btf_trace_block_rq_issue___5_11)(void *, struct request *);

/* The request of block_rq_issue and block_rq_insert. In C the two loads would be one with a computed address. */
static __always_inline struct request *traced_request(unsigned long long *ctx)
{
	struct request *request;

	if (bpf_core_type_exists(btf_trace_block_rq_issue___5_11))
		asm volatile("%0 = *(u64 *)(%1 + 0)" : "=r"(request) : "r"(ctx));
	else
		asm volatile("%0 = *(u64 *)(%1 + 8)" : "=r"(request) : "r"(ctx));
	return request;
}

/* Linux 6.5 ("block: introduce block_io_start/block_io_done tracepoints"). */
typedef void (*btf_trace_block_io_start___6_5)(void *, struct request *);

#define has_block_io_start() bpf_core_type_exists(btf_trace_block_io_start___6_5)

/* Linux 5.17 ("block: remove the rq_disk field in struct request"). */
struct request___5_16 {
	struct gendisk *rq_disk;
} __attribute__((preserve_access_index));

/* NULL for what is sent to a device that is no disk. */
static __always_inline struct gendisk *disk_of(struct request *request)
{
	struct request___5_16 *older = (void *)request;

	if (bpf_core_field_exists(older->rq_disk))
		return older->rq_disk;
	return request->q->disk;
}

#endif
