/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the bytes of one call say, and which requests are counted as one. */
#ifndef NODECAST_EXCHANGE_SHAPE_BPF_H
#define NODECAST_EXCHANGE_SHAPE_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_classify.h"
#include "exchange_gather.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_sampling.bpf.h"
#include "exchange_sockets.bpf.h"
#include <bpf/bpf_helpers.h>

/*
 * What reads bytes has many ways through it. These are global functions, which the verifier goes through once and by
 * themselves: inlined, their ways would multiply with each other's and with the caller's, beyond its limit. They find
 * the bytes in the scratch: before Linux 5.13 such functions take numbers alone.
 */
static __always_inline void look_at(struct exchange_scratch *s, const __u8 *peek)
{
	if (peek != s->peek.bytes)
		__builtin_memcpy(s->peek.bytes, peek, EXCHANGE_PEEK);
}

__noinline int exchange_speaks(__u32 rule, __u32 length, __u32 before)
{
	struct exchange_scratch *s = scratch();
	return s ? speaks(rule, s->peek.bytes, length, before) : 0;
}

/* classify(), of which the verifier goes through each rule by itself. */
static __always_inline struct exchange_verdict verdict(__u32 length, __u32 before)
{
	for (__u32 i = 0; i < EXCHANGE_RULES; i++) {
		if (exchange_speaks(exchange_rules[i], length, before))
			return verdict_of(exchange_rules[i]);
	}
	return verdict_of(EXCHANGE_UNDECIDED);
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

/* An answer's length, 0 where its bytes do not tell, and its status above 24 bits. */
#define REDIS_LENGTH(answer) ((answer) & 0xffffff)
#define REDIS_STATUS(answer) ((answer) >> 24)

static __always_inline __u32 redis_answer_of(const __u8 *bytes, const __u64 room)
{
	__u32 length = redis_answer(bytes, room);
	return (length <= 0xffffff ? length : 0) | redis_status(bytes) << 24;
}

__noinline __u32 exchange_redis_answer_at(__u32 at)
{
	struct exchange_scratch *s = scratch();
	return s && at < REDIS_BURST_BYTES ? redis_answer_of(s->burst.bytes + at, REDIS_LINE) : 0;
}

__noinline __u32 exchange_redis_answer(void)
{
	struct exchange_scratch *s = scratch();
	return s ? redis_answer_of(s->peek.bytes, EXCHANGE_PEEK) : 0;
}

__noinline int exchange_mysql_encrypts(__u32 length, __u64 before)
{
	struct exchange_scratch *s = scratch();
	return s ? mysql_encrypts(s->peek.bytes, length, before) : 0;
}

/* A number for the first `room` bytes of a call, a constant, and how long it is. */
static __always_inline __u64 number_of_bytes(__u64 seed, const __u8 *bytes, const __u32 room, __u32 length)
{
	/* two, that a processor goes on with both at once */
	__u64 hash = mixed(seed, length), other = ~seed;
	const __u64 *words = (const __u64 *)bytes;

	for (__u32 i = 0; i < room / 16; i++) {
		hash = mixed(hash, words[2 * i]);
		other = mixed(other, words[2 * i + 1]);
	}
	return mixed(hash, other);
}

/* Equal for equal requests between the same two: the seed, the first call's length and bytes. */
static __always_inline __u64 shape_of(const struct exchange_socket *socket, const __u8 *peek, __u32 length)
{
	return number_of_bytes(socket->seed, peek, EXCHANGE_PEEK, length) ?: 1;
}

/* All bytes of the call, if it is not longer, in `burst`; returns how many. */
static __always_inline __u32 burst_of_call(const struct exchange_scratch *s)
{
	return s->gathered ?: exchange_gather_burst(REDIS_BURST_BYTES);
}

/* Whether what a call moved is `count` times `each` bytes, which begin alike. */
static __always_inline bool repeated(const struct payload *payload, __u32 count, __u32 each, __u32 head)
{
	struct exchange_scratch *s = scratch();

	if (!s || count > REDIS_BURST || payload->length > REDIS_BURST_BYTES || payload->length != count * each)
		return false;
	return burst_of_call(s) == payload->length &&
	       exchange_redis_alike(count, each, head);
}

/*
 * Commands of one name that a call consists of, on a connection where all before them were answered before the next
 * came: then the answers are theirs. Once it was not so, all is told to user space, which pairs them.
 */
static __always_inline __u64 redis_shape(struct exchange_socket *socket, const struct exchange_peek *peek,
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

/*
 * Bytes of as many answers of one status as the call should have, the first of which is `first`; 0: it does not, or has
 * another's too. Most are the same bytes, such as +OK, and are not read one by one.
 */
static __always_inline __u32 redis_answers(const struct payload *payload, __u32 count, __u32 first)
{
	struct exchange_scratch *s = scratch();
	__u32 at = 0;

	if (!s || burst_of_call(s) != payload->length)
		return 0;
	__u32 each = REDIS_LENGTH(first);
	if (each && each <= REDIS_ALIKE && count <= REDIS_BURST && count * each == payload->length &&
	    exchange_redis_alike(count, each, each))
		return payload->length;
	for (__u32 i = 0; i < REDIS_BURST; i++) {
		if (i >= count)
			return at;
		__u32 answer = exchange_redis_answer_at(at);
		if (!REDIS_LENGTH(answer) || REDIS_STATUS(answer) != REDIS_STATUS(first))
			return 0;
		at += REDIS_LENGTH(answer);
	}
	return at;
}

/* A number for the answers to `count` commands, which are all of the call; 0: it is in pieces, or too long for one. */
__noinline __u64 exchange_redis_number(__u32 count)
{
	struct exchange_scratch *s = scratch();
	__u8 room[REDIS_SAME] __attribute__((aligned(8))); /* not in the scratch, as in turn() */

	if (!s || !s->payload.at || s->payload.iovecs || s->payload.readable != s->payload.length)
		return 0;
	__u32 length = s->payload.length;
	emptied(room, REDIS_SAME);
	barrier_var(length);
	if (length > REDIS_SAME || bpf_probe_read_user(room, length, (void *)s->payload.at))
		return 0;
	return number_of_bytes(count, room, REDIS_SAME, length);
}

/* Whether the answers under way are the same bytes as ones before that were all well. */
static __always_inline bool redis_fine(const struct exchange_scratch *s)
{
	return s->answers && s->answers == s->fine[s->answers & (REDIS_FINE - 1)];
}

/* What the commands were answered. */
static __always_inline void redis_answered(struct exchange_socket *socket, const struct payload *payload,
					   struct exchange_scratch *s)
{
	if (redis_fine(s)) {
		socket->status = REDIS_OK;
		socket->announced = payload->length;
		return;
	}
	__u32 answer = socket->commands == 1 ? exchange_redis_answer() : exchange_redis_answer_at(0);
	socket->status = REDIS_STATUS(answer);
	socket->announced = socket->commands == 1 ? REDIS_LENGTH(answer)
						  : redis_answers(payload, socket->commands, answer);
	if (s->answers && socket->status == REDIS_OK && socket->announced == payload->length)
		s->fine[s->answers & (REDIS_FINE - 1)] = s->answers;
}

__noinline int exchange_news(__u64 shape, __u32 requests, __u64 now)
{
	struct exchange_shape_key key = { .shape = shape };
	struct exchange_shape *known = bpf_map_lookup_elem(&exchange_shapes, &key);

	return !known || due(sampling(), known, requests, now);
}

/* Who is at the other end is looked up again after so long. */
#define PEER_AFTER COARSE(100000000ULL)

/*
 * `shape` between these two: who is at the other end is known to user space, which takes seconds to find out. Until then a
 * connection's requests are counted by themselves, and so are those that user space has not understood between the two
 * yet: else all would be told to it at once when the number comes. One of them is, each time that is looked up.
 */
static __always_inline __u64 between(struct exchange_socket *socket, __u64 key, __u64 shape, __u64 now)
{
	if (socket->peer || !wanted(EXCHANGE_PEERS))
		return mixed(shape, socket->peer) | 1;
	struct exchange_connection of = { .socket = key, .since_ns = socket->since_ns };
	__u64 alone = mixed(mixed(shape, key), socket->since_ns) | 1;
	if (COARSE(now) - socket->peer_asked < PEER_AFTER)
		return alone;
	socket->peer_asked = COARSE(now);
	__u32 *peer = bpf_map_lookup_elem(&exchange_peers, &of);
	if (!peer)
		return alone;
	__u64 settled = mixed(shape, *peer) | 1;
	struct exchange_shape_key settled_key = { .shape = settled };
	if (socket->counted != alone || bpf_map_lookup_elem(&exchange_shapes, &settled_key))
		socket->peer = *peer;
	return settled;
}

/* Whether a request's bytes are news, or wanted for a sample: not if user space has understood requests like it. */
static __always_inline bool kept(const struct exchange_socket *socket, bool lately, __u64 now)
{
	if (!socket->shape)
		return true;
	return lately && socket->shape == socket->counted ? socket->due : exchange_news(socket->shape, socket->commands, now);
}

#endif
