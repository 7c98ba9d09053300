/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What a packet is: IPv4 with options, IPv6 with extension headers, and how many segments it carries. */
#ifndef NODECAST_PACKETS_HEADERS_BPF_H
#define NODECAST_PACKETS_HEADERS_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* linux/in.h, linux/in6.h */
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_AH 51
#define IPPROTO_ICMPV6 58
#define IPPROTO_DSTOPTS 60
#define IPPROTO_RAW 255

#define IP4_HEADER 20
#define IP6_HEADER 40
#define UDP_HEADER 8
/* IP_OFFSET: where in the whole a fragment lies, in units of eight bytes */
#define IP4_FRAGMENT 0x1fff
#define IP6_FRAGMENT 0xfff8

/* RFC 8200, 4.1, recommends one of each of four, one of them twice; a packet with more counts as other. */
#define MAX_EXTENSIONS 6

struct packet {
	__u32 protocol; /* IPPROTO_ICMP for ICMPv6, too */
	__u32 segments;
	__u64 bytes;
	__u64 payload; /* of UDP, when datagram */
	bool datagram; /* its UDP header is here */
};

/* Where the header of the transport is; 0 in a fragment that is not the first, which has none. */
struct transport {
	__u32 protocol;
	__u32 at;
};

/* Bytes may lie in fragments of the buffer, where direct access does not reach; the network header is at 0. */
static __always_inline bool load(struct __sk_buff *skb, __u32 at, void *to, __u32 size)
{
	return !bpf_skb_load_bytes(skb, at, to, size);
}

static __always_inline struct transport transport_of_4(const __u8 *header)
{
	struct transport transport = { .protocol = header[9], .at = (header[0] & 0xf) * 4 };

	if (transport.protocol == IPPROTO_ICMPV6)
		transport.protocol = IPPROTO_RAW; /* not in IPv4 */
	if (((header[6] << 8) | header[7]) & IP4_FRAGMENT)
		transport.at = 0;
	return transport;
}

static __always_inline struct transport transport_of_6(struct __sk_buff *skb, __u32 next)
{
	struct transport transport = { .protocol = IPPROTO_RAW };
	__u32 at = IP6_HEADER;
	__u8 header[4];

	for (int i = 0; i <= MAX_EXTENSIONS; i++) {
		switch (next) {
		case IPPROTO_HOPOPTS:
		case IPPROTO_ROUTING:
		case IPPROTO_DSTOPTS:
		case IPPROTO_AH:
		case IPPROTO_FRAGMENT:
			break;
		default:
			transport.protocol = next == IPPROTO_ICMPV6 ? IPPROTO_ICMP : next == IPPROTO_ICMP ? IPPROTO_RAW : next;
			transport.at = at;
			return transport;
		}
		if (!load(skb, at, header, sizeof(header)))
			return transport;
		if (next == IPPROTO_FRAGMENT) {
			if (((header[2] << 8) | header[3]) & IP6_FRAGMENT) {
				transport.protocol = header[0] == IPPROTO_ICMPV6 ? IPPROTO_ICMP : header[0];
				return transport;
			}
			at += 8;
		} else {
			at += next == IPPROTO_AH ? (header[1] + 2) * 4 : (header[1] + 1) * 8;
		}
		next = header[0];
	}
	return transport;
}

static __always_inline struct transport transport_of(struct __sk_buff *skb)
{
	struct transport other = { .protocol = IPPROTO_RAW };
	__u8 header[IP4_HEADER]; /* of IPv6 the first half, which has the type of the next */

	if (!load(skb, 0, header, sizeof(header)))
		return other;
	if (header[0] >> 4 == 4)
		return transport_of_4(header);
	if (header[0] >> 4 == 6)
		return transport_of_6(skb, header[6]);
	return other;
}

/* Bytes of headers that every segment of this packet repeats. */
static __always_inline __u32 headers(struct __sk_buff *skb, const struct transport *transport)
{
	__u8 offset = 0;

	if (transport->protocol == IPPROTO_UDP)
		return transport->at + UDP_HEADER;
	if (transport->protocol == IPPROTO_TCP && load(skb, transport->at + 12, &offset, 1))
		return transport->at + (offset >> 4) * 4;
	return transport->at;
}

static __always_inline void read_packet(struct packet *packet, struct __sk_buff *skb)
{
	struct transport transport = transport_of(skb);
	__u32 length = skb->len;

	packet->protocol = transport.protocol;
	packet->segments = 1;
	packet->bytes = length;
	__u32 size = skb->gso_size;
	if (size && transport.at) {
		__u32 repeated = headers(skb, &transport);
		__u32 segments = skb->gso_segs;
		if (!segments && length > repeated) /* a virtual machine's neighbour says only how large they are */
			segments = (length - repeated + size - 1) / size;
		if (segments > 1) {
			packet->segments = segments;
			packet->bytes += (__u64)(segments - 1) * repeated;
		}
	}
	if (transport.protocol != IPPROTO_UDP || !transport.at || length < transport.at + UDP_HEADER)
		return;
	__u32 payload = length - transport.at - UDP_HEADER;
	__u16 said;
	/* What the header says of one datagram; of several it says nothing that can be relied on. */
	if (packet->segments == 1 && load(skb, transport.at + 4, &said, sizeof(said))) {
		__u32 own = bpf_ntohs(said);
		if (own >= UDP_HEADER && own - UDP_HEADER < payload)
			payload = own - UDP_HEADER;
	}
	packet->payload = payload;
	packet->datagram = true;
}

#endif
