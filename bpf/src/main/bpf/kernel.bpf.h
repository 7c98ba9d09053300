/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The kernel's types, as far as our programs read them. Only names and nesting matter: each field is found in
 * the running kernel's own BTF when a program is loaded (CO-RE), so neither order nor size need be right, and
 * building needs no BTF. Add a field here when a program reads it; what kernels disagree about goes into
 * compat.bpf.h.
 */
#ifndef NODECAST_KERNEL_BPF_H
#define NODECAST_KERNEL_BPF_H

/* bpf_tracing.h then takes the kernel's names for registers and not those of user space's ptrace.h. */
#define __VMLINUX_H__ 1

#include <linux/bpf.h>
#include <stdbool.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	__u64 id;
};

struct cgroup_root {
	unsigned int subsys_mask;
	int hierarchy_id; /* 0: v2 */
};

struct cgroup {
	struct kernfs_node *kn;
	struct cgroup_root *root;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

/* Its value is taken from the running kernel: the order depends on which controllers are configured. */
enum cgroup_subsys_id {
	memory_cgrp_id = 4,
	CGROUP_SUBSYS_COUNT = 16,
};

struct css_set {
	struct cgroup_subsys_state *subsys[CGROUP_SUBSYS_COUNT];
	struct cgroup *dfl_cgrp;
};

struct sched_entity {
	__u64 sum_exec_runtime;
};

struct task_struct;

struct signal_struct {
	int group_exit_code;
	struct task_struct *group_exec_task;
	unsigned int flags;
	unsigned long maxrss;
	unsigned long long sum_sched_runtime;
};

struct task_struct {
	struct sched_entity se;
	int exit_code;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	__u64 start_time;
	char comm[16];
	struct signal_struct *signal;
	struct css_set *cgroups;
};

/* Sockets. */
struct sock_common {
	unsigned short skc_family;
};

struct sock {
	struct sock_common __sk_common;
};

struct socket {
	struct sock *sk;
};

struct file;

/* Iterators. */
struct bpf_iter_meta;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

#pragma clang attribute pop

#endif
