/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* How connections and listeners begin and end. */
#ifndef NODECAST_TCP_CONNECTIONS_BPF_H
#define NODECAST_TCP_CONNECTIONS_BPF_H

#include "kernel.bpf.h"
#include "hist.bpf.h"
#include "tcp_lost.bpf.h"
#include "tcp_owners.bpf.h"
#include "tcp_settle.bpf.h"
#include "tcp_sockets.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

static __always_inline void keep(__u64 sk, struct tcp_socket *socket)
{
	if (bpf_map_update_elem(&tcp_sockets, &sk, socket, BPF_ANY))
		LOST(sockets);
}

/* In the task that calls connect(2). */
static __always_inline void connecting(const struct sock *sk)
{
	__u64 key = (__u64)sk;
	struct tcp_socket socket = {
		.cgroup = cgroup_of_current(),
		.since_ns = bpf_ktime_get_ns(),
		.port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport)),
		.phase = OPENING,
		.taken.sent = 1, /* the SYN */
	};

	peer_address(socket.address, sk);
	/* a socket that connects again has its counters at zero, but for the drops */
	socket.taken.drops = BPF_CORE_READ(sk, sk_drops.counter);
	keep(key, &socket);
}

/* In the task that calls listen(2). */
static __always_inline void listening(const struct sock *sk, const struct cgroup_ids *cgroup)
{
	__u64 key = (__u64)sk;
	struct tcp_socket socket = {
		.cgroup = *cgroup,
		.since_ns = bpf_ktime_get_ns(),
		.port = BPF_CORE_READ(sk, __sk_common.skc_num),
		.phase = LISTENING,
	};

	socket.taken.drops = BPF_CORE_READ(sk, sk_drops.counter);
	if (bpf_map_update_elem(&tcp_sockets, &key, &socket, BPF_NOEXIST) &&
	    bpf_map_update_elem(&tcp_sockets, &key, &socket, BPF_EXIST))
		LOST(sockets);
	if (!add_listener(sk, cgroup))
		LOST(listeners);
}

/* In an interrupt, as a rule. */
static __always_inline void accepted(const struct sock *sk)
{
	__u64 key = (__u64)sk;
	struct tcp_socket socket = {
		.since_ns = bpf_ktime_get_ns(),
		.port = BPF_CORE_READ(sk, __sk_common.skc_num),
		.incoming = 1,
		.phase = OPEN,
	};
	struct endpoint at;

	local_endpoint(&at, sk);
	struct listener *listener = listener_at(&at);
	if (listener)
		socket.cgroup = listener->cgroup;
	else
		cgroup_of_socket(&socket.cgroup, sk);
	peer_address(socket.address, sk);
	keep(key, &socket);
	struct tcp_socket *kept = bpf_map_lookup_elem(&tcp_sockets, &key);
	if (kept)
		opened(kept, false);
}

static __always_inline void established(const struct sock *sk)
{
	__u64 key = (__u64)sk;
	struct tcp_socket *socket = bpf_map_lookup_elem(&tcp_sockets, &key);

	if (!socket || socket->phase != OPENING) {
		accepted(sk);
		return;
	}
	socket->phase = OPEN; /* nobody else changes it before the close */
	opened(socket, false);
	struct tcp_counts *counts = tcp_counts(slot_of(&socket->cgroup));
	if (counts)
		hist_add(&counts->connect_latency_us, (bpf_ktime_get_ns() - socket->since_ns) / 1000);
}

static __always_inline __u32 srtt(const struct sock *sk)
{
	return BPF_CORE_READ((const struct tcp_sock *)sk, srtt_us) >> 3;
}

static __always_inline void closed(const struct sock *sk, int state)
{
	__u64 key = (__u64)sk;
	struct tcp_socket *socket = bpf_map_lookup_elem(&tcp_sockets, &key);
	struct readings now = {};

	if (state == TCP_LISTEN)
		remove_listener(sk);
	struct tcp_sock *tcp = socket ? bpf_skc_to_tcp_sock((void *)sk) : 0;
	if (!tcp)
		return;
	read_owned(&now, sk, tcp, state);
	settle(socket, &now, socket->since_ns, tcp->srtt_us >> 3, true);
}

#endif
