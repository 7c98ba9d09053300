/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The frames of HTTP/2 connections, followed through calls that cut them anywhere: what user space gets is the bytes
 * without what is of no interest to it (payloads of DATA, PING, SETTINGS, WINDOW_UPDATE), so that large bodies cost no
 * event and a trailer behind one is seen.
 */
#ifndef NODECAST_EXCHANGE_HTTP2_BPF_H
#define NODECAST_EXCHANGE_HTTP2_BPF_H

#include "exchange_http2.h"
#include "exchange_payload.bpf.h"
#include "exchange_sockets.bpf.h"

struct http2_connection {
	struct http2_walk to_client;
	struct http2_walk to_server;
};

/* 16,384 connections take 2.3 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct http2_connection);
} exchange_http2 SEC(".maps");

enum http2_end {
	HTTP2_DONE, /* with all bytes of the call */
	HTTP2_MORE, /* the room is full, or the steps are used up */
	HTTP2_LOST, /* no frame is there, or no byte can be read */
};

/* A frame is two steps, a piece one: a call of a busy connection takes some rounds of these. */
#define HTTP2_STEPS 128
#define HTTP2_ROUNDS 16

static __always_inline __u32 least(__u32 a, __u32 b)
{
	return a < b ? a : b;
}

static __always_inline void advance(struct http2_cursor *cursor, __u32 by)
{
	cursor->base += by;
	cursor->left -= by;
}

static __always_inline bool next_piece(struct http2_cursor *cursor)
{
	struct user_iovec piece;

	if (!cursor->pieces || bpf_probe_read_user(&piece, sizeof(piece), (void *)cursor->next))
		return false;
	cursor->next += sizeof(piece);
	cursor->pieces--;
	cursor->base = piece.base;
	cursor->left = piece.length < cursor->total ? piece.length : cursor->total;
	cursor->total -= cursor->left;
	return true;
}

/* The frame whose header is there now. */
static __always_inline bool begin_frame(struct http2_walk *walk, struct http2_cursor *cursor, __u8 *to)
{
	__u32 kept = cursor->kept;
	__u8 type = walk->header[3];

	if (!http2_frame(walk->header, true))
		return false;
	walk->ends = 0;
	if (http2_tells(type)) {
		barrier_var(kept);
		if (kept > EXCHANGE_SEGMENT) /* for the verifier */
			return false;
		__builtin_memcpy(to + kept, walk->header, HTTP2_HEADER);
		cursor->kept = kept + HTTP2_HEADER;
	}
	if (http2_tells(type) && type != HTTP2_DATA) {
		walk->copy = http2_length(walk->header);
	} else {
		walk->skip = http2_length(walk->header);
		walk->ends = walk->skip && type == HTTP2_DATA && walk->header[4] & HTTP2_END_STREAM;
	}
	return true;
}

/*
 * A function of its own for the verifier too, which goes through it once. Before Linux 5.13 such a one takes numbers
 * alone (e5069b9c23b3, "bpf: Support pointers in global func args"), so it finds for itself what it works on.
 */
__noinline int http2_step(void)
{
	struct exchange_scratch *s = scratch();

	if (!s)
		return HTTP2_LOST;
	struct http2_cursor *cursor = &s->cursor;
	struct http2_walk *walk = &cursor->walk;
	for (int i = 0; i < HTTP2_STEPS; i++) {
		__u32 left = cursor->left;
		__u32 kept = cursor->kept;
		if (!left) {
			if (!cursor->total)
				return HTTP2_DONE;
			if (!next_piece(cursor))
				return HTTP2_LOST;
			continue;
		}
		if (walk->skip) {
			__u32 skip = least(walk->skip, left);
			advance(cursor, skip);
			walk->skip -= skip;
			cursor->ended |= !walk->skip && walk->ends;
			continue;
		}
		if (kept + HTTP2_HEADER > EXCHANGE_SEGMENT)
			return HTTP2_MORE;
		if (walk->copy) {
			__u32 copy = least(least(walk->copy, left), EXCHANGE_SEGMENT - kept);
			barrier_var(kept);
			barrier_var(copy);
			if (kept > EXCHANGE_SEGMENT || copy > EXCHANGE_SEGMENT ||
			    bpf_probe_read_user(s->request + kept, copy, (void *)cursor->base))
				return HTTP2_LOST;
			cursor->kept = kept + copy;
			advance(cursor, copy);
			walk->copy -= copy;
			continue;
		}
		__u32 have = walk->have;
		__u32 more = least(HTTP2_HEADER - have, left);
		barrier_var(have);
		barrier_var(more);
		if (have >= HTTP2_HEADER || more > HTTP2_HEADER ||
		    bpf_probe_read_user(walk->header + have, more, (void *)cursor->base))
			return HTTP2_LOST;
		advance(cursor, more);
		walk->have = have + more;
		if (walk->have < HTTP2_HEADER)
			continue;
		walk->have = 0;
		if (!begin_frame(walk, cursor, s->request))
			return HTTP2_LOST;
	}
	return HTTP2_MORE;
}

static __always_inline void out_of_step(struct http2_walk *walk)
{
	walk->copy = 0;
	walk->skip = 0;
	walk->have = 0;
	walk->ends = 0;
	walk->lost = 1;
	walk->segments++; /* which is how user space knows */
}

/* Readies the cursor; false: there is nothing to read in this call. */
static __always_inline bool at_call(struct http2_walk *walk, struct http2_cursor *cursor, const struct payload *payload,
				    const __u8 *peek)
{
	__builtin_memset(cursor, 0, sizeof(*cursor));
	bool there = payload->at && payload->readable == payload->length;
	if (walk->lost) {
		if (!there || payload->length < HTTP2_HEADER || !http2_frame(peek, false))
			return false;
		walk->lost = 0;
	}
	if (!there) {
		/* sendfile: not to be read, and of no interest within DATA */
		if (payload->length > walk->skip) {
			out_of_step(walk);
			return false;
		}
		walk->skip -= payload->length;
		cursor->ended = !walk->skip && walk->ends;
		return cursor->ended;
	}
	if (payload->iovecs) {
		cursor->next = payload->at;
		cursor->pieces = payload->iovecs;
		cursor->total = payload->length;
	} else {
		cursor->base = payload->at;
		cursor->left = payload->length;
	}
	return true;
}

/* The connection's walks; made when its first bytes come, which are the client's preface. */
static __always_inline struct http2_connection *http2_connection(__u64 key, bool upgraded)
{
	struct http2_connection *known = bpf_map_lookup_elem(&exchange_http2, &key);

	if (known)
		return known;
	struct http2_connection fresh = { .to_server.skip = HTTP2_PREFACE };
	if (upgraded) /* the server began with its 101 */
		out_of_step(&fresh.to_client);
	bpf_map_update_elem(&exchange_http2, &key, &fresh, BPF_ANY);
	return bpf_map_lookup_elem(&exchange_http2, &key);
}

#endif
