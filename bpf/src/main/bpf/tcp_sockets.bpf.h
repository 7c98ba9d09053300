/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What is kept of each socket, and how its own counters (struct tcp_sock) become increases. Nobody hooks sending or
 * receiving: a connection's counters are read when it closes and, while it lives, once a tick, and what was taken is
 * remembered under a lock, so that each byte is counted once, whoever reads it.
 */
#ifndef NODECAST_TCP_SOCKETS_BPF_H
#define NODECAST_TCP_SOCKETS_BPF_H

#include "kernel.bpf.h"
#include "cgroup.h"
#include "compat.bpf.h"
#include "inet.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

enum phase {
	OPENING,
	OPEN,
	LISTENING,
	CLOSED, /* until it is destroyed: a reset is sent after the close */
};

/* What has been taken of the socket's counters, or was read now. */
struct readings {
	__u64 sent;
	__u64 received;
	__u32 segs_out;
	__u32 segs_in;
	__u32 retransmits;
	__u32 drops;
};

struct tcp_socket {
	struct cgroup_ids cgroup; /* and not its slot, which may become another's while the socket lives */
	__u64 since_ns; /* connect(2) or accept; with the address tells this socket from the next one there */
	__u8 address[16]; /* of the peer */
	__u16 port; /* of the server */
	__u8 incoming;
	__u8 phase;
	__u8 other; /* its peer had no room when it opened, and this connection stays there */
	__u8 owed; /* the last reading left bytes for the next */
	__u8 pad[2];
	struct bpf_spin_lock lock; /* phase and taken */
	struct readings taken;
};

/*
 * By the socket's address. 16,384 sockets take 2.8 MiB when they are there, and nothing before; what finds no room
 * is counted in tcp_lost.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct tcp_socket);
} tcp_sockets SEC(".maps");

/* include/net/sock.h, enum sock_flags: set by tcp_fin() and nobody else. */
#define SOCK_DONE 1

/*
 * Which of TCP's two imaginary bytes the byte counters hold: bit 0, our FIN is acknowledged; bit 1, theirs is here.
 * Of a SYN the side that sent it first counts the acknowledgement: `taken` starts there.
 */
static __always_inline __u32 fins(unsigned long flags, int state, bool acknowledged)
{
	bool sent = state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_CLOSING || state == TCP_LAST_ACK;

	return (flags >> SOCK_DONE & 1) << 1 | (sent && acknowledged);
}

static __always_inline __u32 fins_shared(const struct tcp_sock *tcp, int state)
{
	return fins(BPF_CORE_READ((const struct sock *)tcp, __sk_common.skc_flags), state,
		    BPF_CORE_READ(tcp, snd_una) == BPF_CORE_READ(tcp, write_seq));
}

/*
 * By who holds the socket's lock, such as its changes of state: one moment. `state` is the one that ends. The verifier
 * knows both pointers, of one thing: plain loads, which take a tenth of a helper's time.
 */
static __always_inline void read_owned(struct readings *out, const struct sock *sk, const struct tcp_sock *tcp,
				       int state)
{
	__u32 fin = fins(sk->__sk_common.skc_flags, state, tcp->snd_una == tcp->write_seq);

	out->sent = tcp->bytes_acked - (fin & 1);
	out->received = tcp->bytes_received - (fin >> 1);
	out->segs_out = tcp->segs_out;
	out->segs_in = tcp->segs_in;
	out->retransmits = tcp->total_retrans;
	out->drops = sk->sk_drops.counter;
}

/*
 * By anyone. A FIN that is being processed is in the bytes before it shows in the flags: then, and whenever somebody
 * works on the socket, one byte each way is left for the next time, for what is taken is never given back.
 */
static __always_inline int read_shared(struct readings *out, const struct tcp_sock *tcp, __u8 *owed)
{
	const struct sock *sk = (const void *)tcp;

	out->sent = BPF_CORE_READ(tcp, bytes_acked);
	out->received = BPF_CORE_READ(tcp, bytes_received);
	out->segs_out = BPF_CORE_READ(tcp, segs_out);
	out->segs_in = BPF_CORE_READ(tcp, segs_in);
	out->retransmits = BPF_CORE_READ(tcp, total_retrans);
	out->drops = BPF_CORE_READ(sk, sk_drops.counter);
	int state = BPF_CORE_READ(sk, __sk_common.skc_state);
	__u32 fin = fins_shared(tcp, state);
	__u32 lock = 0;
	bpf_core_read(&lock, sizeof(lock), &sk->sk_lock.slock); /* zero is free, of every kind of spinlock */
	bool busy = lock || BPF_CORE_READ(sk, sk_lock.owned);
	*owed = busy || fin != fins_shared(tcp, BPF_CORE_READ(sk, __sk_common.skc_state));
	if (*owed)
		fin = 3;
	out->sent -= fin & 1;
	out->received -= fin >> 1;
	return state;
}

/* Nearly all connections, nearly always: nothing came or went since `taken`. */
static __always_inline bool is_idle(const struct tcp_socket *socket, const struct tcp_sock *tcp)
{
	const struct sock *sk = (const void *)tcp;

	return !socket->owed && BPF_CORE_READ(tcp, segs_in) == socket->taken.segs_in &&
	       BPF_CORE_READ(tcp, segs_out) == socket->taken.segs_out &&
	       BPF_CORE_READ(sk, sk_drops.counter) == (int)socket->taken.drops &&
	       BPF_CORE_READ(sk, __sk_common.skc_state) != TCP_CLOSE;
}

static __always_inline __u64 newer64(__u64 *taken, __u64 now)
{
	__u64 more = now - *taken;

	if ((__s64)more <= 0)
		return 0;
	*taken = now;
	return more;
}

static __always_inline __u32 newer32(__u32 *taken, __u32 now)
{
	__u32 more = now - *taken;

	if ((__s32)more <= 0)
		return 0;
	*taken = now;
	return more;
}

/*
 * Turns `now` into what it has more than was taken; under the lock, readers in any order take each unit once. Returns
 * the phase, or CLOSED when the socket is not the one that was read.
 */
static __always_inline int take(struct tcp_socket *socket, __u64 since_ns, struct readings *now, bool closing)
{
	struct readings more = {};
	int phase = CLOSED;

	if (can_lock())
		bpf_spin_lock(&socket->lock);
	if (socket->since_ns == since_ns && socket->phase != CLOSED) {
		phase = socket->phase;
		if (closing)
			socket->phase = CLOSED;
		more.sent = newer64(&socket->taken.sent, now->sent);
		more.received = newer64(&socket->taken.received, now->received);
		more.segs_out = newer32(&socket->taken.segs_out, now->segs_out);
		more.segs_in = newer32(&socket->taken.segs_in, now->segs_in);
		more.retransmits = newer32(&socket->taken.retransmits, now->retransmits);
		more.drops = newer32(&socket->taken.drops, now->drops);
	}
	if (can_lock())
		bpf_spin_unlock(&socket->lock);
	*now = more;
	return phase;
}

#endif
