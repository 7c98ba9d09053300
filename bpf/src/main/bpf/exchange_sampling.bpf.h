/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Of requests that are counted here some are told of too, so that there are spans of them. Which ones, by shape: each has
 * its turn, so that a rare one is not lost behind a busy one; whichever is slow comes besides. What is lost in races between
 * processors is a sample more or less: counts are not concerned.
 */
#ifndef NODECAST_EXCHANGE_SAMPLING_BPF_H
#define NODECAST_EXCHANGE_SAMPLING_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_sockets.bpf.h"
#include <bpf/bpf_helpers.h>

/* Until user space writes it nothing is told. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exchange_sampling);
} exchange_sampling SEC(".maps");

static __always_inline struct exchange_sampling *sampling(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&exchange_sampling, &zero);
}

/* Whether it is this one's turn, and takes it. A pipeline's is later, the more requests are told with it. */
static __always_inline bool due(struct exchange_sampling *of, struct exchange_shape *shape, __u32 requests, __u64 now)
{
	if (!of || of->left <= 0 || now - shape->told_ns < of->interval_ns * requests)
		return false;
	shape->told_ns = now;
	return true;
}

/*
 * What few take longer than, so many requests later: a 4,096th less with each. Where durations fall off by e with each
 * mean, two in a thousand are longer than that; with a thousandth it were seven, more than become spans on a busy machine.
 */
static __always_inline __u64 faded(__u64 slow_ns, __u32 times)
{
	return slow_ns - (slow_ns >> 12) * times;
}

/*
 * Whether a request that was counted now, as `answer`, is to be told of: if its bytes were kept, or without them an answer
 * of which none was told of for long, such as an error, and one that took longer than nearly all before it. A request's
 * bytes are kept from its beginning or never, so what else has its turn is the next one on the connection: that costs no
 * look-up.
 */
static __always_inline bool sampled(struct exchange_socket *socket, struct exchange_shape *answer, __u32 requests,
				    bool kept, __u64 took, __u64 now)
{
	struct exchange_sampling *of = sampling();
	__u64 since = now - answer->told_ns;
	bool slow = took > answer->slow_ns;

	answer->slow_ns = slow ? took : faded(answer->slow_ns, 1);
	socket->due = due(of, answer, requests, now);
	bool told = kept || (of && of->left > 0 &&
			     (slow || (socket->due && since / 2 >= of->interval_ns * requests)));
	if (told && of)
		__sync_fetch_and_add(&of->left, -(__s64)requests);
	return told;
}

#endif
