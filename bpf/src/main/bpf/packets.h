/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.packets mirrors each struct, and a test compares the two. */
#ifndef NODECAST_PACKETS_H
#define NODECAST_PACKETS_H

#include "cgroup.h"

/*
 * Since the program was loaded. A packet is an IP packet as a socket hands it out or gets it: before it is cut into
 * fragments, after it was put together from them. Of one that carries several segments (GSO, GRO) each counts, with
 * headers of its own. Bytes are those of the IP packet, the headers of IP included, those of the link not.
 */
struct packets_counts {
	__u64 udp_sent_datagrams;
	__u64 udp_sent_bytes; /* payload */
	__u64 udp_received_datagrams;
	__u64 udp_received_bytes;
	__u64 tcp_packets_out;
	__u64 tcp_packet_bytes_out;
	__u64 tcp_packets_in;
	__u64 tcp_packet_bytes_in;
	__u64 udp_packets_out;
	__u64 udp_packet_bytes_out;
	__u64 udp_packets_in;
	__u64 udp_packet_bytes_in;
	__u64 icmp_packets_out;
	__u64 icmp_packet_bytes_out;
	__u64 icmp_packets_in;
	__u64 icmp_packet_bytes_in;
	__u64 other_packets_out;
	__u64 other_packet_bytes_out;
	__u64 other_packets_in;
	__u64 other_packet_bytes_in;
};

/* What had no room: cumulative. */
struct packets_lost {
	__u64 owners; /* sockets of which nobody can tell the memory cgroup: the v2 one alone names them */
};

#endif
