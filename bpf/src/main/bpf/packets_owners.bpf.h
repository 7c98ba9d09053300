/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Whose a socket is: of the cgroups of the task that made it, as the kernel's own cgroup of a socket, which is only
 * the v2 one. Packets arrive in anybody's context, so this is kept with the socket. A connection that comes in is its
 * listener's; a socket that is handed to another process, or whose process moves, stays where it was made.
 *
 * Not known are sockets that the kernel makes for itself, and those that were older than the programs and in no
 * process's hands. They have memory = 0, and what the socket's v2 cgroup says.
 */
#ifndef NODECAST_PACKETS_OWNERS_BPF_H
#define NODECAST_PACKETS_OWNERS_BPF_H

#include "kernel.bpf.h"
#include "cgroup.bpf.h"
#include "inet.bpf.h"
#include "packets.h"
#include "slots.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * In the socket and gone with it, so there are as many as sockets, of about 100 bytes each. Cloned for a connection
 * that comes in, in the allocation of its socket, which fails alike when there is no memory at all.
 */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct cgroup_ids);
} packets_owners SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct packets_lost);
} packets_lost SEC(".maps");

static __noinline int lost_owner(void)
{
	__u32 zero = 0;
	struct packets_lost *lost = bpf_map_lookup_elem(&packets_lost, &zero);

	if (lost)
		add(&lost->owners, 1);
	return 0;
}

static __always_inline struct cgroup_ids owner_of(struct __sk_buff *skb)
{
	struct cgroup_ids ids = {};
	struct bpf_sock *sk = skb->sk;

	if (sk)
		sk = bpf_sk_fullsock(sk);
	if (sk) {
		struct cgroup_ids *owner = bpf_sk_storage_get(&packets_owners, sk, 0, 0);
		if (owner)
			return *owner;
	}
	ids.v2 = bpf_skb_cgroup_id(skb);
	return ids;
}

/* Of the current task, as a number: not every kernel gives programs of this type a typed one. */
static __always_inline struct cgroup_ids maker(void)
{
	struct css_set *set = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), cgroups);
	struct cgroup_ids ids = { .v2 = BPF_CORE_READ(set, dfl_cgrp, kn, id) };

	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id)) {
		int memory = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
		struct cgroup_subsys_state *state = 0;
		bpf_probe_read_kernel(&state, sizeof(state), &set->subsys[memory]);
		ids.memory = BPF_CORE_READ(state, cgroup, kn, id);
	}
	return ids;
}

/* In the task that calls socket(2). */
static __always_inline void own(struct bpf_sock *sk)
{
	struct cgroup_ids ids = maker();

	if (!bpf_sk_storage_get(&packets_owners, sk, &ids, BPF_SK_STORAGE_GET_F_CREATE))
		lost_owner();
}

/* A socket that is known stays what it is. */
static __always_inline void adopt(struct task_struct *task, struct file *file)
{
	if (!task || !file)
		return;
	struct socket *socket = bpf_sock_from_file(file);
	if (!socket)
		return;
	struct sock *sk = socket->sk;
	if (!sk || (sk->__sk_common.skc_family != AF_INET && sk->__sk_common.skc_family != AF_INET6))
		return;
	struct cgroup_ids ids = cgroup_ids_of(task);
	if (!bpf_sk_storage_get(&packets_owners, sk, &ids, BPF_SK_STORAGE_GET_F_CREATE))
		lost_owner();
}

#endif
