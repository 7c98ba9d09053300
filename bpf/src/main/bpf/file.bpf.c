// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Reads, writes, opens and syncs of regular files by cgroup, at the system calls that do them. Which number does
 * what is a table that user space fills; any other call costs an index into it at entry and at return. On Linux 6.18
 * an operation takes 0.51 us more than without this object (0.31 us at entry, 0.14 at return, by the kernel's clock of
 * programs), one on a pipe or socket 0.31, any other call 0.12, which is mostly the kernel's way to its tracepoints and
 * is there once, whoever uses them.
 *
 * Regular is what the inode's mode says: files of /proc and memfds too; not pipes, sockets, devices, terminals and
 * descriptors without a file (eventfd). Not seen: what goes past system calls (mmap, io_uring, Linux AIO, execve).
 */
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "file.h"
#include "hist.bpf.h"
#include "slots.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define S_IFMT 0170000
#define S_IFREG 0100000
/* include/uapi/linux/magic.h */
#define ANON_INODE_FS_MAGIC 0x09041934

/* 808 bytes each histogram: 1,024 slots x 3,288 bytes = 3.2 MiB. */
COUNTS_BY_SLOT(file, struct file_counts);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FILE_NUMBERS);
	__type(key, __u32);
	__type(value, __u32);
} file_operations SEC(".maps");

enum does {
	READS = 1,
	WRITES = 2,
	OPENS = 4,
	SYNCS = 8,
};

struct file_start {
	__u64 ns; /* 0: not within such a call */
	__u64 does;
};

/* Threads that ever used a file, until they end (see syscall_starts): 16,384 x 72 bytes = 1.1 MiB. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct file_start);
} file_starts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct file_lost);
} file_lost SEC(".maps");

static __always_inline __u32 operation(__u64 number)
{
	__u32 key = number;
	__u32 *found = number < FILE_NUMBERS ? bpf_map_lookup_elem(&file_operations, &key) : NULL;

	return found ? *found : FILE_NOTHING;
}

static __always_inline struct file_lost *lost(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&file_lost, &zero);
}

/* Whether a descriptor of the current process is a regular file. A race with its close reads a wrong answer at worst. */
static __noinline int regular(__u64 descriptor)
{
	struct file *file = current_file(descriptor);

	if (!file)
		return 0;
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	/* eventfd and its like call themselves regular since Linux 6.16 ("anon_inode: use a proper mode internally") */
	return (BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFREG &&
	       BPF_CORE_READ(inode, i_sb, s_magic) != ANON_INODE_FS_MAGIC;
}

/* What a call is about to do to regular files. */
static __always_inline __u64 intent(struct pt_regs *regs, __u32 operation)
{
	__u64 first = syscall_argument(regs, 0);

	switch (operation) {
	case FILE_READ:
		return regular(first) ? READS : 0;
	case FILE_WRITE:
		return regular(first) ? WRITES : 0;
	case FILE_OPEN:
		return OPENS;
	case FILE_SYNC:
		return regular(first) ? SYNCS : 0;
	case FILE_SEND:
		return (regular(first) ? WRITES : 0) | (regular(syscall_argument(regs, 1)) ? READS : 0);
	case FILE_COPY:
		return (regular(first) ? READS : 0) | (regular(syscall_argument(regs, 2)) ? WRITES : 0);
	default:
		return 0;
	}
}

SEC("tp_btf/sys_enter")
int BPF_PROG(file_enter, struct pt_regs *regs, long id)
{
	__u32 what = operation(id);
	if (what == FILE_NOTHING)
		return 0;
	struct file_lost *own = lost();
	if (syscall_compat(regs)) {
		if (own)
			add(&own->compat, 1);
		return 0;
	}
	__u64 does = intent(regs, what);
	if (!does)
		return 0;
	__u64 task = bpf_get_current_task();
	struct file_start *start = bpf_map_lookup_elem(&file_starts, &task);
	if (start) {
		start->does = does;
		start->ns = bpf_ktime_get_ns();
		return 0;
	}
	struct file_start first = { .ns = bpf_ktime_get_ns(), .does = does };
	if (bpf_map_update_elem(&file_starts, &task, &first, BPF_ANY) && own)
		add(&own->starts, 1);
	return 0;
}

static __always_inline void count_open(struct file_counts *counts, long ret, __u64 us)
{
	if (ret < 0) {
		add(&counts->open_failures, 1);
	} else if (regular(ret)) {
		add(&counts->opens, 1);
		hist_add(&counts->open_latency_us, us);
	}
}

SEC("tp_btf/sys_exit")
int BPF_PROG(file_exit, struct pt_regs *regs, long ret)
{
	if (operation(syscall_number(regs)) == FILE_NOTHING)
		return 0;
	__u64 task = bpf_get_current_task();
	struct file_start *start = bpf_map_lookup_elem(&file_starts, &task);
	if (!start || !start->ns)
		return 0;
	__u64 us = (bpf_ktime_get_ns() - start->ns) / 1000;
	__u64 does = start->does;
	start->ns = 0;

	struct cgroup_ids ids = cgroup_ids_of_current();
	struct file_counts *counts = file_counts(slot_of(&ids));
	if (!counts)
		return 0;
	if (does & READS) {
		add(&counts->reads, 1);
		hist_add(&counts->read_latency_us, us);
		if (ret > 0)
			add(&counts->read_bytes, ret);
	}
	if (does & WRITES) {
		add(&counts->writes, 1);
		hist_add(&counts->write_latency_us, us);
		if (ret > 0)
			add(&counts->write_bytes, ret);
	}
	if (does & OPENS)
		count_open(counts, ret, us);
	if (does & SYNCS) {
		add(&counts->fsyncs, 1);
		hist_add(&counts->fsync_latency_us, us);
	}
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(file_thread_end)
{
	__u64 task = bpf_get_current_task();
	bpf_map_delete_elem(&file_starts, &task);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
