/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the bytes of one call are for their connection: its protocol, a request's or an answer's beginning, or more of it. */
#ifndef NODECAST_EXCHANGE_FLOW_BPF_H
#define NODECAST_EXCHANGE_FLOW_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_classify.h"
#include "exchange_encrypted.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_segments.bpf.h"
#include "exchange_shape.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_table.bpf.h"
#include "exchange_tell.bpf.h"
#include <bpf/bpf_helpers.h>

/* First bytes that said nothing: then the connection is of no interest. */
#define TRIES 16

/* "HTTP/1.1 100 Continue" and the empty line. */
#define CONTINUE_LENGTH 25

/* For so long a shape that was counted is counted: user space removes what it heard nothing of for 5 s at least. */
#define LATELY_NS 4000000000ULL

static __always_inline void begin(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				  struct exchange_scratch *s, const __u8 *peek, __u64 now)
{
	bool lately = now - socket->end_ns < LATELY_NS;

	if (payload->process != socket->pid)
		own(socket, payload->process);
	socket->request_ns = now;
	socket->response_ns = 0;
	socket->end_ns = 0;
	__u32 length = payload->length + (socket->lead ? 1 : 0);
	socket->request_bytes = length;
	socket->response_bytes = 0;
	socket->status = 0;
	socket->first_bytes = length < 0xffff ? length : 0xffff;
	socket->shape = 0;
	socket->buffered = 0;
	socket->headless = 0;
	socket->commands = 1;
	if (socket->protocol == EXCHANGE_HTTP1 && !socket->lead)
		socket->shape = shape_of(socket, peek, payload->length);
	else if (socket->protocol == EXCHANGE_REDIS && !socket->mixed)
		socket->shape = redis_shape(socket, &s->peek, payload);
	if (socket->shape)
		socket->shape = between(socket, key, socket->shape, now);
	if (kept(socket, lately, now))
		buffer(socket, key);
	socket->phase = ASKING;
}

/* More of a burst of commands: what the first call was is not to be counted, and not to be forgotten. */
static __always_inline void another(struct exchange_socket *socket, __u64 key, const struct payload *payload)
{
	__u64 before = socket->request_bytes - payload->length;

	socket->mixed = 1;
	if (socket->buffered) {
		if (socket->headless)
			before -= socket->first_bytes;
		else
			socket->shape = 0;
		buffer_more(key, before);
	} else if (socket->shape && before == socket->first_bytes) {
		socket->headless = 1;
		buffer(socket, key);
	}
}

/* What is never answered must not be taken for the beginning of a request that comes much later. */
static __always_inline bool closes_statement(struct exchange_socket *socket, __u64 key, const struct payload *payload,
					     const __u8 *peek)
{
	if (socket->phase != ASKING)
		return mysql_close(peek, payload->length);
	/* MySQL's server reads a packet's header by itself */
	if (socket->request_bytes != 4 || payload->length != 5 || peek[0] != MYSQL_CLOSE)
		return false;
	socket->phase = IDLE;
	socket->buffered = 0;
	bpf_map_delete_elem(&exchange_requests, &key);
	return true;
}

/*
 * Go's server looks for one byte while it answers, to learn of the connection's end (net/http, startBackgroundRead):
 * that is the next request's first when the client is quick. Returns whether it is all of the call.
 */
static __always_inline bool led(struct exchange_socket *socket, const struct payload *payload, __u8 *peek)
{
	if (payload->length == 1 && socket->phase != ASKING && letter(peek[0])) {
		socket->lead = peek[0];
		return true;
	}
	if (socket->lead) {
		for (int i = EXCHANGE_PEEK / 2; i > 0; i--) /* a method and its target's beginning */
			peek[i] = peek[i - 1];
		peek[0] = socket->lead;
	}
	return false;
}

/* Bytes on their way to the server. */
static __always_inline void to_server(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				      struct exchange_scratch *s, __u8 *peek, __u64 now)
{
	if (socket->protocol == EXCHANGE_HTTP1 && led(socket, payload, peek))
		return;
	/* Only what looks like a request begins one: the body that a 100 asked for does not, nor the rest of an upload. */
	bool begins = socket->protocol != EXCHANGE_HTTP1 || http_request(peek);

	if (socket->protocol == EXCHANGE_MYSQL && closes_statement(socket, key, payload, peek))
		return;
	if (socket->phase == ANSWERING && begins && !finish_alike(socket)) {
		exchange_finish(socket, key, ~0ULL, false, &s->event);
		if (socket->phase == ANSWERING) /* the lock was never free: this one is taken for more of the last one */
			LOST(uncounted);
	}
	if (socket->phase == IDLE) {
		if (begins)
			begin(socket, key, payload, s, peek, now);
		socket->lead = 0;
		return;
	}
	/* a second request before the first's answer: two cannot be counted as one of a kind */
	if (begins && socket->phase == ASKING)
		socket->shape = 0;
	socket->request_bytes += payload->length;
	if (socket->phase != ASKING)
		return;
	if (socket->protocol == EXCHANGE_REDIS)
		another(socket, key, payload);
	else if (socket->buffered)
		buffer_more(key, socket->request_bytes - payload->length);
}

/* Bytes on their way to the client. */
static __always_inline void to_client(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				      struct exchange_scratch *s, const __u8 *peek, __u64 now)
{
	if (socket->phase == IDLE) {
		/* of a request that was before us, or that the quiet ended: then its time and bytes are told too short */
		if (socket->request_ns)
			LOST(rests);
		socket->request_ns = 0;
		return;
	}
	if (socket->phase == ASKING) {
		if (socket->protocol == EXCHANGE_HTTP1) {
			__u32 status = http_status(peek);
			if (!status) {
				/* not HTTP after all, or the middle of an answer to what we did not see */
				if (++socket->tries >= TRIES)
					socket->protocol = EXCHANGE_IGNORED;
				return;
			}
			if (status == 100) {
				look_at(s, peek);
				status = http_status(s->peek.bytes + CONTINUE_LENGTH) ?: 100; /* by the same call */
			}
			if (status < 200 && status != 101)
				return; /* 100, 102, 103: the answer is still to come */
			socket->status = status;
		} else if (socket->protocol == EXCHANGE_REDIS && !socket->mixed) {
			redis_answered(socket, payload, s);
		}
		socket->response_ns = now;
		socket->end_ns = now;
		socket->phase = ANSWERING;
	}
	socket->response_bytes += payload->length;
	socket->end_ns = now;
	/* of HTTP/1 the status is all that is wanted */
	if (socket->buffered && socket->protocol != EXCHANGE_HTTP1)
		buffer_answer(key, payload, socket->response_bytes - payload->length,
			      socket->protocol == EXCHANGE_POSTGRESQL || socket->protocol == EXCHANGE_MYSQL);
	if (socket->status == 101) {
		exchange_finish(socket, key, ~0ULL, false, &s->event);
		socket->protocol = EXCHANGE_UNDECIDED; /* it speaks something else from here on */
		socket->upgraded = true;
	}
}

/* The first bytes of a connection, or the first ones that are seen of it. Not inlined: it takes half of the stack. */
static __noinline struct exchange_socket *first(__u64 key, const struct sock *sk, bool sent)
{
	struct exchange_socket fresh = { .since_ns = bpf_ktime_get_ns(), .sent = !sent };

	addresses(&fresh, sk);
	struct exchange_socket *socket = socket_add(key, &fresh);
	if (!socket)
		LOST(sockets);
	return socket;
}

static __always_inline void decide(struct exchange_socket *socket, const __u8 *peek, __u32 length, bool sent)
{
	bool turned = socket->sent != sent;
	struct exchange_verdict of = verdict(length, turned ? 0 : socket->announced);
	__u8 protocol = of.protocol;

	if (socket->upgraded && protocol != EXCHANGE_HTTP2) {
		/* RFC 9113 section 3.1: the client's first words are the preface, or it is a WebSocket */
		if (sent == (socket->role == EXCHANGE_CLIENT))
			socket->protocol = EXCHANGE_IGNORED;
		return;
	}
	socket->announced = length == 4 ? big(peek) : 0;
	if (protocol == EXCHANGE_UNDECIDED) {
		/* only what follows a change of direction can be the beginning of something */
		if (turned && ++socket->tries >= TRIES)
			socket->protocol = EXCHANGE_IGNORED;
		return;
	}
	if (!wanted(protocol)) {
		socket->protocol = EXCHANGE_IGNORED;
		return;
	}
	socket->protocol = protocol;
	socket->role = of.request == sent ? EXCHANGE_CLIENT : EXCHANGE_SERVER;
	socket->tries = 0;
	socket->pid = 0;
	if (!wanted_role(socket->role))
		socket->protocol = EXCHANGE_IGNORED;
}

/*
 * Bytes of a connection: `payload` is the scratch's, `peek` has the first ones; of protocols other than HTTP/1 those are in
 * the scratch too. Returns whether they are for overtaking(), whose way down the stack is as long as what is left of it.
 */
static __always_inline bool flow(struct exchange_socket *socket, __u64 key, const struct payload *payload, bool sent,
				struct exchange_scratch *s, __u8 *peek)
{
	if (socket->protocol == EXCHANGE_UNDECIDED && payload->at) /* what cannot be read says nothing, and is counted */
		decide(socket, s->peek.bytes, payload->length, sent);
	socket->sent = sent;
	if (socket->protocol <= EXCHANGE_IGNORED)
		return false;
	if (segmented(socket->protocol))
		return true;
	bool asks = sent == (socket->role == EXCHANGE_CLIENT);
	__u64 now = moment(socket, payload->sent_ns);
	if (!asks) {
		to_client(socket, key, payload, s, peek, now);
		return false;
	}
	bool encrypts = socket->protocol == EXCHANGE_MYSQL &&
			exchange_mysql_encrypts(payload->length,
						socket->phase == ASKING ? socket->request_bytes : 0);
	to_server(socket, key, payload, s, peek, now);
	if (encrypts) { /* told once, so that user space says so */
		exchange_finish(socket, key, ~0ULL, true, &s->event);
		encrypted();
		socket->protocol = EXCHANGE_IGNORED;
	}
	return false;
}

#endif
