/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What is kept of each connection, who it is of, and the maps that everything goes through. */
#ifndef NODECAST_EXCHANGE_SOCKETS_BPF_H
#define NODECAST_EXCHANGE_SOCKETS_BPF_H

#include "kernel.bpf.h"
#include "cgroup.bpf.h"
#include "compat.bpf.h"
#include "exchange.h"
#include "exchange_classify.h"
#include "exchange_hold.bpf.h"
#include "inet.bpf.h"
#include "slots.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/*
 * A function of its own for the verifier too, which goes through it once and not for each way that calls it. Before Linux
 * 5.13 such a one takes numbers alone (e5069b9c23b3, "bpf: Support pointers in global func args"), and what a connection of
 * TLS is known by is a pointer to the verifier.
 */
#if defined(EXCHANGE_OF_CALLS) || defined(EXCHANGE_OF_TLS)
#define VERIFIED_ONCE static __noinline
#else
#define VERIFIED_ONCE __noinline
#endif

enum exchange_phase {
	IDLE,
	ASKING, /* bytes of a request came, none of an answer */
	ANSWERING,
};

/* A clock that counts millions of nanoseconds, nearly, and wraps after seven weeks: to ask whether a moment is over. */
#define COARSE(ns) ((__u32)((ns) >> 20))
#define COARSE_BEFORE(a, b) ((__s32)((a) - (b)) < 0)

/* What an exchange is like, and how long those took that are like it and were not counted yet (exchange_run.bpf.h). */
#define EXCHANGE_RUN 8
struct exchange_run {
	__u32 until; /* so long there may be more of them: COARSE */
	__u32 slow_us; /* what takes longer is none of them */
	__u32 request_bytes;
	__u32 response_bytes;
	__u16 status;
	__u8 commands; /* of Redis: of each */
	__u8 count;
	__u8 took[EXCHANGE_RUN]; /* hist_index */
};

_Static_assert(HIST_BUCKETS <= 256, "exchange_run.took");

/* What each call asks for is in the first 64 bytes, what each request does in the next. */
struct exchange_socket {
	__u16 local_port;
	__u16 remote_port;
	__u8 protocol;
	__u8 role;
	__u8 phase;
	__u8 sent; /* the last bytes' direction */
	__u8 buffered; /* the request's bytes are in exchange_requests */
	__u8 commands; /* of Redis: how many of one name the call consisted of; else 1 */
	__u8 mixed; /* of Redis: not each turn was commands of one name and answers of one kind: none is counted here */
	__u8 headless; /* EXCHANGE_HEADLESS */
	__u8 lead; /* of HTTP/1: a request's first byte, which was read by itself; 0: none */
	__u8 due; /* the next request, if it is like the last one, is to be a sample */
	__u16 status;
	EXCHANGE_LOCK lock; /* phase, between the connection's tasks and the visit */
	__u32 pid;
	__u32 announced; /* undecided: the length that the last call consisted of; of Redis: bytes of the answers */
	__u16 first_bytes;
	__u8 tries; /* first bytes after a change of direction that said nothing, or an answer that was none */
	__u8 upgraded; /* it was HTTP/1 before */
	__u64 request_ns;
	__u64 response_ns;
	__u64 end_ns;
	__u64 response_bytes;

	__u64 request_bytes;
	__u64 seed; /* who talks with whom, in what role: every shape begins with it */
	__u64 shape; /* of the request under way; 0: not to be counted here */
	__u64 counted; /* the last one's shape, if that was counted here */
	struct exchange_run run;
	__u32 peer; /* who is at the other end, once user space said so */

	__u64 since_ns;
	struct cgroup_ids cgroup;
	__u8 local_address[16];
	__u8 remote_address[16];
	__u32 netns;
	__u32 peer_asked; /* when that was looked up last: COARSE */
#ifdef EXCHANGE_OF_TLS
	struct tls_session session; /* whose plaintext this is */
#endif
};

#ifndef EXCHANGE_OF_TLS
/* With what the hash has for each, 56 and 8, an allocation of 256 bytes; the next larger ones have 512. */
_Static_assert(sizeof(struct exchange_socket) <= 192, "room of a connection");
#endif

#ifndef EXCHANGE_OF_TLS

/*
 * Sockets that ask or answer DNS over UDP, whose end no tracepoint tells. What has its address next speaks DNS, or has
 * datagrams that do not parse.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct exchange_socket);
} exchange_resolvers SEC(".maps");

#endif

/* An event as it will be told, and the bytes behind it, with the room to spare that the readers ask for. */
struct exchange_request {
	struct exchange_event event;
	__u8 bytes[EXCHANGE_REQUEST + 2 * EXCHANGE_RESPONSE];
};

/* Requests that wait for their answers, or for the end of them, by socket: 4,096 take 9 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct exchange_request);
} exchange_requests SEC(".maps");

/* 2,048 take 5.1 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 2048);
	__type(key, struct exchange_shape_key);
	__type(value, struct exchange_shape);
} exchange_shapes SEC(".maps");

/*
 * Who is at the other end, as user space numbers them: read by each connection now and then, until it has a number. What
 * nobody asks for any more goes as others come; of what went too early the connection is counted by itself. 8,192 take
 * 0.9 MiB.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct exchange_connection);
	__type(value, __u32);
} exchange_peers SEC(".maps");

/*
 * 2 MiB hold 5,000 exchanges of 400 bytes: a tenth of a second at 50,000/s. The reader comes twenty times a second, and
 * when as many bytes as EXCHANGE_WAKEUP wait for it; for fewer if it was not woken lately, so that a rush of what could be
 * counted here is over soon.
 */
#define EXCHANGE_RING (2 * 1024 * 1024)
#define EXCHANGE_WAKEUP (EXCHANGE_RING / 4)
#define EXCHANGE_RUSH (EXCHANGE_WAKEUP / 16)
#define EXCHANGE_LATELY_NS 25000000LL
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, EXCHANGE_RING);
} exchange_events SEC(".maps");

/* When the reader was woken last. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} exchange_woken SEC(".maps");

/* Bit n: protocol n is wanted; EXCHANGE_PEERS: and who is at the other end; ends that are not. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} exchange_wanted SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exchange_lost);
} exchange_lost SEC(".maps");

static __always_inline struct exchange_lost *lost(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&exchange_lost, &zero);
}

#define LOST_TIMES(what, times)                     \
	do {                                        \
		struct exchange_lost *own = lost(); \
		if (own)                            \
			add(&own->what, times);     \
	} while (0)
#define LOST(what) LOST_TIMES(what, 1)

static __always_inline bool wanted(__u8 protocol)
{
	__u32 zero = 0;
	__u64 *mask = bpf_map_lookup_elem(&exchange_wanted, &zero);

	return mask && *mask >> (protocol & 63) & 1;
}

static __always_inline bool wanted_role(__u8 role)
{
	return !wanted(role == EXCHANGE_SERVER ? EXCHANGE_NO_SERVERS : EXCHANGE_NO_CLIENTS);
}

static __always_inline __u64 mixed(__u64 hash, __u64 value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 32;
}

/* The name of its first thread: the others' say what they do, and may be all that is left of a process that ended. */
static __always_inline void name_of_process(void *comm)
{
	if (CURRENT_IS_TYPED) {
		struct task_struct *task = bpf_get_current_task_btf();
		bpf_core_read(comm, 16, &task->group_leader->comm);
	} else {
		struct task_struct *task = (void *)bpf_get_current_task();
		struct task_struct *leader = BPF_CORE_READ(task, group_leader);
		bpf_core_read(comm, 16, &leader->comm);
	}
}

/* Whoever calls is whose the connection is: it may have been handed on since it was made. */
static __always_inline void own(struct exchange_socket *socket, __u32 pid)
{
	__u64 comm[2] = {};

	socket->pid = pid;
	socket->cgroup = cgroup_ids_of_current();
	name_of_process(comm);
	__u64 hash = mixed(socket->cgroup.v2, socket->cgroup.memory);
	hash = mixed(mixed(hash, comm[0]), comm[1]);
	/* programs that differ by what their environments declare are two; those of a fork have the same */
	struct task_struct *task = (void *)bpf_get_current_task();
	hash = mixed(hash, BPF_CORE_READ(task, mm, env_end) - BPF_CORE_READ(task, mm, env_start));
	slot_of(&socket->cgroup); /* whose names are found by its slot */
	hash = mixed(mixed(hash, *(__u64 *)socket->remote_address), *(__u64 *)(socket->remote_address + 8));
	__u16 server = socket->role == EXCHANGE_SERVER ? socket->local_port : socket->remote_port;
	socket->seed = mixed(hash, (__u64)server << 16 | socket->protocol << 8 | socket->role);
}

/* What is asked of a socket at each call. */
struct endpoint {
	__u64 key;
	__u16 family;
	__u16 protocol;
	__u16 local_port;
	__u16 remote_port;
	__u8 state;
};

/* Of a pointer that the verifier knows: plain loads. */
static __always_inline struct endpoint endpoint_of(const struct sock *sk)
{
	return (struct endpoint){
		.key = (__u64)sk,
		.family = sk->__sk_common.skc_family,
		.protocol = sk->sk_protocol,
		.local_port = sk->__sk_common.skc_num,
		.remote_port = bpf_ntohs(sk->__sk_common.skc_dport),
		.state = sk->__sk_common.skc_state,
	};
}

/* Of any other, by copies; what is no socket any more reads as anything. */
static __always_inline struct endpoint endpoint_at(const struct sock *sk)
{
	return (struct endpoint){
		.key = (__u64)sk,
		.family = BPF_CORE_READ(sk, __sk_common.skc_family),
		.protocol = BPF_CORE_READ(sk, sk_protocol),
		.local_port = BPF_CORE_READ(sk, __sk_common.skc_num),
		.remote_port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport)),
		.state = BPF_CORE_READ(sk, __sk_common.skc_state),
	};
}

/*
 * Whether this is still the connection that was seen there. The end of one may go by unseen: the kernel skips a
 * program that it interrupted itself, and bytes that were received before a reset are told after it. A connection that
 * is closed has no port of its own any more.
 */
static __always_inline bool same(const struct exchange_socket *socket, const struct endpoint *end)
{
	return socket->remote_port == end->remote_port &&
	       (socket->local_port == end->local_port || (!end->local_port && end->state == TCP_CLOSE));
}

/*
 * When a call on the connection moved its bytes: the kernel's own word, which is nearer to it and costs nothing, unless
 * that is of something before. Then, and where it says nothing, now.
 */
static __always_inline __u64 moment(const struct exchange_socket *socket, __u64 sent_ns)
{
	__u64 before = socket->end_ns ?: socket->request_ns;

	return sent_ns > before ? sent_ns : bpf_ktime_get_ns();
}

/* include/net/sock.h, enum sock_flags: no descriptor is left of it */
#define SOCK_DEAD 0

/*
 * Whether somebody may still read what came before the connection was closed: who has shut down its own side is told
 * of the other's end by a close, with the answer unread.
 */
static __always_inline bool unread_behind(const struct sock *sk)
{
	return !(BPF_CORE_READ(sk, __sk_common.skc_flags) >> SOCK_DEAD & 1) && BPF_CORE_READ(sk, sk_receive_queue.qlen);
}

static __always_inline void addresses(struct exchange_socket *socket, const struct sock *sk)
{
	peer_address(socket->remote_address, sk);
	if (BPF_CORE_READ(sk, __sk_common.skc_family) == AF_INET)
		mapped(socket->local_address, BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr));
	else if (bpf_core_field_exists(sk->__sk_common.skc_v6_rcv_saddr))
		bpf_core_read(socket->local_address, 16, &sk->__sk_common.skc_v6_rcv_saddr);
	socket->local_port = BPF_CORE_READ(sk, __sk_common.skc_num);
	socket->remote_port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	socket->netns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
}

#endif
