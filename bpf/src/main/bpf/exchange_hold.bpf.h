/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What keeps two tasks apart: the room that a program works in, and a connection's lock.
 *
 * Tracepoints run with preemption off, so one room for each processor does. What hangs on functions of programs
 * (uprobes) is preempted like the program: there, rooms are taken and given back. The lock is a word that is swapped;
 * before Linux 5.12 (5ffa25502b5a, "bpf: Add instructions for atomic_[cmp]xchg") programs cannot, and no kernel gives
 * uprobes bpf_spin_lock, which costs two calls.
 */
#ifndef NODECAST_EXCHANGE_HOLD_BPF_H
#define NODECAST_EXCHANGE_HOLD_BPF_H

#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "exchange.h"
#include "exchange_http2.h"
#include "exchange_payload.bpf.h"
#include "exchange_redis.h"
#include <bpf/bpf_helpers.h>

/* The first bytes of what a call moved. */
struct exchange_peek {
	__u8 bytes[2 * EXCHANGE_PEEK];
	struct redis_command command; /* what exchange_redis_first found in it */
	__u32 pad;
};

/* What a call moved of a Redis connection, when it may be commands or answers that are all alike; of HTTP/2 a piece. */
struct exchange_burst {
	__u8 bytes[2 * REDIS_BURST_BYTES];
};

_Static_assert(HTTP2_PIECE <= REDIS_BURST_BYTES, "exchange_burst");

/* Where in its frames one direction of a connection is. Tasks that send on one connection exclude each other. */
struct http2_walk {
	__u64 segments; /* told, and one for each time that something was not */
	__u32 copy; /* bytes of the frame under way that are still to be told */
	__u32 skip; /* that are not */
	__u8 block[2 * HTTP2_COUNTED]; /* what was gathered of a block of headers; twice the room, for the verifier */
	__u8 header[2 * HTTP2_HEADER]; /* of the next frame, as far as it came; twice the room, for the verifier */
	__u8 have;
	__u8 ends; /* enum http2_ends */
	__u8 lost; /* out of step with the frames, until a call begins with one */
	__u8 fresh; /* a frame of headers began, and is not told of before its block was gathered */
	__u8 gathered; /* bytes of its block */
	__u8 pad;
	__u32 generation; /* of the table: one more with each block that may change it */
	__u32 highest; /* stream that headers came of */
};

struct http2_connection {
	struct http2_walk to_client;
	struct http2_walk to_server;
};

/* Whether what is skipped is the end of its stream. */
enum http2_ends {
	HTTP2_ENDS_NOT,
	HTTP2_ENDS_TOLD, /* which user space follows */
	HTTP2_ENDS_COUNTED, /* which is counted here */
};

/* What is known of the direction and connection of a call of HTTP/2 (exchange_http2_counts.bpf.h). */
struct http2_recalled {
	__u32 connection; /* 0: nothing */
	__u32 place;
	__u64 to_server;
	struct exchange_http2_blocks blocks;
};

/* Streams that ended by one call and are like each other: counted together. */
#define HTTP2_RUN 32
struct http2_run {
	struct exchange_shape_key key;
	__u64 request_bytes; /* of each */
	__u64 response_bytes;
	__u64 slow_ns; /* what takes longer is counted by itself */
	__u32 count;
	__u32 pad;
	__u8 took[HTTP2_RUN]; /* hist_index */
};

/*
 * What a small piece lies in: who sends many of them by one call has equal ones in a row, as its allocator made them
 * (Netty's, of a frame's header each, are 16 bytes apart, and those of what is behind them 256). One copy has them all, of
 * the whole window or, where few are in a row, of less.
 */
#define HTTP2_WINDOW 2048
#define HTTP2_NARROW 1024
struct http2_window {
	__u64 base;
	__u64 there; /* bytes; 0: nothing is in it */
	__u8 bytes[HTTP2_WINDOW];
};

/* Where in the bytes of one call of HTTP/2 it is. */
struct http2_cursor {
	struct http2_walk walk; /* that of the call's direction, as long as the call is gone through */
	struct user_iovec iovecs[HTTP2_IOVECS]; /* the next ones */
	__u64 base; /* of the iovec under way: what was not read yet */
	__u64 next; /* of those that were not read yet */
	__u64 now_ns; /* when the call moved its bytes, once something is told of it */
	__u32 left; /* of the iovec under way */
	__u32 at; /* in exchange_burst: what was read and not gone through yet */
	__u32 end;
	__u32 iovec; /* the next one */
	__u32 read; /* of `iovecs` */
	__u32 unread; /* behind those */
	__u32 total; /* bytes of the iovecs to come */
	__u32 kept; /* bytes in the scratch */
	__u32 ended; /* a stream whose last frame was told before */
	struct http2_window windows[2]; /* headers and what is behind them go by turns */
	__u32 continued; /* bytes at the scratch's beginning of a frame that was told of before */
};

/* `room`: a constant. */
static __always_inline void emptied(__u8 *bytes, const __u32 room)
{
	__u64 *words = (__u64 *)bytes;

	for (__u32 i = 0; i < room / 8; i++)
		words[i] = 0;
}

/* Larger than the stack. Twice the room, as payload_read asks. */
struct exchange_scratch {
	struct exchange_peek peek;
	struct payload payload; /* on the stack the verifier would know it, and go on from each way of finding it */
	struct exchange_event event;
	__u8 request[2 * EXCHANGE_SEGMENT];
	struct exchange_burst burst;
	__u64 gathered; /* of a call of Redis: bytes of it in `burst`; 0: none yet */
	struct http2_cursor cursor;
	struct http2_recalled known;
	struct http2_run run;
	struct http2_connection fresh;
	__u64 answers; /* exchange_redis_number of the call; 0: it has none */
	__u64 fine[REDIS_FINE]; /* those of answers that were all REDIS_OK */
	__u64 number; /* for number_of */
	__u64 registers; /* how far into its stack a task has them: the same for all; 0: not known yet */
};

/*
 * A pointer as a number. The verifier keeps track of pointers, and lets no program reckon with them; what is read from
 * a map, `by`, which nobody else writes to at this time, is none. In Linux 7.2, not in 6.18, a `void *` of the kernel's
 * is one too.
 */
static __always_inline __u64 number_of(const void *pointer, __u64 *by)
{
	*(volatile __u64 *)by = (__u64)pointer;
	return *(volatile __u64 *)by;
}

/* Who finds that an exchange or its connection is over, without a call's bytes. */
enum exchange_ending {
	ENDING_OF_CALL, /* another connection has the address */
	ENDING_OF_STATE,
	ENDING_OF_VISIT,
	ENDINGS,
};

#ifndef EXCHANGE_OF_TLS

/* Of calls alone. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exchange_scratch);
} exchange_scratch SEC(".maps");

/*
 * Where an event is put together by what may come in the midst of a call on its processor: a change of a socket's state
 * by an interrupt; the visit, which goes on when the call is over.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, ENDINGS);
	__type(key, __u32);
	__type(value, struct exchange_event);
} exchange_endings SEC(".maps");

static __always_inline struct exchange_event *ending_hold(enum exchange_ending by)
{
	__u32 at = by;
	return bpf_map_lookup_elem(&exchange_endings, &at);
}

static __always_inline void ending_release(const struct exchange_event *held)
{
}

/* By what a socket is found whose state changes. */
static __always_inline __u64 ending_key(const struct sock *sk)
{
	struct exchange_event *event = ending_hold(ENDING_OF_STATE);
	return event ? number_of(sk, &event->socket) : 0;
}

static __always_inline struct exchange_scratch *scratch(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&exchange_scratch, &zero);
}

#else

/* A session of a TLS library: an SSL of OpenSSL's, or a Conn of Go's. */
struct tls_session {
	__u64 process;
	__u64 address;
};

struct exchange_room {
	__u32 owner; /* 0: free */
	__u32 pad;
	struct exchange_scratch scratch;
};

/* Rooms of one processor: a thread that was preempted keeps its own, and what interrupts it takes another. */
#define ROOMS 4

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, ROOMS);
	__type(key, __u32);
	__type(value, struct exchange_room);
} exchange_scratch SEC(".maps");

/* The idle task has no number, and is interrupted too. */
#define ROOM_OWNER ((__u32)bpf_get_current_pid_tgid() | 1U << 31)

/* The room that was taken last by this thread, or by what interrupts it. */
static __always_inline struct exchange_room *held_room(__u32 *behind)
{
	__u32 owner = ROOM_OWNER;
	struct exchange_room *held = NULL;

	*behind = 0;
	for (__u32 i = 0; i < ROOMS; i++) {
		__u32 index = i;
		struct exchange_room *room = bpf_map_lookup_elem(&exchange_scratch, &index);
		if (room && room->owner == owner) {
			held = room;
			*behind = i + 1;
		}
	}
	return held;
}

/* Takes a room until scratch_release; false: there is none. */
static __noinline bool scratch_hold(void)
{
	__u32 owner = ROOM_OWNER, behind;

	held_room(&behind);
	for (__u32 i = 0; i < ROOMS; i++) {
		__u32 index = i;
		struct exchange_room *room = i < behind ? NULL : bpf_map_lookup_elem(&exchange_scratch, &index);
		if (room && !__sync_val_compare_and_swap(&room->owner, 0, owner))
			return true;
	}
	return false;
}

static __always_inline struct exchange_scratch *scratch(void)
{
	__u32 behind;
	struct exchange_room *room = held_room(&behind);

	return room ? &room->scratch : NULL;
}

static __noinline void scratch_release(void)
{
	__u32 behind;
	struct exchange_room *room = held_room(&behind);

	if (room)
		room->owner = 0;
}

static __always_inline struct exchange_event *ending_hold(enum exchange_ending by)
{
	struct exchange_scratch *s = scratch_hold() ? scratch() : NULL;

	return s ? &s->event : NULL;
}

static __always_inline void ending_release(const struct exchange_event *held)
{
	if (held)
		scratch_release();
}

/* For a hash, a pointer will do. */
static __always_inline __u64 ending_key(const struct sock *sk)
{
	return (__u64)sk;
}

#endif

#ifdef EXCHANGE_OF_CALLS

/* No typedef: the kernel finds a lock in a map by its type's own name. */
#define EXCHANGE_LOCK struct bpf_spin_lock
#define exchange_take(lock)                  \
	({                                   \
		if (can_lock())              \
			bpf_spin_lock(lock); \
		true;                        \
	})
#define exchange_give(lock)                    \
	do {                                   \
		if (can_lock())                \
			bpf_spin_unlock(lock); \
	} while (0)

#else

struct exchange_lock {
	__u32 held;
};

#define EXCHANGE_LOCK struct exchange_lock

/* It is held for some nanoseconds. Whoever never gets it leaves what is to be done to who has it. */
#define LOCK_TRIES 32

static __always_inline bool exchange_take(struct exchange_lock *lock)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (!__sync_val_compare_and_swap(&lock->held, 0, 1))
			return true;
	}
	return false;
}

static __always_inline void exchange_give(struct exchange_lock *lock)
{
#if defined(__TARGET_ARCH_x86)
	/* x86 stores in order, behind all that was loaded: what the lock guards is done before it is given back */
	barrier();
	*(volatile __u32 *)&lock->held = 0;
#else
	__sync_val_compare_and_swap(&lock->held, 1, 0);
#endif
}

#endif

#endif
