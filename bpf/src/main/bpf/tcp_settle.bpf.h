/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* From what a socket has counted to the numbers of its cgroup and of its peer. */
#ifndef NODECAST_TCP_SETTLE_BPF_H
#define NODECAST_TCP_SETTLE_BPF_H

#include "kernel.bpf.h"
#include "hist.bpf.h"
#include "slots.bpf.h"
#include "tcp.h"
#include "tcp_lost.bpf.h"
#include "tcp_peers.bpf.h"
#include "tcp_sockets.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

COUNTS_BY_SLOT(tcp, struct tcp_counts);

/* Reads what the socket has counted since it was last read, and adds it to its cgroup and to its peer. */
static __noinline int settle(struct tcp_socket *socket, struct readings *now, __u64 since_ns, __u32 srtt_us, bool closing)
{
	if (!socket || !now)
		return 0;
	int phase = take(socket, since_ns, now, closing);
	if (phase == CLOSED)
		return 0;
	__u32 slot = slot_of(&socket->cgroup);
	struct tcp_counts *counts = tcp_counts(slot);
	if (!counts)
		return 0;
	if (phase == LISTENING) {
		add(&counts->listen_overflows, now->drops);
		return 0;
	}
	if (!closing && !(now->sent | now->received | now->segs_out | now->segs_in | now->drops))
		return 0;

	add(&counts->sent_bytes, now->sent);
	add(&counts->received_bytes, now->received);
	add(&counts->sent_segments, now->segs_out);
	add(&counts->received_segments, now->segs_in);
	add(&counts->retransmits, now->retransmits);
	add(&counts->drops, now->drops);
	bool sampled = now->segs_in && srtt_us && phase == OPEN;
	if (sampled)
		hist_add(&counts->rtt_us, srtt_us);
	if (closing)
		add(phase == OPEN ? &counts->closes : &counts->connect_failures, 1);

	struct tcp_peer key = peer_of_socket(socket);
	struct tcp_peer_counts *peer = peer_of(&key, slot);
	if (!peer)
		return 0;
	add(&peer->sent_bytes, now->sent);
	add(&peer->received_bytes, now->received);
	add(&peer->retransmits, now->retransmits);
	if (sampled)
		hist_add(&peer->rtt_us, srtt_us);
	if (closing)
		add(phase == OPEN ? &peer->closes : &peer->failures, 1);
	return 0;
}

/* The connection is open. */
static __noinline int opened(struct tcp_socket *socket, bool adopted)
{
	if (!socket)
		return 0;
	__u32 slot = slot_of(&socket->cgroup);
	struct tcp_counts *counts = tcp_counts(slot);
	struct tcp_peer key = peer_of_socket(socket);
	struct tcp_peer_counts *peer = peer_of(&key, slot);

	if (counts)
		add(adopted ? &counts->adopted : socket->incoming ? &counts->accepts : &counts->connects, 1);
	if (peer)
		add(adopted ? &peer->adopted : &peer->connections, 1);
	if (key.other) {
		socket->other = 1;
		LOST(peers);
	}
	return 0;
}

#endif
