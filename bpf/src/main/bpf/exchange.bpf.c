// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Requests and their answers on TCP connections, at whichever end is here: what was asked, how it was answered, how
 * long it took. A connection's first bytes say what it speaks, once; one of no interest costs a look-up from then on.
 * A request and its answer are put together here. Of a kind that user space has understood before they are counted
 * here too (exchange_shapes); of any other there is one event with the bytes, which wakes nobody.
 *
 * An exchange ends where the next request begins, or the connection, or when nothing more came for a while, which the
 * visit looks after: how long an answer goes on is not to be known here.
 */
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "exchange.h"
#include "exchange_classify.h"
#include "exchange_payload.bpf.h"
#include "exchange_segments.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_tell.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* include/linux/socket.h, include/uapi/linux/in.h */
#define MSG_PEEK 2
#define IPPROTO_UDP 17

/* First bytes that said nothing: then the connection is of no interest. */
#define TRIES 16

/* "HTTP/1.1 100 Continue" and the empty line. */
#define CONTINUE_LENGTH 25

/* For so long a shape that was counted is counted: user space removes what it heard nothing of for 30 s. */
#define LATELY_NS 10000000000ULL

/* After so long without more of it an answer counts as complete. */
#define QUIET_NS 400000000ULL

/*
 * What reads bytes has many ways through it. These are global functions, which the verifier goes through once and by
 * themselves: inlined, their ways would multiply with each other's and with the caller's, beyond its limit.
 */
__noinline int exchange_verdict_of(struct exchange_peek *peek, __u32 length, __u32 before)
{
	if (!peek)
		return 0;
	struct exchange_verdict verdict = classify(peek->bytes, length, before);

	return verdict.protocol | verdict.request << 8;
}

__noinline int exchange_redis_first(struct exchange_peek *peek)
{
	if (peek)
		redis_command(&peek->command, peek->bytes);
	return 0;
}

__noinline int exchange_redis_alike(struct exchange_burst *burst, __u32 count, __u32 each, __u32 head)
{
	return burst ? redis_alike(burst->bytes, count, each, head) : 0;
}

/* Its length, and its status above 24 bits; 0 where there is none. */
__noinline __u32 exchange_redis_answer_at(struct exchange_burst *burst, __u32 at)
{
	if (!burst || at >= REDIS_BURST_BYTES)
		return 0;
	__u32 length = redis_answer(burst->bytes + at);

	return length && length <= 0xffffff ? length | redis_status(burst->bytes + at) << 24 : 0;
}

__noinline int exchange_redis_status(struct exchange_peek *peek)
{
	return peek ? redis_status(peek->bytes) : 0;
}

__noinline __u32 exchange_redis_answer(struct exchange_peek *peek)
{
	return peek ? redis_answer(peek->bytes) : 0;
}

/* The seed, the first call's length and bytes: equal for equal requests between the same two. */
static __always_inline __u64 shape_of(const struct exchange_socket *socket, const __u8 *peek, __u32 length)
{
	__u64 hash = mixed(socket->seed, length);
	const __u64 *words = (const __u64 *)peek;

	for (int i = 0; i < EXCHANGE_PEEK / 8; i++)
		hash = mixed(hash, words[i]);
	return hash ? hash : 1;
}

/* Whether what a call moved is `count` times `each` bytes, which begin alike. */
static __always_inline bool repeated(const struct payload *payload, __u32 count, __u32 each, __u32 head)
{
	struct exchange_scratch *s = scratch();

	if (!s || count > REDIS_BURST || payload->length > REDIS_BURST_BYTES || payload->length != count * each)
		return false;
	return payload_read(payload, s->burst.bytes, REDIS_BURST_BYTES) == payload->length &&
	       exchange_redis_alike(&s->burst, count, each, head);
}

/*
 * Commands of one name that a call consists of, on a connection where all before them were answered before the next
 * came: then the answers are theirs. Once it was not so, all is told to user space, which pairs them.
 */
static __always_inline __u64 redis_shape(struct exchange_socket *socket, struct exchange_peek *peek,
					 const struct payload *payload)
{
	exchange_redis_first(peek);
	__u32 each = peek->command.length;
	__u32 count = 1;

	socket->announced = 0;
	if (peek->command.name && each && payload->length > each)
		count = payload->length / each;
	if (!peek->command.name || (count == 1 ? each != payload->length
					       : !repeated(payload, count, each, peek->command.head))) {
		socket->mixed = 1;
		return 0;
	}
	socket->commands = count;
	return mixed(socket->seed, peek->command.name) | 1;
}

/* Bytes of as many answers of one status as the call should have; 0: it does not, or has another's too. */
static __always_inline __u32 redis_answers(const struct payload *payload, __u32 count, __u16 status)
{
	struct exchange_scratch *s = scratch();
	__u32 at = 0;

	if (!s || payload_read(payload, s->burst.bytes, REDIS_BURST_BYTES) != payload->length)
		return 0;
	for (__u32 i = 0; i < REDIS_BURST; i++) {
		if (i >= count)
			return at;
		__u32 answer = exchange_redis_answer_at(&s->burst, at);
		if (!answer || answer >> 24 != status)
			return 0;
		at += answer & 0xffffff;
	}
	return at;
}

/* Whether a request's bytes are news, or wanted for a sample: not if user space has understood requests like it. */
static __always_inline bool kept(const struct exchange_socket *socket, bool lately, __u64 now)
{
	struct exchange_shape_key key = { .shape = socket->shape };

	if (!key.shape)
		return true;
	if (lately && key.shape == socket->counted)
		return socket->due;
	struct exchange_shape *known = bpf_map_lookup_elem(&exchange_shapes, &key);
	return !known || due(sampling(), known, now);
}

static __always_inline void begin(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				  const __u8 *peek, __u64 now)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	bool lately = now - socket->end_ns < LATELY_NS;

	if (pid != socket->pid)
		own(socket, pid);
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
		socket->shape = redis_shape(socket, (void *)peek, payload);
	if (socket->shape)
		socket->shape = acquainted(socket, key) ? mixed(socket->shape, socket->peer) | 1 : 0;
	if (kept(socket, lately, now))
		buffer(socket, key, payload);
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
		buffer_more(key, payload, before);
	} else if (socket->shape && before == socket->first_bytes) {
		socket->headless = 1;
		buffer(socket, key, payload);
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
		peek[0] = socket->lead;
		payload_read(payload, peek + 1, EXCHANGE_PEEK / 2); /* a method and its target's beginning */
	}
	return false;
}

/* Bytes on their way to the server. */
static __always_inline void to_server(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				      __u8 *peek, __u64 now)
{
	if (socket->protocol == EXCHANGE_HTTP1 && led(socket, payload, peek))
		return;
	/* Only what looks like a request begins one: the body that a 100 asked for does not, nor the rest of an upload. */
	bool begins = socket->protocol != EXCHANGE_HTTP1 || http_request(peek);

	if (socket->protocol == EXCHANGE_MYSQL && closes_statement(socket, key, payload, peek))
		return;
	if (socket->phase == ANSWERING && begins)
		finish(socket, key, ~0ULL, false);
	if (socket->phase == IDLE) {
		if (begins)
			begin(socket, key, payload, peek, now);
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
		buffer_more(key, payload, socket->request_bytes - payload->length);
}

/* Bytes on their way to the client. */
static __always_inline void to_client(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				      const __u8 *peek, __u64 now)
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
			if (status == 100 && http_status(peek + CONTINUE_LENGTH))
				status = http_status(peek + CONTINUE_LENGTH); /* by the same call */
			if (status < 200 && status != 101)
				return; /* 100, 102, 103: the answer is still to come */
			socket->status = status;
		} else if (socket->protocol == EXCHANGE_REDIS && !socket->mixed) {
			socket->status = exchange_redis_status((void *)peek);
			socket->announced = socket->commands == 1
						    ? exchange_redis_answer((void *)peek)
						    : redis_answers(payload, socket->commands, socket->status);
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
		finish(socket, key, ~0ULL, false);
		socket->protocol = EXCHANGE_UNDECIDED; /* it speaks something else from here on */
		socket->upgraded = true;
	}
}

/* The first bytes of a connection, or the first ones that are seen of it. */
static __always_inline struct exchange_socket *first(__u64 key, const struct sock *sk, bool sent)
{
	struct exchange_socket fresh = { .since_ns = bpf_ktime_get_ns(), .sent = !sent };

	addresses(&fresh, sk);
	if (bpf_map_update_elem(&exchange_sockets, &key, &fresh, BPF_NOEXIST)) {
		LOST(sockets);
		return NULL;
	}
	return bpf_map_lookup_elem(&exchange_sockets, &key);
}

static __always_inline void decide(struct exchange_socket *socket, const __u8 *peek, __u32 length, bool sent)
{
	bool turned = socket->sent != sent;
	int verdict = exchange_verdict_of((void *)peek, length, turned ? 0 : socket->announced);
	__u8 protocol = verdict;

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
	socket->role = (verdict >> 8 & 1) == sent ? EXCHANGE_CLIENT : EXCHANGE_SERVER;
	socket->tries = 0;
	socket->pid = 0;
}

/* Bytes of a connection whose peek is in the scratch. */
static __always_inline int flow(struct exchange_socket *socket, __u64 key, const struct payload *payload, bool sent,
				struct exchange_scratch *s)
{
	if (socket->protocol == EXCHANGE_UNDECIDED)
		decide(socket, s->peek.bytes, payload->length, sent);
	socket->sent = sent;
	if (socket->protocol <= EXCHANGE_IGNORED)
		return 0;
	bool asks = sent == (socket->role == EXCHANGE_CLIENT);
	if (socket->protocol == EXCHANGE_HTTP2)
		return frames(socket, key, payload, asks ? EXCHANGE_TO_SERVER : 0);
	if (segmented(socket->protocol))
		return segment(socket, key, payload, asks ? EXCHANGE_TO_SERVER : 0);
	__u64 now = bpf_ktime_get_ns();
	if (asks)
		to_server(socket, key, payload, s->peek.bytes, now);
	else
		to_client(socket, key, payload, s->peek.bytes, now);
	return 0;
}

static __always_inline void peek_empty(struct exchange_scratch *s)
{
	__u64 *words = (__u64 *)s->peek.bytes;

	for (int i = 0; i < EXCHANGE_PEEK / 8; i++)
		words[i] = 0;
}

#ifdef EXCHANGE_OF_TLS
#include "exchange_sessions.bpf.h"
#else
#include "exchange_encrypted.bpf.h"

static __always_inline void session_ended(const struct exchange_socket *socket, __u64 key)
{
}

__noinline int exchange_tls_hello(struct exchange_peek *peek, __u32 length)
{
	return peek ? tls_hello(peek->bytes, length) : 0;
}

/* More of an answer of which nothing is kept: its bytes need not be read. */
static __always_inline bool goes_on(const struct exchange_socket *socket, bool sent)
{
	return socket->phase == ANSWERING && socket->sent == sent && sent == (socket->role == EXCHANGE_SERVER) &&
	       (socket->protocol == EXCHANGE_HTTP1 || !socket->buffered);
}

static __always_inline int moved(const struct sock *sk, int length, bool sent)
{
	__u16 family = sk->__sk_common.skc_family;

	if (length <= 0 || (family != AF_INET && family != AF_INET6))
		return 0;
	if (sk->sk_protocol == IPPROTO_UDP)
		return datagram(sk, length, sent);
	if (sk->sk_protocol != IPPROTO_TCP)
		return 0;
	__u64 key = (__u64)sk;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &key);
	if (!socket)
		socket = first(key, sk, sent);
	if (!socket || socket->protocol == EXCHANGE_IGNORED)
		return 0;

	if (goes_on(socket, sent)) {
		socket->response_bytes += length;
		socket->end_ns = bpf_ktime_get_ns();
		return 0;
	}
	struct exchange_scratch *s = scratch();
	struct payload payload;
	if (!s)
		return 0;
	peek_empty(s);
	if (!payload_of_call(&payload, length)) {
		LOST(calls);
		payload.at = 0;
	} else {
		payload_read(&payload, s->peek.bytes, EXCHANGE_PEEK);
	}
	/* MySQL may go over to it after a greeting */
	if ((socket->protocol == EXCHANGE_UNDECIDED || socket->protocol == EXCHANGE_MYSQL) &&
	    exchange_tls_hello(&s->peek, length)) {
		encrypted();
		socket->protocol = EXCHANGE_IGNORED;
		return 0;
	}
	return flow(socket, key, &payload, sent, s);
}

/* Linux 6.3 ("net: sock: add tracepoint for send recv length"). */
SEC("tp_btf/sock_send_length")
int BPF_PROG(exchange_send, struct sock *sk, int length, int flags)
{
	return moved(sk, length, true);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(exchange_receive, struct sock *sk, int length, int flags)
{
	return flags & MSG_PEEK ? 0 : moved(sk, length, false);
}

#endif

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(exchange_state, const struct sock *sk, int before, int now)
{
	__u64 key = (__u64)sk;

	if (now != TCP_CLOSE)
		return 0;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &key);
	if (!socket)
		return 0;
	bool held = scratch_hold();
	if (segmented(socket->protocol)) {
		struct payload nothing = {};
		segment(socket, key, &nothing, EXCHANGE_ENDED);
	}
	if (socket->protocol == EXCHANGE_HTTP2)
		bpf_map_delete_elem(&exchange_http2, &key);
	finish(socket, key, ~0ULL, true);
	if (held)
		scratch_release();
	session_ended(socket, key);
	bpf_map_delete_elem(&exchange_sockets, &key);
	return 0;
}

/* Once a tick: exchanges whose answers have come to rest. */
SEC("iter/bpf_map_elem")
int exchange_sockets_live(struct bpf_iter__bpf_map_elem *ctx)
{
	__u64 *at = ctx->key;

	if (!at)
		return 0;
	__u64 key = *at;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &key);
	if (socket && socket->phase == ANSWERING && scratch_hold()) {
		finish(socket, key, bpf_ktime_get_ns() - QUIET_NS, false);
		scratch_release();
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
