/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* How an exchange ends: counted here, or told with the bytes that were kept of it. */
#ifndef NODECAST_EXCHANGE_TELL_BPF_H
#define NODECAST_EXCHANGE_TELL_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_gather.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_run.bpf.h"
#include "exchange_sampling.bpf.h"
#include "exchange_sockets.bpf.h"
#include "hist.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* An exchange that is over, copied out under the lock. */
struct finished {
	__u64 shape;
	__u64 request_ns;
	__u64 response_ns;
	__u64 end_ns;
	__u64 request_bytes;
	__u64 response_bytes;
	__u16 status;
	__u8 flags;
	__u8 buffered;
	__u8 requests;
	bool countable; /* one request, and all of one answer */
	__u64 counted; /* the shape of those of `run` */
	struct exchange_run run; /* which waited to be counted */
};

static __always_inline void describe(struct exchange_event *event, const struct exchange_socket *socket, __u64 key,
				     const struct finished *of)
{
	event->cgroup = socket->cgroup;
	event->socket = key;
	event->since_ns = socket->since_ns;
	event->shape = of->shape;
	event->request_ns = of->request_ns;
	event->response_ns = of->response_ns;
	event->end_ns = of->end_ns;
	event->request_bytes = of->request_bytes;
	event->response_bytes = of->response_bytes;
	event->pid = socket->pid;
	event->netns = socket->netns;
	__builtin_memcpy(event->local_address, socket->local_address, 16);
	__builtin_memcpy(event->remote_address, socket->remote_address, 16);
	event->local_port = socket->local_port;
	event->remote_port = socket->remote_port;
	event->status = of->status;
	event->protocol = socket->protocol;
	event->role = socket->role;
	event->first_bytes = socket->first_bytes;
	event->flags = of->flags;
	event->requests = of->requests;
	event->alike = of->countable && of->shape && of->status;
}

/* Whether it is time for the reader, when `size` bytes join those that wait. */
static __always_inline bool wakes(__u64 waiting, __u32 size, __u64 now)
{
	__u32 zero = 0;
	__u64 *woken = bpf_map_lookup_elem(&exchange_woken, &zero);

	if (!woken)
		return true;
	if (waiting / EXCHANGE_WAKEUP == (waiting + size) / EXCHANGE_WAKEUP &&
	    (waiting < EXCHANGE_RUSH || (__s64)(now - *woken) < EXCHANGE_LATELY_NS))
		return false;
	*woken = now;
	return true;
}

/*
 * Wakes the reader for many, and never for each: it looks by itself after a while. Not inlined: a parameter's type is how
 * the struct gets into the object's BTF, where the test finds it.
 */
static __noinline int tell(struct exchange_event *event, __u32 size)
{
	if (!event)
		return 0;
	bool wake = wakes(bpf_ringbuf_query(&exchange_events, BPF_RB_AVAIL_DATA), size, event->end_ns ?: event->request_ns);

	return bpf_ringbuf_output(&exchange_events, event, size, wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
}

/* Where it is counted now, if it is one that user space has understood. */
static __always_inline struct exchange_shape *count(const struct finished *of)
{
	struct exchange_shape_key key = { .shape = of->shape, .status = of->status };
	struct exchange_shape *shape = of->countable && of->shape && of->status ? bpf_map_lookup_elem(&exchange_shapes, &key) : NULL;

	if (!shape)
		return NULL;
	/* all of a pipeline were asked at once, and the last bytes answered all */
	__u32 times = of->requests ?: 1;
	add(&shape->requests, times);
	add(&shape->request_bytes, of->request_bytes);
	add(&shape->response_bytes, of->response_bytes);
	hist_add_times(&shape->duration_us, (of->end_ns - of->request_ns) / 1000, times);
	hist_add_times(&shape->request_size, of->request_bytes / times, times);
	hist_add_times(&shape->response_size, of->response_bytes / times, times);
	return shape;
}

/* Ends the exchange under way, if there is one that had its last bytes before `before`; only one caller finds it. */
static __always_inline bool take_finished(struct exchange_socket *socket, struct finished *of, __u64 before, bool closed)
{
	bool mine = false;

	of->run.count = 0;
	if (!exchange_take(&socket->lock))
		return false;
	if (socket->run.count) {
		of->counted = socket->counted;
		of->run = socket->run;
		socket->run.count = 0;
	}
	if (socket->phase == ANSWERING ? socket->end_ns < before : closed && socket->phase == ASKING) {
		mine = true;
		of->shape = socket->shape;
		of->request_ns = socket->request_ns;
		of->response_ns = socket->response_ns;
		of->end_ns = socket->end_ns;
		of->request_bytes = socket->request_bytes;
		of->response_bytes = socket->response_bytes;
		of->status = socket->status;
		of->buffered = socket->buffered;
		of->requests = socket->commands;
		of->flags = (closed ? EXCHANGE_ENDED : 0) | (socket->phase == ASKING ? EXCHANGE_UNANSWERED : 0) |
			    (socket->headless ? EXCHANGE_HEADLESS : 0);
		if (answered_otherwise(socket))
			socket->mixed = 1;
		of->countable = !socket->mixed;
		if (socket->mixed && socket->commands > 1)
			of->status = 0; /* of the first answer: the others' may differ */
		socket->phase = IDLE;
		socket->buffered = 0;
	}
	exchange_give(&socket->lock);
	return mine;
}

/* The same of an exchange that is like the last one, as nearly all are of a busy connection; false: it is not over. */
static __always_inline bool finish_alike(struct exchange_socket *socket)
{
	struct exchange_run full = {};
	bool alike = false;
	__u64 counted;

	if (!exchange_take(&socket->lock))
		return false;
	counted = socket->counted; /* another thread's exchange may end when the lock is given back */
	if (socket->phase == ANSWERING && run_on(socket, &full)) {
		socket->phase = IDLE;
		alike = true;
	}
	exchange_give(&socket->lock);
	if (full.count)
		run_goes_on(socket, &full, counted);
	return alike;
}

/* `event`: where it is put together, if nothing was kept of it. */
VERIFIED_ONCE int exchange_finish(struct exchange_socket *socket, __u64 key, __u64 before, bool closed,
				  struct exchange_event *event)
{
	struct finished of = {};

	if (!socket)
		return 0;
	bool mine = take_finished(socket, &of, before, closed);
	if (of.run.count)
		run_end(&of.run, of.counted);
	if (!mine)
		return 0;
	if (of.flags & EXCHANGE_UNANSWERED)
		of.end_ns = bpf_ktime_get_ns();
	struct exchange_shape *counted = count(&of);
	bool told = !counted ||
		    sampled(socket, counted, of.requests, of.buffered, of.end_ns - of.request_ns, of.end_ns);
	socket->counted = counted ? of.shape : 0;
	if (counted) {
		run_begin(socket, counted, of.request_bytes, of.response_bytes, of.status, of.requests, of.end_ns);
		of.flags |= EXCHANGE_COUNTED;
	}
	if (of.buffered) {
		struct exchange_request *request = bpf_map_lookup_elem(&exchange_requests, &key);
		if (request && request->event.request_ns == of.request_ns) {
			__u32 kept = request->event.request_kept + request->event.response_kept +
				     request->event.tail_kept;
			if (kept > EXCHANGE_REQUEST + EXCHANGE_RESPONSE + EXCHANGE_TAIL) /* for the verifier */
				kept = EXCHANGE_REQUEST + EXCHANGE_RESPONSE + EXCHANGE_TAIL;
			describe(&request->event, socket, key, &of);
			if (tell(&request->event, sizeof(struct exchange_event) + kept) && !counted)
				LOST(events);
			bpf_map_delete_elem(&exchange_requests, &key);
			return 0;
		}
	}
	if (!told)
		return 0;
	if (event) {
		of.flags |= EXCHANGE_BARE;
		describe(event, socket, key, &of);
		event->request_kept = 0;
		event->response_kept = 0;
		event->tail_kept = 0;
		__builtin_memset(event->comm, 0, sizeof(event->comm));
	}
	if ((!event || tell(event, sizeof(struct exchange_event))) && !counted)
		LOST(events);
	return 0;
}

/* Keeps the request's bytes until it is answered; of a headless one those of its second call. */
static __noinline int buffer(struct exchange_socket *socket, __u64 key)
{
	struct exchange_scratch *s = scratch();

	if (!s || !socket)
		return 0;
	__u32 lead = socket->lead ? 1 : 0;
	s->request[0] = socket->lead;
	__u32 kept = lead + exchange_gather_request(lead, EXCHANGE_REQUEST);
	s->event.request_ns = socket->request_ns;
	s->event.request_kept = kept;
	s->event.response_kept = 0;
	s->event.tail_kept = 0;
	name_of_process(s->event.comm);
	/* the scratch has the same two in the same order */
	_Static_assert(sizeof(s->request) >= sizeof(((struct exchange_request *)0)->bytes), "room");
	socket->buffered = !bpf_map_update_elem(&exchange_requests, &key, &s->event, BPF_ANY);
	if (!socket->buffered)
		LOST(requests);
	return 0;
}

/* More bytes of a request of several pieces, as long as none is missing: `before` came before. */
static __noinline int buffer_more(__u64 key, __u64 before)
{
	struct exchange_request *request = bpf_map_lookup_elem(&exchange_requests, &key);
	struct exchange_scratch *s = scratch();

	if (!request || !s)
		return 0;
	__u32 at = request->event.request_kept;
	if (at > EXCHANGE_REQUEST / 2 || at != before)
		return 0;
	__u32 more = exchange_gather_burst(EXCHANGE_REQUEST / 2);
	if (more <= EXCHANGE_REQUEST / 2 && !bpf_probe_read_kernel(request->bytes + at, more, s->burst.bytes))
		request->event.request_kept = at + more;
	return 0;
}

/*
 * The beginning of an answer, or more of it as long as none is missing: behind the request. Of one that is longer, where
 * `tail` says so, the last bytes of the call behind that: those of the last call stay.
 */
static __noinline int buffer_answer(__u64 key, const struct payload *payload, __u64 before, bool tail)
{
	struct exchange_request *request = bpf_map_lookup_elem(&exchange_requests, &key);
	struct exchange_scratch *s = scratch();

	if (!request || !payload || !s)
		return 0;
	__u32 asked = request->event.request_kept;
	__u32 answered = request->event.response_kept;
	if (asked > EXCHANGE_REQUEST || answered > EXCHANGE_RESPONSE)
		return 0;
	if (answered <= EXCHANGE_RESPONSE / 2 && answered == before) {
		__u32 more = exchange_gather_burst(EXCHANGE_RESPONSE / 2);
		if (more > EXCHANGE_RESPONSE / 2 || /* for the verifier */
		    bpf_probe_read_kernel(request->bytes + asked + answered, more, s->burst.bytes))
			return 0;
		answered += more;
		request->event.response_kept = answered;
		if (more == payload->length)
			return 0;
	}
	if (!tail || answered > EXCHANGE_RESPONSE)
		return 0;
	__u32 kept = request->event.tail_kept;
	if (payload->length > EXCHANGE_TAIL - EXCHANGE_TAIL_CALL || kept > EXCHANGE_TAIL_CALL)
		kept = 0;
	request->event.tail_kept =
		kept + payload_read_end(payload, request->bytes + asked + answered + kept, EXCHANGE_TAIL_CALL);
	return 0;
}

#endif
