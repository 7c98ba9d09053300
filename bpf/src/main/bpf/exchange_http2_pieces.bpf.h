/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The bytes of a call of HTTP/2, piece by piece as its program laid them out; small ones many at a time. */
#ifndef NODECAST_EXCHANGE_HTTP2_PIECES_BPF_H
#define NODECAST_EXCHANGE_HTTP2_PIECES_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_hold.bpf.h"
#include "exchange_http2.h"
#include "exchange_payload.bpf.h"
#include <bpf/bpf_helpers.h>

static __always_inline __u32 least(__u32 a, __u32 b)
{
	return a < b ? a : b;
}

static __always_inline void advance(struct http2_cursor *cursor, __u32 by)
{
	cursor->base += by;
	cursor->left -= by;
}

static __always_inline bool next_iovec(struct http2_cursor *cursor)
{
	if (cursor->iovec == cursor->read) {
		__u32 more = least(cursor->unread, HTTP2_IOVECS);
		barrier_var(more);
		if (!more || more > HTTP2_IOVECS ||
		    bpf_probe_read_user(cursor->iovecs, more * sizeof(struct user_iovec), (void *)cursor->next))
			return false;
		cursor->next += more * sizeof(struct user_iovec);
		cursor->unread -= more;
		cursor->read = more;
		cursor->iovec = 0;
	}
	struct user_iovec *iovec = &cursor->iovecs[cursor->iovec++ % HTTP2_IOVECS];
	cursor->base = iovec->base;
	cursor->left = iovec->length < cursor->total ? iovec->length : cursor->total;
	cursor->total -= cursor->left;
	return true;
}

/*
 * At most 64 bytes, by words: what is behind them goes with them, which both have room for. Words need not begin at
 * multiples of their size where our programs run.
 */
#define HTTP2_WORDS 8
static __always_inline void copy_words(void *to, const void *from, const int words)
{
	for (int i = 0; i < words; i++)
		((__u64 *)to)[i] = ((const __u64 *)from)[i];
}

/* A frame's header, or with headers that are numbers of a table. */
#define HTTP2_SHORT 32

/* Whether the iovec that comes so many behind the one under way begins so near behind it that a window has both. */
static __always_inline bool follows(const struct http2_cursor *cursor, __u32 behind, __u32 window)
{
	__u32 other = cursor->iovec + behind - 1;

	return other < cursor->read &&
	       cursor->iovecs[other % HTTP2_IOVECS].base - cursor->base <= window - HTTP2_SHORT;
}

/*
 * Whether at most HTTP2_SHORT bytes of a small iovec were read with others, or are now: if some of its kind are near. Each
 * second one is of its kind, or each fourth where others' payloads are between.
 */
static __always_inline bool from_window(struct http2_cursor *cursor, __u8 *to)
{
	struct http2_window *window = &cursor->windows[cursor->iovec & 1];
	__u64 at = cursor->base - window->base;

	if (at + HTTP2_SHORT > window->there) {
		__u32 size = follows(cursor, 12, HTTP2_WINDOW) ? HTTP2_WINDOW : HTTP2_NARROW;

		if (size == HTTP2_NARROW && !follows(cursor, 2, size) && !follows(cursor, 4, size))
			return false;
		window->there = 0; /* a copy that fails leaves zeros */
		if (bpf_probe_read_user(window->bytes, size, (void *)cursor->base))
			return false;
		window->base = cursor->base;
		window->there = size;
		at = 0;
	}
	barrier_var(at);
	if (at > HTTP2_WINDOW - HTTP2_SHORT) /* for the verifier */
		return false;
	copy_words(to, window->bytes + at, HTTP2_SHORT / 8);
	return true;
}

/* What comes next of the iovec under way, to be gone through. */
static __always_inline bool read_piece(struct http2_cursor *cursor, __u8 *to)
{
	__u32 length = least(cursor->left, HTTP2_PIECE);

	barrier_var(length);
	if (length <= HTTP2_SHORT && from_window(cursor, to)) {
		/* it is there */
	} else if (length <= HTTP2_SHORT) {
		/* the kernel asks of any memory but the stack what it is before it copies there (hardened usercopy) */
		__u64 bytes[HTTP2_SHORT / 8] = {};

		if (bpf_probe_read_user(bytes, length, (void *)cursor->base))
			return false;
		copy_words(to, bytes, HTTP2_SHORT / 8);
	} else if (length > HTTP2_PIECE || bpf_probe_read_user(to, length, (void *)cursor->base)) {
		return false;
	}
	advance(cursor, length);
	cursor->at = 0;
	cursor->end = length;
	return true;
}

#endif
