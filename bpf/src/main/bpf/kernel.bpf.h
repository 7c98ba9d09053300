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

struct cgroup;

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

/* Its value is taken from the running kernel: the order depends on which controllers are configured. */
enum cgroup_subsys_id {
	memory_cgrp_id = 4,
	io_cgrp_id = 5,
	CGROUP_SUBSYS_COUNT = 16,
};

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
	struct cgroup_subsys_state *subsys[CGROUP_SUBSYS_COUNT];
	struct cgroup_root *root;
};

struct css_set {
	struct cgroup_subsys_state *subsys[CGROUP_SUBSYS_COUNT];
	struct cgroup *dfl_cgrp;
};

struct sched_entity {
	__u64 sum_exec_runtime;
	__u64 nr_migrations;
};

struct sched_info {
	unsigned long pcount;
	unsigned long long run_delay;
};

struct task_struct;

struct signal_struct {
	int group_exit_code;
	struct task_struct *group_exec_task;
	unsigned int flags;
	unsigned long maxrss;
	unsigned long long sum_sched_runtime;
};

struct mm_struct;

struct task_struct {
	struct sched_entity se;
	struct mm_struct *mm;
	int exit_code;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	__u64 start_time;
	char comm[16];
	struct signal_struct *signal;
	struct css_set *cgroups;
	unsigned int __state;
	unsigned long nvcsw;
	struct sched_info sched_info;
};

/* Memory. */
struct page_counter {
	struct {
		long counter;
	} usage;
	unsigned long max;
};

struct mem_cgroup {
	struct cgroup_subsys_state css;
	struct page_counter memory;
};

struct percpu_counter {
	long long count;
};

struct mm_struct {
	unsigned long total_vm;
	struct percpu_counter rss_stat[4];
};

struct kernel_siginfo;

/* Block devices. */
struct blkcg {
	struct cgroup_subsys_state css;
};

struct blkcg_gq {
	struct blkcg *blkcg;
};

struct bio {
	struct blkcg_gq *bi_blkg;
};

struct gendisk {
	int major;
	int first_minor;
};

struct request_queue {
	struct gendisk *disk;
};

struct request {
	struct request_queue *q;
	unsigned int cmd_flags;
	unsigned int __data_len;
	struct bio *bio;
};

#pragma clang attribute pop

#endif
