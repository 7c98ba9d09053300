// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The limited set, for kernels that describe no types of their own (BTF) and those from Linux 4.18 on that lack what
 * the other subjects need: arrays that can be mapped (5.5), ring buffers (5.8). Classic tracepoints only, with records
 * declared here; no type of the kernel is followed, so nothing is relocated, and what a record does not say is not
 * known. Everything here is of 4.18: no global data (5.2), no 32-bit jumps (5.1, see the Makefile), no loops (5.3).
 *
 * A cgroup is known by the id that bpf_get_current_cgroup_id (4.18) has for it, that of the v2 hierarchy.
 */
#include <linux/bpf.h>
#include "basic.h"
#include <bpf/bpf_helpers.h>

/* Bounds as they are in the file; user space sets that of the configuration before it loads the object. */
#define CGROUPS 2048
/* In flight only: each is 64 bytes with what the kernel adds. */
#define CONNECTS 8192
#define VICTIMS 256

/* Made whole at once, as a plain hash is: nothing is allocated in a tracepoint, nothing evicted. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, CGROUPS);
	__type(key, __u64);
	__type(value, struct basic_counts);
} basic_by_cgroup SEC(".maps");

/* The sum of all cgroups for which there was no room. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct basic_counts);
} basic_other SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct basic_lost);
} basic_lost SEC(".maps");

/* Whose a socket is that has sent its SYN: the answer comes while anything may be running. By the socket's address. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, CONNECTS);
	__type(key, __u64);
	__type(value, __u64);
} basic_connects SEC(".maps");

/* Threads that are to die for lack of memory: the one that asked for it may be in another cgroup. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, VICTIMS);
	__type(key, __u32);
	__type(value, __u32);
} basic_victims SEC(".maps");

/* include/linux/trace_events.h, struct trace_entry: eight bytes before the fields of each record. */
struct record {
	__u16 type;
	__u8 flags;
	__u8 preempt_count;
	__s32 pid;
};

/*
 * include/trace/events/task.h. Of the two that tell a new task, the one that tells threads from processes:
 * sched_process_fork has only numbers, and its names became references in Linux 6.16. clone_flags is 64 bits wide
 * everywhere since 6.19, as an unsigned long is here.
 */
struct basic_task_newtask {
	struct record common;
	__s32 pid;
	char comm[16];
	__u64 clone_flags;
};

/* include/trace/events/sched.h; the same since 4.14, when the state got the bits of /proc. */
struct basic_sched_switch {
	struct record common;
	char prev_comm[16];
	__s32 prev_pid;
	__s32 prev_prio;
	__s64 prev_state;
};

/*
 * include/trace/events/sock.h, since 4.16. The protocol is 8 bits wide before Linux 5.6 (bf9765145b85) and 16 since, and
 * what is behind it moved: the low byte is at the same place. It takes MPTCP (262) for TCP (6).
 */
struct basic_inet_sock_set_state {
	struct record common;
	__u64 skaddr;
	__s32 oldstate;
	__s32 newstate;
	__u16 sport;
	__u16 dport;
	__u16 family;
	__u8 protocol;
};

/* include/trace/events/oom.h; more fields follow since Linux 6.8. */
struct basic_mark_victim {
	struct record common;
	__s32 pid;
};

/* include/uapi/linux/sched.h */
#define CLONE_THREAD 0x00010000
/* The bits of prev_state, as in include/linux/sched.h: TASK_REPORT_MAX stands for a thread that had to go. */
#define REPORTED_UNINTERRUPTIBLE 0x02
#define REPORTED_PREEMPTED 0x100
/* include/net/tcp_states.h, include/uapi/linux/in.h */
#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_CLOSE 7
#define IPPROTO_TCP 6

static __always_inline void add(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

static __always_inline struct basic_lost *lost(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&basic_lost, &zero);
}

static __always_inline struct basic_counts *counts_of(__u64 cgroup)
{
	struct basic_counts *counts = bpf_map_lookup_elem(&basic_by_cgroup, &cgroup);
	if (counts)
		return counts;

	struct basic_counts none = {};
	/* fails when the map is full, and when another processor was faster */
	bpf_map_update_elem(&basic_by_cgroup, &cgroup, &none, BPF_NOEXIST);
	counts = bpf_map_lookup_elem(&basic_by_cgroup, &cgroup);
	if (counts)
		return counts;

	__u32 zero = 0;
	struct basic_lost *own = lost();
	if (own)
		add(&own->cgroups);
	return bpf_map_lookup_elem(&basic_other, &zero);
}

static __always_inline struct basic_counts *counts_of_current(void)
{
	return counts_of(bpf_get_current_cgroup_id());
}

SEC("tracepoint/task/task_newtask")
int basic_fork(struct basic_task_newtask *record)
{
	if (record->clone_flags & CLONE_THREAD)
		return 0;
	struct basic_counts *counts = counts_of_current();
	if (counts)
		add(&counts->forks);
	return 0;
}

SEC("tracepoint/sched/sched_process_exec")
int basic_exec(void *record)
{
	struct basic_counts *counts = counts_of_current();
	if (counts)
		add(&counts->execs);
	return 0;
}

/* The record says whether it was the last thread only since Linux 6.16; the leader is the one that every process has. */
SEC("tracepoint/sched/sched_process_exit")
int basic_exit(void *record)
{
	__u64 both = bpf_get_current_pid_tgid();
	__u32 thread = both;
	__u32 process = both >> 32;
	__u32 *victim = bpf_map_lookup_elem(&basic_victims, &thread);

	if (!victim && thread != process)
		return 0;
	struct basic_counts *counts = counts_of_current();
	if (counts && thread == process)
		add(&counts->exits);
	if (counts && victim)
		add(&counts->oom_kills);
	if (victim)
		bpf_map_delete_elem(&basic_victims, &thread);
	return 0;
}

SEC("tracepoint/sched/sched_switch")
int basic_switch(struct basic_sched_switch *record)
{
	if (record->prev_pid == 0)
		return 0; /* idle */
	/* the switch itself comes after the tracepoint: current is still who leaves */
	struct basic_counts *counts = counts_of_current();
	if (!counts)
		return 0;
	__s64 state = record->prev_state;
	if (state == 0 || state == REPORTED_PREEMPTED) {
		add(&counts->involuntary);
		return 0;
	}
	add(&counts->voluntary);
	if (state == REPORTED_UNINTERRUPTIBLE)
		add(&counts->blocked);
	return 0;
}

static __always_inline void connect_begins(__u64 socket)
{
	__u64 cgroup = bpf_get_current_cgroup_id();
	if (bpf_map_update_elem(&basic_connects, &socket, &cgroup, BPF_ANY)) {
		struct basic_lost *own = lost();
		if (own)
			add(&own->connects);
	}
}

/* connect(2) is the only step of a connection that is sure to happen in the process that asked for it. */
SEC("tracepoint/sock/inet_sock_set_state")
int basic_connect(struct basic_inet_sock_set_state *record)
{
	__s32 before = record->oldstate;
	__s32 now = record->newstate;
	__u64 socket = record->skaddr;

	if (record->protocol != IPPROTO_TCP)
		return 0;
	if (now == TCP_SYN_SENT) {
		connect_begins(socket);
		return 0;
	}
	if (before != TCP_SYN_SENT)
		return 0;
	__u64 *cgroup = bpf_map_lookup_elem(&basic_connects, &socket);
	if (!cgroup)
		return 0; /* begun before this was loaded, or without room */
	struct basic_counts *counts = counts_of(*cgroup);
	bpf_map_delete_elem(&basic_connects, &socket);
	if (!counts)
		return 0;
	if (now == TCP_CLOSE)
		add(&counts->tcp_connect_failures);
	else
		add(&counts->tcp_connects);
	return 0;
}

SEC("tracepoint/oom/mark_victim")
int basic_victim(struct basic_mark_victim *record)
{
	__u32 thread = record->pid;
	__u32 marked = 1;
	if (bpf_map_update_elem(&basic_victims, &thread, &marked, BPF_ANY)) {
		struct basic_lost *own = lost();
		if (own)
			add(&own->victims);
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
