/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Packets of TCP and UDP that the kernel drops, by its reason. */
#ifndef NODECAST_TCP_DROPS_BPF_H
#define NODECAST_TCP_DROPS_BPF_H

#include "kernel.bpf.h"
#include "tcp.h"
#include "tcp_lost.bpf.h"
#include "tcp_owners.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define IPPROTO_UDP 17
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd

/* linux/ip.h and linux/ipv6.h, in bytes */
#define IPV4_PROTOCOL 9
#define IPV4_TO 16
#define IPV6_PROTOCOL 6
#define IPV6_TO 24
#define IPV6_LENGTH 40
#define PORT_TO 2

/* 4,096 reasons of cgroups take 300 KiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, struct tcp_drop);
	__type(value, __u64);
} tcp_drops SEC(".maps");

struct packet {
	struct endpoint to;
	__u8 protocol;
};

/* False: neither TCP nor UDP, or in an extension header. */
static __always_inline bool read_packet(struct packet *packet, struct sk_buff *skb)
{
	unsigned char header[IPV6_LENGTH] = {};
	__u16 port = 0;
	unsigned int length = IPV6_LENGTH;
	__u16 kind = bpf_ntohs(BPF_CORE_READ(skb, protocol));

	if (kind != ETH_P_IP && kind != ETH_P_IPV6)
		return false;
	unsigned char *at = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, network_header);
	bpf_probe_read_kernel(header, sizeof(header), at);
	if (kind == ETH_P_IP) {
		__u32 to;
		__builtin_memcpy(&to, header + IPV4_TO, sizeof(to));
		mapped(packet->to.address, to);
		packet->protocol = header[IPV4_PROTOCOL];
		length = (header[0] & 0xf) * 4;
	} else {
		__builtin_memcpy(packet->to.address, header + IPV6_TO, sizeof(packet->to.address));
		packet->protocol = header[IPV6_PROTOCOL];
	}
	bpf_probe_read_kernel(&port, sizeof(port), at + length + PORT_TO);
	packet->to.port = bpf_ntohs(port);
	packet->to.netns = BPF_CORE_READ(skb, dev, nd_net.net, ns.inum);
	return packet->protocol == IPPROTO_TCP || packet->protocol == IPPROTO_UDP;
}

/* What stands for a handshake or for TIME_WAIT is shorter than a socket. */
static __always_inline bool is_full(const struct sock *sk)
{
	__u8 state = BPF_CORE_READ(sk, __sk_common.skc_state);

	return state != TCP_TIME_WAIT && state <= TCP_CLOSING;
}

static __always_inline void count_drop(struct tcp_drop *drop)
{
	__u64 none = 0;
	__u64 *count = bpf_map_lookup_elem(&tcp_drops, drop);

	if (!count) {
		if (drop->cgroup.v2)
			slot_of(&drop->cgroup); /* for user space to see the cgroup, and learn whose it is */
		bpf_map_update_elem(&tcp_drops, drop, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&tcp_drops, drop);
	}
	if (count)
		add(count, 1);
	else
		LOST(drops);
}

#endif
