/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* How connections end, and what is done about each of them once a tick. */
#ifndef NODECAST_EXCHANGE_ENDS_BPF_H
#define NODECAST_EXCHANGE_ENDS_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_hold.bpf.h"
#include "exchange_segments.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_table.bpf.h"
#include "exchange_tell.bpf.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* After so long without more of it an answer counts as complete. */
#define QUIET_NS 400000000ULL

/* Each second one of so many connections is looked after, whether it is still there: a power of two. */
#define SWEEPS 8

#ifdef EXCHANGE_OF_TLS
static void session_ended(const struct exchange_socket *socket, __u64 key);
#else
static __always_inline void session_ended(const struct exchange_socket *socket, __u64 key)
{
}
#endif

/* The connection is over, or was long ago. */
static __noinline int forget(struct exchange_socket *socket, __u64 key, enum exchange_ending by)
{
	if (!socket)
		return 0;
	struct exchange_event *event = ending_hold(by);
	if (segmented(socket->protocol))
		segments_end(socket, key, event);
	if (socket->protocol == EXCHANGE_HTTP2)
		bpf_map_delete_elem(&exchange_http2, &key);
	exchange_finish(socket, key, ~0ULL, true, event);
	ending_release(event);
	session_ended(socket, key);
	socket_remove(key);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(exchange_state, const struct sock *sk, int before, int now)
{
	if (now != TCP_CLOSE)
		return 0;
	__u64 key = ending_key(sk);
	struct exchange_socket *socket = socket_of(key);
	return socket && !unread_behind(sk) ? forget(socket, key, ENDING_OF_STATE) : 0;
}

/* Exchanges whose answers have come to rest, and connections whose end nobody saw. */
static __noinline int look_after(struct exchange_socket *socket, __u64 key)
{
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
			return forget(socket, key, ENDING_OF_VISIT);
	}
	/* asked without the lock first: nobody is to wait for it with each of our visits */
	if ((socket->phase == ANSWERING && socket->end_ns < now - QUIET_NS) || socket->run.count) {
		struct exchange_event *event = ending_hold(ENDING_OF_VISIT);
		if (event)
			exchange_finish(socket, key, now - QUIET_NS, false, event);
		ending_release(event);
	}
	return 0;
}

/* Once a tick. */
SEC("iter/bpf_map_elem")
int exchange_sockets_live(struct bpf_iter__bpf_map_elem *ctx)
{
	__u64 *at = ctx->key;

	if (!at)
		return 0;
	__u64 key = *at;
	return look_after(bpf_map_lookup_elem(&exchange_sockets, &key), key);
}

#ifdef EXCHANGE_NEAR

/* A function that the verifier goes through once. */
static long look_after_near(__u32 at, void *unused)
{
	struct exchange_near *near = near_sockets();

	if (!near || at >= NEAR_SOCKETS)
		return 0;
	__u64 key = *(volatile __u64 *)&near->keys[at]; /* once: it may be 0 a moment later */
	if (key)
		look_after(&near->sockets[at], key);
	return 0;
}

SEC("iter/bpf_map_elem")
int exchange_near_live(struct bpf_iter__bpf_map_elem *ctx)
{
	if (ctx->key) /* not behind the last one */
		bpf_loop(NEAR_SOCKETS, look_after_near, NULL, 0);
	return 0;
}

#endif

#endif
