/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Whom each cgroup talks with. Peers are kept while they are of interest, which user space decides; so many of each
 * cgroup and of the node, and the rest in sum.
 */
#ifndef NODECAST_TCP_PEERS_BPF_H
#define NODECAST_TCP_PEERS_BPF_H

#include "kernel.bpf.h"
#include "slots.bpf.h"
#include "tcp.h"
#include "tcp_sockets.bpf.h"
#include <bpf/bpf_helpers.h>

/* 2,000 peers take 1.8 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 2000);
	__type(key, struct tcp_peer);
	__type(value, struct tcp_peer_counts);
} tcp_peers SEC(".maps");

/* All others of a cgroup, each way. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 2 * SLOTS);
	__type(key, struct tcp_peer);
	__type(value, struct tcp_peer_counts);
} tcp_others SEC(".maps");

/* How many peers a cgroup has; user space corrects it when it removes some. */
#define PEERS_OF_CGROUP 100
BY_SLOT(tcp_peer_count_by_slot, __u64);

/* Zeroes: a new peer, which is too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tcp_peer_counts);
} tcp_no_counts SEC(".maps");

static __always_inline struct tcp_peer_counts *made_peer(void *map, const struct tcp_peer *peer)
{
	__u32 zero = 0;
	struct tcp_peer_counts *blank = bpf_map_lookup_elem(&tcp_no_counts, &zero);

	if (blank)
		bpf_map_update_elem(map, peer, blank, BPF_NOEXIST);
	return bpf_map_lookup_elem(map, peer);
}

static __always_inline void fold(struct tcp_peer *peer)
{
	__builtin_memset(peer->address, 0, sizeof(peer->address));
	peer->port = 0;
	peer->other = 1;
}

/* `peer` is folded into the others where there is no room for it. */
static __always_inline struct tcp_peer_counts *peer_of(struct tcp_peer *peer, __u32 slot)
{
	struct tcp_peer_counts *counts = 0;

	if (!peer->other) {
		counts = bpf_map_lookup_elem(&tcp_peers, peer);
		if (counts)
			return counts;
		__u64 *kept = bpf_map_lookup_elem(&tcp_peer_count_by_slot, &slot);
		if (kept && *kept < PEERS_OF_CGROUP)
			counts = made_peer(&tcp_peers, peer);
		if (counts) {
			add(kept, 1);
			return counts;
		}
		fold(peer);
	}
	counts = bpf_map_lookup_elem(&tcp_others, peer);
	return counts ? counts : made_peer(&tcp_others, peer);
}

static __always_inline struct tcp_peer peer_of_socket(const struct tcp_socket *socket)
{
	struct tcp_peer peer = {
		.cgroup = socket->cgroup,
		.port = socket->port,
		.incoming = socket->incoming,
	};

	__builtin_memcpy(peer.address, socket->address, sizeof(peer.address));
	if (socket->other)
		fold(&peer);
	return peer;
}

#endif
