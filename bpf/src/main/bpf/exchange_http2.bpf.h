/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The frames of HTTP/2 connections, followed through calls that cut them anywhere: what user space gets is the bytes
 * without what is of no interest to it (payloads of DATA, PING, SETTINGS, WINDOW_UPDATE), so that large bodies cost no
 * event and a trailer behind one is seen.
 */
#ifndef NODECAST_EXCHANGE_HTTP2_BPF_H
#define NODECAST_EXCHANGE_HTTP2_BPF_H

#include "exchange_gather.bpf.h"
#include "exchange_http2.h"
#include "exchange_http2_counts.bpf.h"
#include "exchange_http2_pieces.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_sockets.bpf.h"

/* 16,384 connections take 4 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct http2_connection);
} exchange_http2 SEC(".maps");

enum http2_end {
	HTTP2_DONE, /* with all bytes of the call */
	HTTP2_MORE, /* the room is full, or the strides are used up */
	HTTP2_LOST, /* no frame is there, or no byte can be read */
	HTTP2_ON, /* the steps are used up */
};

/*
 * A frame is two steps, a piece at most one more: a call of a busy connection takes some rounds of strides of steps. The
 * verifier goes through each step and each stride once, and not through all steps of all strides: each step of a stride is
 * another 9,000 instructions to it.
 */
#define HTTP2_STEPS 8
#define HTTP2_STRIDES 16
#define HTTP2_ROUNDS 16

/* A frame's header, and in front of it a stream's that was counted here, or of two. */
#define HTTP2_ROOM (4 * HTTP2_HEADER + 2 * sizeof(struct exchange_http2_stream))

static __always_inline void skipped(struct http2_cursor *cursor, struct http2_walk *walk, __u32 bytes)
{
	walk->skip -= bytes;
	if (walk->skip)
		return;
	cursor->ended |= walk->ends == HTTP2_ENDS_TOLD;
	if (walk->ends == HTTP2_ENDS_COUNTED)
		exchange_http2_ended();
}

/* The frame whose header is there now. */
static __always_inline bool begin_frame(struct exchange_scratch *s)
{
	struct http2_cursor *cursor = &s->cursor;
	struct http2_walk *walk = &cursor->walk;
	__u8 *to = s->request;
	__u32 kept = cursor->kept;
	__u8 type = walk->header[3];

	if (!http2_frame(walk->header, true))
		return false;
	walk->ends = HTTP2_ENDS_NOT;
	if (type == HTTP2_DATA && http2_data(s)) {
		walk->skip = http2_length(walk->header);
		return true;
	}
	if (http2_tells(type)) {
		barrier_var(kept);
		if (kept > EXCHANGE_SEGMENT) /* for the verifier */
			return false;
		__builtin_memcpy(to + kept, walk->header, HTTP2_HEADER);
		cursor->kept = kept + HTTP2_HEADER;
	}
	if (http2_tells(type) && type != HTTP2_DATA) {
		walk->copy = http2_length(walk->header);
		walk->gathered = 0;
		walk->fresh = type == HTTP2_HEADERS && walk->copy;
		walk->generation += type == HTTP2_CONTINUATION || type == HTTP2_PUSH_PROMISE;
		if (type == HTTP2_RST_STREAM)
			exchange_http2_hand_over();
	} else {
		walk->skip = http2_length(walk->header);
		if (walk->skip && type == HTTP2_DATA && walk->header[4] & HTTP2_END_STREAM)
			walk->ends = HTTP2_ENDS_TOLD;
	}
	return true;
}

/* More of the beginning of a block of headers. */
static __always_inline bool gather_block(struct http2_walk *walk, struct http2_cursor *cursor, const __u8 *bytes, __u32 here)
{
	__u32 wanted = least(walk->copy, HTTP2_COUNTED), have = walk->gathered;

	__u32 more = least(wanted - have, here);
	if (!have) {
		copy_words(walk->block, bytes, HTTP2_COUNTED / 8);
		walk->gathered = more;
		cursor->at += more;
		return true;
	}
	barrier_var(have);
	barrier_var(more);
	if (have > HTTP2_COUNTED || more > HTTP2_COUNTED || /* for the verifier */
	    bpf_probe_read_kernel(walk->block + have, more, bytes))
		return false;
	walk->gathered = have + more;
	cursor->at += more;
	return true;
}

/*
 * A function of its own for the verifier too, which goes through it once. Before Linux 5.13 such a one takes numbers
 * alone (e5069b9c23b3, "bpf: Support pointers in global func args"), so it finds for itself what it works on.
 */
__noinline int http2_stride(void)
{
	struct exchange_scratch *s = scratch();

	if (!s)
		return HTTP2_LOST;
	struct http2_cursor *cursor = &s->cursor;
	struct http2_walk *walk = &cursor->walk;
	for (int i = 0; i < HTTP2_STEPS; i++) {
		if (cursor->at == cursor->end) {
			if (!cursor->left && !cursor->total)
				return HTTP2_DONE;
			if (!cursor->left && !next_iovec(cursor))
				return HTTP2_LOST;
			if (walk->skip) {
				__u32 skip = least(walk->skip, cursor->left);
				advance(cursor, skip);
				skipped(cursor, walk, skip);
				continue;
			}
			if (!read_piece(cursor, s->burst.bytes))
				return HTTP2_LOST;
		}
		__u32 at = cursor->at;
		__u32 here = cursor->end - at;
		__u32 kept = cursor->kept;
		barrier_var(at);
		barrier_var(kept);
		if (at > HTTP2_PIECE || kept > EXCHANGE_SEGMENT) /* for the verifier */
			return HTTP2_LOST;
		if (walk->skip) {
			__u32 skip = least(walk->skip, here);
			cursor->at = at + skip;
			skipped(cursor, walk, skip);
			continue;
		}
		if (kept + HTTP2_ROOM > EXCHANGE_SEGMENT)
			return HTTP2_MORE;
		if (walk->fresh) {
			if (!gather_block(walk, cursor, s->burst.bytes + at, here))
				return HTTP2_LOST;
			if (walk->gathered < least(walk->copy, HTTP2_COUNTED))
				continue;
			walk->fresh = 0;
			if (http2_headers(s)) {
				walk->copy = 0;
				continue;
			}
			kept = cursor->kept;
			barrier_var(kept);
			if (kept > EXCHANGE_SEGMENT) /* for the verifier */
				return HTTP2_LOST;
			copy_words(s->request + kept, walk->block, HTTP2_COUNTED / 8);
			cursor->kept = kept + walk->gathered;
			walk->copy -= walk->gathered;
			continue;
		}
		if (walk->copy) {
			__u32 copy = least(least(walk->copy, here), EXCHANGE_SEGMENT - kept);
			barrier_var(copy);
			if (copy <= HTTP2_WORDS * sizeof(__u64))
				copy_words(s->request + kept, s->burst.bytes + at, HTTP2_WORDS);
			else if (copy > EXCHANGE_SEGMENT ||
				 bpf_probe_read_kernel(s->request + kept, copy, s->burst.bytes + at))
				return HTTP2_LOST;
			cursor->kept = kept + copy;
			cursor->at = at + copy;
			walk->copy -= copy;
			continue;
		}
		__u32 have = walk->have;
		__u32 more = least(HTTP2_HEADER - have, here);
		if (more == HTTP2_HEADER) {
			copy_words(walk->header, s->burst.bytes + at, 2);
		} else { /* in two pieces, which is rare */
			barrier_var(have);
			barrier_var(more);
			if (have > HTTP2_HEADER || more > HTTP2_HEADER || /* for the verifier */
			    bpf_probe_read_kernel(walk->header + have, more, s->burst.bytes + at))
				return HTTP2_LOST;
		}
		cursor->at = at + more;
		walk->have = have + more;
		if (walk->have < HTTP2_HEADER)
			continue;
		walk->have = 0;
		if (!begin_frame(s))
			return HTTP2_LOST;
	}
	return HTTP2_ON;
}

/* Goes on through the call's bytes, as long as there is room for what is to be told. */
static __always_inline int http2_go(void)
{
	for (int i = 0; i < HTTP2_STRIDES; i++) {
		int end = http2_stride();
		if (end != HTTP2_ON)
			return end;
	}
	return HTTP2_MORE;
}

/* What is told of next; the header of a frame whose block of headers is not whole yet is not told before that. */
static __always_inline void begin_segment(struct exchange_scratch *s)
{
	struct http2_cursor *cursor = &s->cursor;
	struct http2_walk *walk = &cursor->walk;

	cursor->ended = 0;
	cursor->kept = walk->fresh ? HTTP2_HEADER : 0;
	cursor->continued = walk->fresh ? 0 : walk->copy;
	if (walk->fresh)
		copy_words(s->request, walk->header, 2);
}

static __always_inline void out_of_step(struct http2_walk *walk)
{
	walk->copy = 0;
	walk->skip = 0;
	walk->have = 0;
	walk->ends = HTTP2_ENDS_NOT;
	walk->lost = 1;
	walk->fresh = 0;
	walk->generation++;
	walk->segments++; /* which is how user space knows */
}

/* Readies the cursor; false: there is nothing to read in this call. */
static __always_inline bool at_call(struct http2_walk *walk, struct http2_cursor *cursor, const struct payload *payload,
				    struct exchange_peek *peek)
{
	cursor->left = 0;
	cursor->at = 0;
	cursor->end = 0;
	cursor->iovec = 0;
	cursor->read = 0;
	cursor->unread = 0;
	cursor->total = 0;
	cursor->windows[0].there = 0;
	cursor->windows[1].there = 0;
	bool there = payload->at && payload->readable == payload->length;
	if (walk->lost) {
		if (!there || exchange_gather_peek() < HTTP2_HEADER ||
		    !http2_frame(peek->bytes, false))
			return false;
		walk->lost = 0;
	}
	if (!there) {
		/* sendfile: not to be read, and of no interest within DATA */
		if (payload->length > walk->skip) {
			out_of_step(walk);
			cursor->kept = 0;
			return false;
		}
		skipped(cursor, walk, payload->length);
		return cursor->ended || cursor->kept;
	}
	if (payload->iovecs) {
		cursor->next = payload->at;
		cursor->unread = payload->iovecs;
		cursor->total = payload->length;
	} else {
		cursor->base = payload->at;
		cursor->left = payload->length;
	}
	return true;
}

/* The connection's walks; made when its first bytes come, which are the client's preface: in the scratch, for the stack. */
static __always_inline struct http2_connection *http2_connection(__u64 key, bool upgraded, struct exchange_scratch *s)
{
	struct http2_connection *known = bpf_map_lookup_elem(&exchange_http2, &key);

	if (known)
		return known;
	__builtin_memset(&s->fresh, 0, sizeof(s->fresh));
	s->fresh.to_server.skip = HTTP2_PREFACE;
	if (upgraded) /* the server began with its 101 */
		out_of_step(&s->fresh.to_client);
	bpf_map_update_elem(&exchange_http2, &key, &s->fresh, BPF_ANY);
	return bpf_map_lookup_elem(&exchange_http2, &key);
}

#endif
