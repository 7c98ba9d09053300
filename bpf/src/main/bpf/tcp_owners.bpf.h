/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Whose a socket is. connect(2) and listen(2) run in a task, which says it; a connection that comes in is made by an
 * interrupt in anybody's name, and is its listener's.
 */
#ifndef NODECAST_TCP_OWNERS_BPF_H
#define NODECAST_TCP_OWNERS_BPF_H

#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "cgroup.bpf.h"
#include "slots.bpf.h"
#include "tcp_sockets.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* What can be listened on; all addresses are zeroes, of either family. */
struct endpoint {
	__u8 address[16];
	__u32 netns;
	__u16 port;
	__u16 pad;
};

struct listener {
	struct cgroup_ids cgroup;
	__u64 sockets; /* SO_REUSEPORT: several; they are taken to be of one cgroup, that of the first */
};

/* 4,096 listeners take 370 KiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, struct endpoint);
	__type(value, struct listener);
} tcp_listeners SEC(".maps");

static __always_inline void local_endpoint(struct endpoint *at, const struct sock *sk)
{
	__builtin_memset(at, 0, sizeof(*at));
	at->netns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
	at->port = BPF_CORE_READ(sk, __sk_common.skc_num);
	if (BPF_CORE_READ(sk, __sk_common.skc_family) == AF_INET) {
		__u32 v4 = BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
		if (v4)
			mapped(at->address, v4);
	} else if (bpf_core_field_exists(sk->__sk_common.skc_v6_rcv_saddr)) {
		bpf_core_read(at->address, 16, &sk->__sk_common.skc_v6_rcv_saddr);
	}
}

/* Who listens there, or on all addresses. */
static __always_inline struct listener *listener_at(struct endpoint *at)
{
	struct listener *found = bpf_map_lookup_elem(&tcp_listeners, at);

	if (found)
		return found;
	__builtin_memset(at->address, 0, sizeof(at->address));
	return bpf_map_lookup_elem(&tcp_listeners, at);
}

/* False: no room. */
static __always_inline bool add_listener(const struct sock *sk, const struct cgroup_ids *cgroup)
{
	struct endpoint at;
	struct listener first = { .cgroup = *cgroup, .sockets = 1 };

	local_endpoint(&at, sk);
	if (!bpf_map_update_elem(&tcp_listeners, &at, &first, BPF_NOEXIST))
		return true;
	struct listener *there = bpf_map_lookup_elem(&tcp_listeners, &at);
	if (there)
		add(&there->sockets, 1);
	return there;
}

static __always_inline void remove_listener(const struct sock *sk)
{
	struct endpoint at;

	local_endpoint(&at, sk);
	struct listener *there = bpf_map_lookup_elem(&tcp_listeners, &at);
	if (!there)
		return;
	add(&there->sockets, -1);
	if (!there->sockets)
		bpf_map_delete_elem(&tcp_listeners, &at);
}

/* No path of cgroups that orchestrators make is deeper. */
#define MAX_DEPTH 12

/*
 * By the socket alone. Good on pure v2; on hybrid nodes only the v2 half is known, and 0, 0 of a socket that names
 * nothing.
 */
static __noinline int cgroup_of_socket(struct cgroup_ids *ids, const struct sock *sk)
{
	if (!ids || !sk)
		return 0;
	struct cgroup *cgroup = socket_cgroup(sk);

	ids->v2 = cgroup ? BPF_CORE_READ(cgroup, kn, id) : 0;
	ids->memory = 0;
	if (!bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
		return 0;
	int memory = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
	for (int i = 0; i < MAX_DEPTH && cgroup; i++) {
		struct cgroup_subsys_state *css = 0;
		bpf_probe_read_kernel(&css, sizeof(css), &cgroup->subsys[memory]);
		if (css) {
			ids->memory = BPF_CORE_READ(css, cgroup, kn, id);
			break;
		}
		cgroup = BPF_CORE_READ(cgroup, self.parent, cgroup);
	}
	return 0;
}

/* Not by bpf_get_current_task_btf, which Linux 5.11 brought. */
static __always_inline struct cgroup_ids cgroup_of_current(void)
{
	struct css_set *set = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), cgroups);
	struct cgroup_ids ids = { .v2 = BPF_CORE_READ(set, dfl_cgrp, kn, id) };

	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id)) {
		int memory = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
		struct cgroup_subsys_state *css = 0;
		bpf_probe_read_kernel(&css, sizeof(css), &set->subsys[memory]);
		ids.memory = BPF_CORE_READ(css, cgroup, kn, id);
	}
	return ids;
}

#endif
