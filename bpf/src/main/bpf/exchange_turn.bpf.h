/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* One call on a connection, wherever it is seen: whether the connection is of interest, and what the call moved. */
#ifndef NODECAST_EXCHANGE_TURN_BPF_H
#define NODECAST_EXCHANGE_TURN_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_encrypted.bpf.h"
#include "exchange_ends.bpf.h"
#include "exchange_flow.bpf.h"
#include "exchange_gather.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_table.bpf.h"
#include <bpf/bpf_helpers.h>

__noinline int exchange_tls_hello(__u32 length)
{
	struct exchange_scratch *s = scratch();
	return s ? tls_hello(s->peek.bytes, length) : 0;
}

/* More of an answer of which nothing is kept: its bytes need not be read. */
static __always_inline bool goes_on(struct exchange_socket *socket, __u32 length, bool sent, __u64 sent_ns)
{
	if (socket->phase != ANSWERING || socket->sent != sent || sent != (socket->role == EXCHANGE_SERVER) ||
	    (socket->protocol != EXCHANGE_HTTP1 && socket->buffered))
		return false;
	socket->response_bytes += length;
	socket->end_ns = moment(socket, sent_ns);
	return true;
}

/* Bytes that were moved, of which nothing more is known; what nobody could have read is no loss. */
static __always_inline void unread(int kind)
{
	if (kind == PAYLOAD_URING)
		LOST(uring);
	else if (kind == PAYLOAD_COMPAT)
		LOST(compat);
	else if (kind == PAYLOAD_UNKNOWN)
		LOST(calls);
}

/* What is kept of the connection; NULL: it is of no interest. */
static __always_inline struct exchange_socket *interesting(const struct sock *sk, const struct endpoint *end, bool sent)
{
	struct exchange_socket *socket = socket_of(end->key);

	if (socket && !same(socket, end)) {
		forget(socket, end->key, ENDING_OF_CALL);
		socket = NULL;
	}
	if (!socket) {
		if (end->state == TCP_CLOSE) /* nothing would tell its end again */
			return NULL;
		socket = first(end->key, sk, sent);
	}
	return socket && socket->protocol != EXCHANGE_IGNORED ? socket : NULL;
}

/*
 * The bytes of one call on a connection. `payload` is the scratch's: who gathers bytes finds it there. Returns whether
 * they are for overtaking().
 */
static __always_inline bool turn(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				struct exchange_scratch *s, bool sent)
{
	if (segmented(socket->protocol)) {
		socket->sent = sent;
		return true;
	}
	/* On the stack: the kernel asks of any other memory what it is before it copies there (hardened usercopy). */
	__u8 peek[EXCHANGE_PEEK] __attribute__((aligned(8)));

	emptied(peek, EXCHANGE_PEEK);
	s->gathered = 0;
	s->answers = 0;
	if (socket->protocol == EXCHANGE_REDIS && socket->commands > 1) { /* all of it is looked at, as of the last one */
		if (sent == (socket->role == EXCHANGE_SERVER))
			s->answers = exchange_redis_number(socket->commands);
		if (!redis_fine(s)) {
			emptied(s->burst.bytes, EXCHANGE_PEEK);
			s->gathered = exchange_gather_burst(REDIS_BURST_BYTES);
			look_at(s, s->burst.bytes);
		}
	} else if (!payload_begins(payload, peek)) {
		emptied(s->peek.bytes, EXCHANGE_PEEK);
		exchange_gather_peek();
		__builtin_memcpy(peek, s->peek.bytes, EXCHANGE_PEEK);
	}
	if (socket->protocol != EXCHANGE_HTTP1 && !s->gathered && !s->answers)
		look_at(s, peek);
	/* MySQL may go over to it after a greeting that nobody saw */
	if ((socket->protocol == EXCHANGE_UNDECIDED || socket->protocol == EXCHANGE_MYSQL) &&
	    exchange_tls_hello(payload->length)) {
		encrypted();
		socket->protocol = EXCHANGE_IGNORED;
		return false;
	}
	return flow(socket, key, payload, sent, s, peek);
}

#endif
