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
	struct cgroup_root *root;
	struct cgroup_subsys_state *subsys[CGROUP_SUBSYS_COUNT];
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

/* Open files, and what they are. */
struct super_block {
	__u32 s_dev;
	unsigned long s_magic;
};

struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct file {
	struct inode *f_inode;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

/* Registers at the entry of a system call and at its return. */
#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r14;
	unsigned long bx;
	unsigned long di;
	unsigned long si;
	unsigned long dx;
	unsigned long cx;
	unsigned long r10;
	unsigned long r8;
	unsigned long ax;
	unsigned long sp;
	unsigned long orig_ax;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pstate;
	__u64 orig_x0;
	int syscallno;
};
#endif

struct thread_info {
	__u32 status; /* x86 alone has it */
};

struct mm_struct;

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	struct files_struct *files;
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

/* Sockets. */
struct in6_addr {
	__u8 in6_u[16];
};

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	__u32 skc_daddr;
	__u32 skc_rcv_saddr;
	__u16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr; /* the two only with CONFIG_IPV6 */
	struct in6_addr skc_v6_rcv_saddr;
	unsigned long skc_flags;
};

typedef struct {
	int counter;
} atomic_t;

typedef struct spinlock {
	__u32 word; /* nothing of this name, but the first is zero when it is free */
} spinlock_t;

typedef struct {
	spinlock_t slock;
	int owned;
} socket_lock_t;

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

struct sk_buff_head {
	__u32 qlen;
};

struct sock {
	struct sock_common __sk_common;
	socket_lock_t sk_lock;
	atomic_t sk_drops;
	__u16 sk_protocol;
	struct sk_buff_head sk_receive_queue;
	struct sock_cgroup_data sk_cgrp_data;
};

struct tcp_sock {
	__u64 bytes_received;
	__u64 bytes_acked;
	__u32 segs_in;
	__u32 segs_out;
	__u32 snd_una;
	__u32 write_seq;
	__u32 srtt_us; /* shifted left by three */
	__u32 total_retrans;
	__u64 tcp_clock_cache;
};

struct sk_buff {
	struct sock *sk;
	unsigned char *head;
	__u16 protocol;
	__u16 network_header;
	struct net_device *dev;
};

struct net_device {
	possible_net_t nd_net;
};

struct socket {
	struct sock *sk;
};

/* Iterators. */
struct bpf_iter_meta;
struct bpf_map;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	void *key;
	void *value;
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
	struct file *exe_file;
	unsigned long total_vm;
	unsigned long env_start;
	unsigned long env_end;
	struct percpu_counter rss_stat[4];
};

struct kernel_siginfo;

/* Its value is taken from the running kernel. */
enum pageflags {
	PG_head = 6,
};

struct page {
	unsigned long flags;
};

struct folio {
	unsigned int _nr_pages;
};

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
