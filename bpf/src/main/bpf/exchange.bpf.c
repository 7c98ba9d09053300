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
#include "exchange_encrypted.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_segments.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_tell.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* include/uapi/linux/in.h */
#define IPPROTO_UDP 17

/* First bytes that said nothing: then the connection is of no interest. */
#define TRIES 16

/* "HTTP/1.1 100 Continue" and the empty line. */
#define CONTINUE_LENGTH 25

/* For so long a shape that was counted is counted: user space removes what it heard nothing of for 30 s. */
#define LATELY_NS 10000000000ULL

/* After so long without more of it an answer counts as complete. */
#define QUIET_NS 400000000ULL

/* Each second one of so many connections is looked after, whether it is still there: a power of two. */
#define SWEEPS 8

/*
 * What reads bytes has many ways through it. These are global functions, which the verifier goes through once and by
 * themselves: inlined, their ways would multiply with each other's and with the caller's, beyond its limit. They find
 * the bytes in the scratch: before Linux 5.13 such functions take numbers alone.
 */
__noinline int exchange_verdict_of(__u32 length, __u32 before)
{
	struct exchange_scratch *s = scratch();

	if (!s)
		return 0;
	struct exchange_verdict verdict = classify(s->peek.bytes, length, before);

	return verdict.protocol | verdict.request << 8;
}

__noinline int exchange_redis_first(void)
{
	struct exchange_scratch *s = scratch();

	if (s)
		redis_command(&s->peek.command, s->peek.bytes);
	return 0;
}

__noinline int exchange_redis_alike(__u32 count, __u32 each, __u32 head)
{
	struct exchange_scratch *s = scratch();
	return s ? redis_alike(s->burst.bytes, count, each, head) : 0;
}

/* Its length, and its status above 24 bits; 0 where there is none. */
__noinline __u32 exchange_redis_answer_at(__u32 at)
{
	struct exchange_scratch *s = scratch();

	if (!s || at >= REDIS_BURST_BYTES)
		return 0;
	__u32 length = redis_answer(s->burst.bytes + at);

	return length && length <= 0xffffff ? length | redis_status(s->burst.bytes + at) << 24 : 0;
}

__noinline int exchange_redis_status(void)
{
	struct exchange_scratch *s = scratch();
	return s ? redis_status(s->peek.bytes) : 0;
}

__noinline __u32 exchange_redis_answer(void)
{
	struct exchange_scratch *s = scratch();
	return s ? redis_answer(s->peek.bytes) : 0;
}

__noinline int exchange_mysql_encrypts(__u32 length, __u64 before)
{
	struct exchange_scratch *s = scratch();
	return s ? mysql_encrypts(s->peek.bytes, length, before) : 0;
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
	       exchange_redis_alike(count, each, head);
}

/*
 * Commands of one name that a call consists of, on a connection where all before them were answered before the next
 * came: then the answers are theirs. Once it was not so, all is told to user space, which pairs them.
 */
static __always_inline __u64 redis_shape(struct exchange_socket *socket, struct exchange_peek *peek,
					 const struct payload *payload)
{
	exchange_redis_first();
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
		__u32 answer = exchange_redis_answer_at(at);
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
			socket->status = exchange_redis_status();
			socket->announced = socket->commands == 1
						    ? exchange_redis_answer()
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

/* The first bytes of a connection, or the first ones that are seen of it. Not inlined: it takes half of the stack. */
static __noinline struct exchange_socket *first(__u64 key, const struct sock *sk, bool sent)
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
	int verdict = exchange_verdict_of(length, turned ? 0 : socket->announced);
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
	if (socket->protocol == EXCHANGE_UNDECIDED && payload->at) /* what cannot be read says nothing, and is counted */
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
	if (!asks) {
		to_client(socket, key, payload, s->peek.bytes, now);
		return 0;
	}
	bool encrypts = socket->protocol == EXCHANGE_MYSQL &&
			exchange_mysql_encrypts(payload->length,
						socket->phase == ASKING ? socket->request_bytes : 0);
	to_server(socket, key, payload, s->peek.bytes, now);
	if (encrypts) { /* told once, so that user space says so */
		finish(socket, key, ~0ULL, true);
		encrypted();
		socket->protocol = EXCHANGE_IGNORED;
	}
	return 0;
}

static __always_inline void peek_empty(struct exchange_scratch *s)
{
	__u64 *words = (__u64 *)s->peek.bytes;

	for (int i = 0; i < EXCHANGE_PEEK / 8; i++)
		words[i] = 0;
}

static void session_ended(const struct exchange_socket *socket, __u64 key);

/* The connection is over, or was long ago. */
static __noinline int forget(struct exchange_socket *socket, __u64 key)
{
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

#ifdef EXCHANGE_OF_TLS
#include "exchange_sessions.bpf.h"
#else
#include "exchange_calls.bpf.h"

static __always_inline void session_ended(const struct exchange_socket *socket, __u64 key)
{
}

__noinline int exchange_tls_hello(__u32 length)
{
	struct exchange_scratch *s = scratch();
	return s ? tls_hello(s->peek.bytes, length) : 0;
}

/* More of an answer of which nothing is kept: its bytes need not be read. */
static __always_inline bool goes_on(struct exchange_socket *socket, __u32 length, bool sent)
{
	if (socket->phase != ANSWERING || socket->sent != sent || sent != (socket->role == EXCHANGE_SERVER) ||
	    (socket->protocol != EXCHANGE_HTTP1 && socket->buffered))
		return false;
	socket->response_bytes += length;
	socket->end_ns = bpf_ktime_get_ns();
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
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &end->key);

	if (socket && !same(socket, end)) {
		forget(socket, end->key);
		socket = NULL;
	}
	if (!socket) {
		if (end->state == TCP_CLOSE) /* nothing would tell its end again */
			return NULL;
		socket = first(end->key, sk, sent);
	}
	return socket && socket->protocol != EXCHANGE_IGNORED ? socket : NULL;
}

/* The bytes of one call on a connection, in the scratch as far as they are looked at. */
static __always_inline int turn(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				struct exchange_scratch *s, bool sent)
{
	peek_empty(s);
	payload_read(payload, s->peek.bytes, EXCHANGE_PEEK);
	/* MySQL may go over to it after a greeting that nobody saw */
	if ((socket->protocol == EXCHANGE_UNDECIDED || socket->protocol == EXCHANGE_MYSQL) &&
	    exchange_tls_hello(payload->length)) {
		encrypted();
		socket->protocol = EXCHANGE_IGNORED;
		return 0;
	}
	return flow(socket, key, payload, sent, s);
}

static __always_inline int moved(const struct sock *sk, int length, int flags, bool sent)
{
	struct endpoint end = endpoint_of(sk);
	struct exchange_socket *socket = NULL;
	struct payload payload;

	if (length <= 0 || flags & (MSG_PEEK | MSG_ERRQUEUE) || (end.family != AF_INET && end.family != AF_INET6))
		return 0;
	if (end.protocol == IPPROTO_TCP) {
		socket = interesting(sk, &end, sent);
		if (!socket || goes_on(socket, length, sent))
			return 0;
	} else if (end.protocol != IPPROTO_UDP || !resolves(&end, length, sent)) {
		return 0;
	}
	struct exchange_scratch *s = scratch();
	if (!s)
		return 0;
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	int kind = payload_of_call(&payload, regs, length, socket && flags & MSG_TRUNC, true);
	unread(kind);
	if (socket)
		return turn(socket, end.key, &payload, s, sent);
	return kind == PAYLOAD_BYTES ? datagram(sk, &end, &payload, sent) : 0;
}

/* Linux 6.3 ("net: sock: add tracepoint for send recv length"). */
SEC("tp_btf/sock_send_length")
int BPF_PROG(exchange_send, struct sock *sk, int length, int flags)
{
	return moved(sk, length, 0, true);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(exchange_receive, struct sock *sk, int length, int flags)
{
	return moved(sk, length, flags, false);
}

/* Of a call by several datagrams, each. */
static __always_inline int datagrams(const struct sock *sk, const struct endpoint *end, __u64 at, __u32 messages,
				     bool sent)
{
	for (__u32 i = 0; i < CALL_MESSAGES && i < messages; i++) {
		__u64 message = at + i * sizeof(struct user_mmsghdr);
		struct payload payload = { .length = length_of_message(message) };
		payload.readable = payload.length;
		if (payload.length <= 0xffff && resolves(end, payload.length, sent) &&
		    payload_of_message(&payload, message) == PAYLOAD_BYTES)
			datagram(sk, end, &payload, sent);
	}
	if (messages > CALL_MESSAGES)
		LOST(calls);
	return 0;
}

/* The same as `moved`, of a system call that returned. */
static __always_inline int called(struct pt_regs *regs, long ret, bool sent)
{
	__u64 number = syscall_number(regs);
	bool several = number == NR_SENDMMSG || number == NR_RECVMMSG;
	int at = descriptor_of_call(number, sent);
	struct exchange_socket *socket = NULL;
	struct payload payload;

	if (ret <= 0)
		return 0;
	if (sent && moves_compat(regs, number))
		LOST(compat);
	else if (sent && number == NR_IO_URING_ENTER)
		LOST(uring);
	if (at < 0 || syscall_compat(regs))
		return 0;
	int flags = flags_of_call(regs, number);
	if (flags & (MSG_PEEK | MSG_ERRQUEUE))
		return 0;
	const struct sock *sk = socket_behind(at ? syscall_argument(regs, 2) : syscall_first_argument(regs));
	if (!sk)
		return 0;
	struct endpoint end = endpoint_at(sk);
	if (end.family != AF_INET && end.family != AF_INET6)
		return 0;
	if (end.protocol == IPPROTO_TCP) {
		socket = interesting(sk, &end, sent);
		if (!socket || (!several && goes_on(socket, ret, sent)))
			return 0;
	} else if (end.protocol != IPPROTO_UDP) {
		return 0;
	} else if (several) {
		return datagrams(sk, &end, syscall_argument(regs, 1), ret, sent);
	} else if (!resolves(&end, ret, sent)) {
		return 0;
	}
	struct exchange_scratch *s = scratch();
	if (!s)
		return 0;
	int kind = payload_of_call(&payload, regs, ret, socket && flags & MSG_TRUNC, false);
	if (several)
		payload_of_messages(&payload, syscall_argument(regs, 1), ret);
	unread(kind);
	if (socket)
		return turn(socket, end.key, &payload, s, sent);
	return kind == PAYLOAD_BYTES ? datagram(sk, &end, &payload, sent) : 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exchange_send___6_2, struct pt_regs *regs, long ret)
{
	return called(regs, ret, true);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exchange_receive___6_2, struct pt_regs *regs, long ret)
{
	return called(regs, ret, false);
}

#endif

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(exchange_state, const struct sock *sk, int before, int now)
{
	__u64 key = (__u64)sk;
	struct exchange_socket *socket = now == TCP_CLOSE ? bpf_map_lookup_elem(&exchange_sockets, &key) : NULL;

	return socket && !unread_behind(sk) ? forget(socket, key) : 0;
}

/* Once a tick: exchanges whose answers have come to rest, and connections whose end nobody saw. */
SEC("iter/bpf_map_elem")
int exchange_sockets_live(struct bpf_iter__bpf_map_elem *ctx)
{
	__u64 *at = ctx->key;

	if (!at)
		return 0;
	__u64 key = *at;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &key);
	if (!socket)
		return 0;
	if (bpf_ringbuf_query(&exchange_events, BPF_RB_AVAIL_DATA) >
	    bpf_ringbuf_query(&exchange_events, BPF_RB_RING_SIZE) / 2)
		return 0; /* thousands may come to rest at once: the others by the next visit */
	__u64 now = bpf_ktime_get_ns();
	if (((key >> 8 ^ now >> 30) & (SWEEPS - 1)) == 0) {
		const struct sock *sk = (const void *)key;
		struct endpoint end = endpoint_at(sk);
		if (!same(socket, &end) || (end.state == TCP_CLOSE && !unread_behind(sk)))
			return forget(socket, key);
	}
	if (socket->phase == ANSWERING && scratch_hold()) {
		finish(socket, key, now - QUIET_NS, false);
		scratch_release();
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
