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
#include "exchange_encrypted.bpf.h"
#include "exchange_flow.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_segments.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_tell.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* include/uapi/linux/in.h */
#define IPPROTO_UDP 17

/* After so long without more of it an answer counts as complete. */
#define QUIET_NS 400000000ULL

/* Each second one of so many connections is looked after, whether it is still there: a power of two. */
#define SWEEPS 8

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
	int kind = payload_of_call(&s->payload, regs, length, socket && flags & MSG_TRUNC, true);
	unread(kind);
	if (socket)
		return turn(socket, end.key, &s->payload, s, sent);
	return kind == PAYLOAD_BYTES ? datagram(sk, &end, &s->payload, sent) : 0;
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
	int kind = payload_of_call(&s->payload, regs, ret, socket && flags & MSG_TRUNC, false);
	if (several)
		payload_of_messages(&s->payload, syscall_argument(regs, 1), ret);
	unread(kind);
	if (socket)
		return turn(socket, end.key, &s->payload, s, sent);
	return kind == PAYLOAD_BYTES ? datagram(sk, &end, &s->payload, sent) : 0;
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
