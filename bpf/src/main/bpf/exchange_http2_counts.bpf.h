/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Streams of HTTP/2 whose headers user space has understood before, counted here: on a busy connection nearly all headers
 * are a few numbers of its table (RFC 7541 section 6.1), the same ones with each call. What such a block says user space
 * writes into exchange_http2_known; it holds until the connection's table changes, which no such block does.
 *
 * A stream is this side's or user space's. It is this side's from its first headers on, if those are known and there is
 * room; with anything that is not known it is handed over, in a frame of our own (EXCHANGE_HTTP2_STREAM) in front of that.
 * Either direction may be first: a client's task may be told the answer before another one is told that it sent the request.
 */
#ifndef NODECAST_EXCHANGE_HTTP2_COUNTS_BPF_H
#define NODECAST_EXCHANGE_HTTP2_COUNTS_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_hold.bpf.h"
#include "exchange_http2.h"
#include "exchange_sockets.bpf.h"
#include <bpf/bpf_helpers.h>

#if defined(EXCHANGE_OF_CALLS) || defined(EXCHANGE_OF_TLS)

#define HTTP2_COUNTS false

/* Kernels before 6.3 have no lock that programs can do without (exchange_hold.bpf.h), and of TLS nothing is counted here. */
static __always_inline int http2_recall(const struct exchange_socket *socket, __u64 key, __u8 flags)
{
	return 0;
}

static __always_inline int exchange_http2_counted(void)
{
	return 0;
}

static __always_inline int exchange_http2_ended(void)
{
	return 0;
}

static __always_inline bool http2_data(struct exchange_scratch *s)
{
	return false;
}

static __always_inline bool http2_headers(struct exchange_scratch *s)
{
	return false;
}

static __always_inline int exchange_http2_hand_over(void)
{
	return 0;
}

#else

#define HTTP2_COUNTS true

#include "exchange_http2_streams.bpf.h"

/* User space fills it, by socket: 1,024 connections take 0.5 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, EXCHANGE_HTTP2_CONNECTIONS);
	__type(key, __u64);
	__type(value, struct exchange_http2_known);
} exchange_http2_known SEC(".maps");

/*
 * Each known connection's highest stream, by its place: what is up to it and not in exchange_http2_streams is user
 * space's, or over. 0: none was seen since it is known.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, EXCHANGE_HTTP2_CONNECTIONS);
	__type(key, __u32);
	__type(value, __u32);
} exchange_http2_highest SEC(".maps");

/* What is known of a direction of the connection whose call is gone through. */
static __noinline int http2_recall(const struct exchange_socket *socket, __u64 key, __u8 flags)
{
	struct exchange_scratch *s = scratch();

	if (!s || !socket)
		return 0;
	s->known.connection = 0;
	s->run.key.shape = 0;
	s->run.count = 0;
	struct exchange_http2_known *known = bpf_map_lookup_elem(&exchange_http2_known, &key);
	if (!known || known->since_ns != socket->since_ns || known->process != s->payload.process)
		return 0;
	const struct exchange_http2_blocks *blocks = flags & EXCHANGE_TO_SERVER ? &known->to_server : &known->to_client;
	s->known.place = known->place;
	s->known.to_server = flags & EXCHANGE_TO_SERVER;
	__builtin_memcpy(&s->known.blocks, blocks, sizeof(s->known.blocks));
	s->known.connection = known->connection;
	return 1;
}

/* What is skipped of a frame of DATA of ours is through, and it was the stream's last. */
__noinline int exchange_http2_ended(void)
{
	struct exchange_scratch *s = scratch();

	if (!s)
		return 0;
	struct exchange_http2_slot *slot = http2_held(s, http2_stream(s->cursor.walk.header));
	if (slot)
		http2_side_over(s, slot);
	return 0;
}

/* A frame of DATA; returns whether it is of a stream of ours, and nothing to be told. */
static __always_inline bool http2_data(struct exchange_scratch *s)
{
	struct http2_walk *walk = &s->cursor.walk;
	struct exchange_http2_slot *slot = http2_held(s, http2_stream(walk->header));
	__u32 length = http2_length(walk->header);

	if (!slot)
		return false;
	if (s->known.to_server)
		slot->stream.request_bytes += HTTP2_HEADER + length;
	else
		slot->stream.response_bytes += HTTP2_HEADER + length;
	if (walk->header[4] & HTTP2_END_STREAM) {
		const struct http2_cursor *cursor = &s->cursor;
		if (length > cursor->total + cursor->left + cursor->end - cursor->at)
			walk->ends = HTTP2_ENDS_COUNTED; /* by a later call */
		else
			http2_side_over(s, slot);
	}
	return true;
}

/* Whether this is a block of numbers below 127 alone, 0x81 to 0xfe: it leaves the table as it is. */
static __always_inline bool http2_plain(__u64 bytes, __u64 mask)
{
	__u64 low = bytes & 0x7f7f7f7f7f7f7f7fULL & mask;
	__u64 high = 0x8080808080808080ULL & mask;

	return (bytes & high) == high && ((low + 0x7f7f7f7f7f7f7f7fULL) & high) == high &&
	       !((low + 0x0101010101010101ULL) & high);
}

/*
 * What came of a stream is not understood here, and its frame's header was kept last. If it is one of ours it is not to be
 * counted here any more: what is told of it comes behind what is known of it here.
 */
__noinline int exchange_http2_hand_over(void)
{
	struct exchange_scratch *s = scratch();
	struct exchange_http2_slot *slot = s ? http2_held(s, http2_stream(s->cursor.walk.header)) : NULL;

	if (!slot)
		return 0;
	s->cursor.kept -= HTTP2_HEADER;
	http2_tell_stream(s, slot);
	http2_free(slot);
	__u32 kept = s->cursor.kept;
	barrier_var(kept);
	if (kept > 2 * EXCHANGE_SEGMENT - 2 * HTTP2_HEADER) /* for the verifier */
		return 0;
	__builtin_memcpy(s->request + kept, s->cursor.walk.header, HTTP2_HEADER);
	s->cursor.kept = kept + HTTP2_HEADER;
	return 0;
}

/* The number of a block's meaning; EXCHANGE_HTTP2_BLOCKS: it is not known. */
static __always_inline __u32 http2_meaning(const struct exchange_scratch *s, const struct http2_walk *walk, __u64 first,
					   __u64 second)
{
	if (!s->known.connection || s->known.blocks.generation != walk->generation)
		return EXCHANGE_HTTP2_BLOCKS;
	for (__u32 i = 0; i < EXCHANGE_HTTP2_BLOCKS; i++) {
		const struct exchange_http2_block *block = &s->known.blocks.blocks[i];
		if (block->first == first && block->second == second && first)
			return i;
	}
	return EXCHANGE_HTTP2_BLOCKS;
}

/* A block of a stream of ours: what it means goes to the stream, and nothing of it is told. */
static __always_inline bool http2_say(struct exchange_scratch *s, struct exchange_http2_slot *slot, __u32 meaning)
{
	__u32 bytes = HTTP2_HEADER + s->cursor.walk.copy;

	if (meaning >= EXCHANGE_HTTP2_BLOCKS) /* for the verifier */
		return false;
	struct exchange_http2_stream *stream = &slot->stream;
	const struct exchange_http2_block *block = &s->known.blocks.blocks[meaning];
	s->cursor.kept -= HTTP2_HEADER;
	if (s->known.to_server) {
		stream->request_bytes += bytes;
		if (!stream->asked) {
			stream->shape = block->shape;
			stream->start_ns = s->cursor.now_ns;
			stream->grpc = block->grpc;
			stream->asked = 1;
		}
	} else {
		stream->response_bytes += bytes;
		if (!stream->status)
			stream->status = block->status;
		if (block->grpc_status)
			stream->grpc_status = block->grpc_status;
		if (block->grpc)
			stream->grpc_answer = 1;
	}
	if (s->cursor.walk.header[4] & HTTP2_END_STREAM)
		http2_side_over(s, slot);
	return true;
}

/*
 * The beginning of a block of headers was gathered, whose frame's header was kept last. Returns whether it is of a stream of
 * ours, and nothing to be told. Inlined, as http2_data() is, though the verifier goes through it with each step: where the
 * kernel returns by a thunk (Safe RET) a function costs as much as what this one does.
 */
static __always_inline bool http2_headers(struct exchange_scratch *s)
{
	struct http2_walk *walk = &s->cursor.walk;
	__u32 stream = http2_stream(walk->header), length = walk->copy, before = walk->highest;
	__u64 first = ((__u64 *)walk->block)[0], second = ((__u64 *)walk->block)[1];
	__u64 first_mask = length < 8 ? (1ULL << (8 * (length & 7))) - 1 : ~0ULL;
	__u64 second_mask = length <= 8 ? 0 : length < 16 ? (1ULL << (8 * (length & 7))) - 1 : ~0ULL;
	struct exchange_http2_slot *slot;

	if (stream > before)
		walk->highest = stream;
	/* padding and priorities stand before the block */
	bool whole = length <= HTTP2_COUNTED && (walk->header[4] & ~HTTP2_END_STREAM) == HTTP2_END_HEADERS;
	first &= first_mask;
	second &= second_mask;
	__u32 meaning = whole ? http2_meaning(s, walk, first, second) : EXCHANGE_HTTP2_BLOCKS;
	if (meaning >= EXCHANGE_HTTP2_BLOCKS &&
	    (!whole || !http2_plain(first, first_mask) || !http2_plain(second, second_mask)))
		walk->generation++;
	if (!s->known.connection)
		return false;
	__u32 place = s->known.place;
	__u32 *highest = bpf_map_lookup_elem(&exchange_http2_highest, &place);
	if (!highest)
		return false;
	if (!*highest) {
		/* what was asked before is user space's; an answer does not tell what was asked */
		if (!s->known.to_server)
			return false;
		*highest = before;
	}
	if (stream > *highest) {
		slot = meaning < EXCHANGE_HTTP2_BLOCKS ? http2_claim(s, stream) : NULL;
		/* behind that: who finds it to be no news, finds it in its place */
		barrier();
		*(volatile __u32 *)highest = stream;
	} else {
		slot = http2_held(s, stream);
		if (slot && meaning >= EXCHANGE_HTTP2_BLOCKS) {
			exchange_http2_hand_over();
			return false;
		}
	}
	if (!slot)
		return false;
	return http2_say(s, slot, meaning);
}

#endif

#endif
