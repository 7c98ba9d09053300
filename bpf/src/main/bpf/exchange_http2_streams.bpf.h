/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Streams of HTTP/2 that are counted here (exchange_http2_counts.bpf.h): where they are, and how they end. */
#ifndef NODECAST_EXCHANGE_HTTP2_STREAMS_BPF_H
#define NODECAST_EXCHANGE_HTTP2_STREAMS_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_hold.bpf.h"
#include "exchange_http2.h"
#include "exchange_sampling.bpf.h"
#include "exchange_sockets.bpf.h"
#include "hist.bpf.h"
#include <bpf/bpf_helpers.h>

/*
 * Open streams, of all connections, each in one of a few places that its number tells: where others are in all of them, it
 * is user space's. It takes those of connections that have ended.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, EXCHANGE_HTTP2_STREAMS);
	__type(key, __u32);
	__type(value, struct exchange_http2_slot);
} exchange_http2_streams SEC(".maps");

static __always_inline __u64 http2_owner(const struct exchange_scratch *s, __u32 stream)
{
	return (__u64)s->known.connection << 32 | stream;
}

/*
 * Where a stream may be: in a row of its connection's own, which it begins again and again, so that the row stays in the
 * processor's cache; if that place is taken, by a stream that is open for long or by another connection, in rows that go
 * through all places, where two find one taken for one of 64 streams if an eighth of all is.
 */
#define HTTP2_PLACES 3
#define HTTP2_ROW 64

static __always_inline struct exchange_http2_slot *http2_slot(const struct exchange_scratch *s, __u32 stream, __u32 place)
{
	__u32 connection = s->known.connection, number = stream >> 1;
	__u32 at = place ? connection * EXCHANGE_HTTP2_SPREAD + number + place * (EXCHANGE_HTTP2_STREAMS / HTTP2_PLACES)
			 : connection * HTTP2_ROW + number % HTTP2_ROW;

	at %= EXCHANGE_HTTP2_STREAMS;
	return bpf_map_lookup_elem(&exchange_http2_streams, &at);
}

/* That of a stream which is this side's; NULL: it is not. */
static __always_inline struct exchange_http2_slot *http2_held(const struct exchange_scratch *s, __u32 stream)
{
	struct exchange_http2_slot *slot = NULL;

	for (__u32 place = 0; place < HTTP2_PLACES && s->known.connection; place++) {
		slot = http2_slot(s, stream, place);
		if (slot && slot->owner == http2_owner(s, stream))
			break;
		slot = NULL;
	}
	barrier_var(slot); /* else clang remembers what it is in a flag, which says nothing to the verifier */
	return slot;
}

/* The first free place of a stream that has none, or had it from the other direction's call at this moment. */
static __always_inline struct exchange_http2_slot *http2_claim(const struct exchange_scratch *s, __u32 stream)
{
	struct exchange_http2_slot *slot = NULL;
	__u64 owner = http2_owner(s, stream);

	for (__u32 place = 0; place < HTTP2_PLACES; place++) {
		slot = http2_slot(s, stream, place);
		__u64 there = slot ? __sync_val_compare_and_swap(&slot->owner, 0, owner) : ~0ULL;
		if (!there || there == owner)
			break;
		slot = NULL;
	}
	barrier_var(slot);
	return slot;
}

/* Puts a frame of our own behind what is to be told. http2_stride() leaves room for it. */
static __always_inline void http2_tell_stream(struct exchange_scratch *s, const struct exchange_http2_slot *slot)
{
	__u32 kept = s->cursor.kept;
	__u32 stream = slot->owner;

	barrier_var(kept);
	if (kept > EXCHANGE_SEGMENT) /* for the verifier */
		return;
	__u8 *to = s->request + kept;
	to[0] = 0;
	to[1] = 0;
	to[2] = sizeof(slot->stream);
	to[3] = EXCHANGE_HTTP2_STREAM;
	to[4] = 0;
	to[5] = stream >> 24;
	to[6] = stream >> 16;
	to[7] = stream >> 8;
	to[8] = stream;
	__builtin_memcpy(to + HTTP2_HEADER, &slot->stream, sizeof(slot->stream));
	s->cursor.kept = kept + HTTP2_HEADER + sizeof(slot->stream);
}

/* The place is another's from here on: which finds it empty, as no field is written before the owner is. */
static __always_inline void http2_free(struct exchange_http2_slot *slot)
{
	__builtin_memset(&slot->stream, 0, sizeof(slot->stream));
#if defined(__TARGET_ARCH_x86)
	/* which stores in order */
	barrier();
	*(volatile __u64 *)&slot->owner = 0;
#else
	__sync_lock_test_and_set(&slot->owner, 0);
#endif
}

/* What it is counted as; 0: it is not. */
static __always_inline __u32 http2_status(const struct exchange_http2_stream *stream)
{
	if (!stream->asked || !stream->status)
		return 0;
	if (stream->grpc)
		return stream->grpc_status; /* what stands for one that is missing is not reckoned here */
	return stream->grpc_status || stream->grpc_answer ? 0 : stream->status;
}

/* Counts those that waited. */
__noinline int exchange_http2_counted(void)
{
	struct exchange_scratch *s = scratch();
	struct exchange_shape_key key;

	if (!s || !s->run.count)
		return 0;
	struct http2_run *run = &s->run;
	__u32 times = run->count;
	key = run->key;
	struct exchange_shape *shape = bpf_map_lookup_elem(&exchange_shapes, &key);
	run->count = 0;
	if (!shape) {
		LOST_TIMES(uncounted, times);
		return 0;
	}
	add(&shape->requests, times);
	add(&shape->request_bytes, times * run->request_bytes);
	add(&shape->response_bytes, times * run->response_bytes);
	hist_add_times(&shape->request_size, run->request_bytes, times);
	hist_add_times(&shape->response_size, run->response_bytes, times);
	hist_add_run(&shape->duration_us, run->took, HTTP2_RUN, times, 1);
	shape->slow_ns = faded(shape->slow_ns, times);
	return 0;
}

static __always_inline __u64 http2_took(const struct exchange_http2_stream *stream)
{
	return stream->end_ns > stream->start_ns ? stream->end_ns - stream->start_ns : 0;
}

/* Whether it is like those that wait, and waits with them. */
static __always_inline bool http2_run_on(struct http2_run *run, const struct exchange_http2_stream *stream)
{
	__u64 took = http2_took(stream);
	__u32 status = http2_status(stream);
	__u32 at = run->count;

	if (!status || run->key.shape != stream->shape || run->key.status != status ||
	    run->request_bytes != stream->request_bytes || run->response_bytes != stream->response_bytes ||
	    took > run->slow_ns || at >= HTTP2_RUN)
		return false;
	barrier_var(at);
	if (at < HTTP2_RUN) /* for the verifier */
		run->took[at] = hist_index(took / 1000);
	run->count = at + 1;
	return true;
}

/* What is like it may wait, as long as not each of it is to be told. */
static __always_inline void http2_run_begin(struct http2_run *run, const struct exchange_http2_stream *stream, __u32 status,
					    const struct exchange_shape *shape)
{
	struct exchange_sampling *of = sampling();

	run->key.shape = of && of->left > 0 && !of->interval_ns ? 0 : stream->shape;
	run->key.status = status;
	run->request_bytes = stream->request_bytes;
	run->response_bytes = stream->response_bytes;
	run->slow_ns = shape->slow_ns;
}

/*
 * Both sides of a stream of ours have said their last, and it does not wait: counted, or told if it is of a kind that is
 * not counted.
 */
__noinline int exchange_http2_over(__u32 number)
{
	struct exchange_scratch *s = scratch();
	struct exchange_http2_slot *slot = s ? http2_held(s, number) : NULL;

	if (!slot)
		return 0;
	struct exchange_http2_stream *stream = &slot->stream;
	struct exchange_shape_key key = { .shape = stream->shape, .status = http2_status(stream) };
	__u64 took = http2_took(stream);
	bool told = true;

	exchange_http2_counted();
	struct exchange_shape *shape = key.status ? bpf_map_lookup_elem(&exchange_shapes, &key) : NULL;
	if (shape) {
		struct exchange_sampling *of = sampling();
		bool slow = took > shape->slow_ns;

		add(&shape->requests, 1);
		add(&shape->request_bytes, stream->request_bytes);
		add(&shape->response_bytes, stream->response_bytes);
		hist_add(&shape->duration_us, took / 1000);
		hist_add(&shape->request_size, stream->request_bytes);
		hist_add(&shape->response_size, stream->response_bytes);
		shape->slow_ns = slow ? took : faded(shape->slow_ns, 1);
		told = due(of, shape, 1, stream->end_ns) || (slow && of && of->left > 0);
		if (told && of)
			__sync_fetch_and_add(&of->left, -1);
		stream->counted = 1;
		http2_run_begin(&s->run, stream, key.status, shape);
	}
	if (told)
		http2_tell_stream(s, slot);
	http2_free(slot);
	return 0;
}

/* One side has said its last on a stream of ours. */
static __always_inline void http2_side_over(struct exchange_scratch *s, struct exchange_http2_slot *slot)
{
	__u32 own = s->known.to_server ? EXCHANGE_HTTP2_REQUEST_ENDED : EXCHANGE_HTTP2_ANSWER_ENDED;
	__u32 other = s->known.to_server ? EXCHANGE_HTTP2_ANSWER_ENDED : EXCHANGE_HTTP2_REQUEST_ENDED;

	if (!s->known.to_server)
		slot->stream.end_ns = s->cursor.now_ns;
	if (!(__sync_fetch_and_or(&slot->stream.ended, own) & other))
		return;
	if (http2_run_on(&s->run, &slot->stream))
		http2_free(slot);
	else
		exchange_http2_over(slot->owner);
}

#endif
