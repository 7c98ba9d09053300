/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.tcp mirrors each struct, and a test compares the two. */
#ifndef NODECAST_TCP_H
#define NODECAST_TCP_H

#include "cgroup.h"
#include "hist.h"

/* Of one cgroup, cumulative. Open are connects + accepts + adopted - closes. */
struct tcp_counts {
	__u64 sent_bytes; /* acknowledged; neither SYN nor FIN, which TCP counts as a byte each */
	__u64 received_bytes; /* in order */
	__u64 sent_segments;
	__u64 received_segments;
	__u64 retransmits;
	__u64 connects; /* that were answered */
	__u64 accepts; /* by the kernel; accept(2) may come later */
	__u64 adopted; /* were open when the programs started */
	__u64 closes; /* of connections that were open */
	__u64 connect_failures;
	__u64 resets_sent;
	__u64 resets_received;
	__u64 drops; /* segments that reached a connection and were dropped */
	__u64 listen_overflows; /* handshakes that a listener dropped */
	struct hist rtt_us; /* smoothed: once a tick while segments arrive, and at the end */
	struct hist connect_latency_us;
};

/* One peer: the other end's address and the server's port. IPv4 is ::ffff:a.b.c.d. */
struct tcp_peer {
	struct cgroup_ids cgroup;
	__u8 address[16];
	__u16 port;
	__u8 incoming; /* 1: the peer is the client */
	__u8 other; /* 1: all peers that found no room; address and port are 0 */
	__u32 pad;
};

/* Open are connections + adopted - closes. */
struct tcp_peer_counts {
	__u64 sent_bytes;
	__u64 received_bytes;
	__u64 retransmits;
	__u64 connections;
	__u64 failures;
	__u64 adopted;
	__u64 closes;
	struct hist rtt_us;
};

/* Packets of TCP and UDP that were dropped. cgroup is 0, 0 where nobody is known who was to get or send them. */
struct tcp_drop {
	struct cgroup_ids cgroup;
	__u32 reason; /* enum skb_drop_reason, numbered differently in each kernel */
	__u32 pad;
};

/* What had no room or no owner: cumulative. */
struct tcp_lost {
	__u64 sockets; /* connections that found the table full: of them nothing is counted */
	__u64 listeners; /* listeners likewise: their connections count where the socket's own cgroup says */
	__u64 peers; /* connections counted under `other` */
	__u64 resets; /* of no connection: the answer to a connect that nobody listens for */
	__u64 drops; /* packets whose reason found the table full */
};

#endif
