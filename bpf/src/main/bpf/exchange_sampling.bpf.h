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
#include <bpf/bpf_helpers.h>

/* Until user space writes it nothing is told. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exchange_sampling);
} exchange_sampling SEC(".maps");

static __always_inline bool take_one(struct exchange_sampling *of)
{
	if (!of || of->left <= 0)
		return false;
	__sync_fetch_and_add(&of->left, -1);
	return true;
}

static __always_inline struct exchange_sampling *sampling(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&exchange_sampling, &zero);
}

/* Whether it is this shape's turn; asked when a request begins, since its bytes are kept then or never. */
static __always_inline bool sampled(struct exchange_shape *shape, __u64 now)
{
	struct exchange_sampling *of = sampling();

	if (!of || now - shape->told_ns < of->interval_ns || !take_one(of))
		return false;
	shape->told_ns = now;
	return true;
}

/*
 * Whether a counted one that was not sampled when it began is worth telling of without its bytes: an answer of which there
 * was none for so long, such as an error, or one that took longer than nearly all before it. What is slow fades by a
 * thousandth with each request.
 */
static __always_inline bool notable(struct exchange_shape *answer, __u64 took, __u64 now)
{
	if (took > answer->slow_ns) {
		answer->slow_ns = took;
		return take_one(sampling());
	}
	answer->slow_ns -= answer->slow_ns >> 10;
	return sampled(answer, now);
}

#endif
