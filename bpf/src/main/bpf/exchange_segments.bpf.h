/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Protocols that mix both directions: what one call moved is told as it is, or the frames in it. */
#ifndef NODECAST_EXCHANGE_SEGMENTS_BPF_H
#define NODECAST_EXCHANGE_SEGMENTS_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_gather.bpf.h"
#include "exchange_http2.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_tell.bpf.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* RFC 1035 section 4.2 */
#define DNS_PORT 53

/* Requests and answers overtake each other, or are larger than what is kept of a turn. */
static __always_inline bool segmented(__u8 protocol)
{
	return protocol == EXCHANGE_HTTP2 || protocol == EXCHANGE_KAFKA;
}

/* The connection's end; in whose name it ends says nothing. */
static __noinline int segments_end(struct exchange_socket *socket, __u64 key, struct exchange_event *event)
{
	struct finished of = { .flags = EXCHANGE_SEGMENTED | EXCHANGE_ENDED, .request_ns = bpf_ktime_get_ns() };

	if (!socket)
		return 0;
	if (event) {
		describe(event, socket, key, &of);
		event->request_kept = 0;
		event->response_kept = 0;
		name_of_process(event->comm);
	}
	if (!event || tell(event, sizeof(struct exchange_event)))
		LOST(events);
	return 0;
}

/* When a call moved its bytes; end_ns is that of the connection's last one. */
static __always_inline __u64 segment_moment(struct exchange_socket *socket, __u64 sent_ns)
{
	return socket->end_ns = moment(socket, sent_ns);
}

/* What the call in the scratch moved, told as it is. */
static __noinline int segment(struct exchange_socket *socket, __u64 key, __u8 flags)
{
	struct exchange_scratch *s = scratch();
	struct finished of = { .flags = EXCHANGE_SEGMENTED | flags };

	if (!s || !socket)
		return 0;
	if (s->payload.process != socket->pid)
		own(socket, s->payload.process);
	of.request_ns = segment_moment(socket, s->payload.sent_ns);
	of.request_bytes = s->payload.length;
	describe(&s->event, socket, key, &of);
	__u32 kept = exchange_gather_request(0, EXCHANGE_SEGMENT);
	if (kept > EXCHANGE_SEGMENT) /* for the verifier */
		kept = EXCHANGE_SEGMENT;
	s->event.request_kept = kept;
	s->event.response_kept = 0;
	name_of_process(s->event.comm);
	if (tell(&s->event, sizeof(struct exchange_event) + kept))
		LOST(events);
	return 0;
}

VERIFIED_ONCE int exchange_tell_frames(struct exchange_socket *socket, __u64 key, struct http2_walk *walk,
				       struct http2_cursor *cursor, __u8 flags)
{
	struct finished of = { .flags = EXCHANGE_SEGMENTED | flags };
	struct exchange_scratch *s = scratch();

	if (!s || !socket || !walk || !cursor)
		return 0;
	if (!cursor->now_ns)
		cursor->now_ns = segment_moment(socket, s->payload.sent_ns);
	of.request_ns = cursor->now_ns;
	__u32 kept = cursor->kept;
	if (walk->skip && walk->ends == HTTP2_ENDS_TOLD)
		of.flags |= EXCHANGE_UNFINISHED;
	of.shape = walk->segments++;
	of.request_bytes = kept;
	of.response_bytes = HTTP2_COUNTS ? walk->generation : 0;
	describe(&s->event, socket, key, &of);
	s->event.first_bytes = least(cursor->continued, 0xffff);
	s->event.request_kept = kept;
	s->event.response_kept = 0;
	bpf_get_current_comm(s->event.comm, sizeof(s->event.comm));
	barrier_var(kept);
	if (kept > EXCHANGE_SEGMENT) /* for the verifier */
		kept = EXCHANGE_SEGMENT;
	if (tell(&s->event, sizeof(struct exchange_event) + kept))
		LOST(events);
	return 0;
}

/* What one call moved of an HTTP/2 connection. */
static __noinline int frames(struct exchange_socket *socket, __u64 key, const struct payload *payload, __u8 flags)
{
	struct exchange_scratch *s = scratch();

	if (!s || !socket || !payload)
		return 0;
	struct http2_cursor *cursor = &s->cursor;
	struct http2_connection *connection = http2_connection(key, socket->upgraded, s);
	if (!connection) {
		LOST(sockets);
		socket->protocol = EXCHANGE_IGNORED;
		return 0;
	}
	struct http2_walk *kept = flags & EXCHANGE_TO_SERVER ? &connection->to_server : &connection->to_client;
	struct http2_walk *walk = &cursor->walk;
	*walk = *kept;
	if (payload->process != socket->pid)
		own(socket, payload->process);
	cursor->now_ns = http2_recall(socket, key, flags) ? segment_moment(socket, payload->sent_ns) : 0;
	begin_segment(s);
	bool there = at_call(walk, cursor, payload, &s->peek);
	for (int i = 0; i < HTTP2_ROUNDS; i++) {
		int end = there ? http2_go() : HTTP2_DONE;
		if (walk->fresh)
			cursor->kept -= HTTP2_HEADER;
		if (cursor->kept || cursor->ended)
			exchange_tell_frames(socket, key, walk, cursor, flags);
		begin_segment(s);
		if (end != HTTP2_MORE)
			exchange_http2_counted();
		if (end == HTTP2_DONE) {
			*kept = *walk;
			return 0;
		}
		if (end == HTTP2_LOST)
			break;
	}
	LOST(calls);
	out_of_step(walk);
	*kept = *walk;
	return 0;
}

/* The bytes of one call on a connection of such a protocol. */
static __always_inline int overtaking(struct exchange_socket *socket, __u64 key, const struct payload *payload, bool sent)
{
	__u8 flags = sent == (socket->role == EXCHANGE_CLIENT) ? EXCHANGE_TO_SERVER : 0;

	return socket->protocol == EXCHANGE_HTTP2 ? frames(socket, key, payload, flags)
						  : segment(socket, key, flags);
}

#ifndef EXCHANGE_OF_TLS

/* NULL also where another one has its address by now: only its own port says so, the other one may have been sent to. */
static __always_inline struct exchange_socket *resolver_known(const struct endpoint *end)
{
	__u64 key = end->key;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_resolvers, &key);

	return socket && socket->local_port == end->local_port ? socket : NULL;
}

/*
 * DNS over UDP, by the port of the server: who has it, is connected to it, or sent there before. Queries of one socket
 * overtake each other, so each datagram is told.
 */
static __always_inline bool resolves(const struct endpoint *end, int length, bool sent)
{
	if (length < 12 || !wanted(EXCHANGE_DNS))
		return false;
	if (end->local_port == DNS_PORT || end->remote_port == DNS_PORT || (!end->remote_port && sent))
		return true;
	return resolver_known(end);
}

/* Not inlined: it takes half of the stack. `target`: whom a datagram of an unconnected socket goes to. */
static __noinline struct exchange_socket *resolver(const struct sock *sk, bool server,
						   const struct sockaddr_start *target)
{
	__u64 key = (__u64)sk;
	struct exchange_socket fresh = {
		.since_ns = bpf_ktime_get_ns(),
		.protocol = EXCHANGE_DNS,
		.role = server ? EXCHANGE_SERVER : EXCHANGE_CLIENT,
	};

	addresses(&fresh, sk);
	if (target && target->family)
		fresh.remote_port = DNS_PORT;
	if (target && target->family == AF_INET)
		mapped(fresh.remote_address, target->v4);
	else if (target && target->family == AF_INET6)
		__builtin_memcpy(fresh.remote_address, target->v6, 16);
	bpf_map_update_elem(&exchange_resolvers, &key, &fresh, BPF_ANY);
	return bpf_map_lookup_elem(&exchange_resolvers, &key);
}

/* One of a socket of those; `payload` is the scratch's. */
static __always_inline int datagram(const struct sock *sk, const struct endpoint *end, const struct payload *payload,
				    bool sent)
{
	__u64 key = end->key;
	bool server = end->local_port == DNS_PORT;
	struct exchange_socket *socket = resolver_known(end);
	struct sockaddr_start target = {};

	if (sent && !end->remote_port && !server) {
		if (!payload->name || bpf_probe_read_user(&target, sizeof(target), (void *)payload->name) ||
		    bpf_ntohs(target.port) != DNS_PORT)
			return 0;
	}
	if (!socket && wanted_role(server ? EXCHANGE_SERVER : EXCHANGE_CLIENT))
		socket = resolver(sk, server, &target);
	return socket ? segment(socket, key, sent != server ? EXCHANGE_TO_SERVER : 0) : 0;
}

#endif

#endif
