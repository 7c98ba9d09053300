/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The bytes of the call in the scratch (`payload`), gathered from its pieces into the scratch. Global functions, which the
 * verifier goes through once: inlined, each of their callers would take it through all ways of cutting bytes into pieces.
 * Before Linux 5.13 such functions take numbers alone (exchange_shape.bpf.h).
 */
#ifndef NODECAST_EXCHANGE_GATHER_BPF_H
#define NODECAST_EXCHANGE_GATHER_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_hold.bpf.h"
#include "exchange_payload.bpf.h"
#include <bpf/bpf_helpers.h>

/* The first bytes, into `peek`; returns how many. */
__noinline __u32 exchange_gather_peek(void)
{
	struct exchange_scratch *s = scratch();
	return s ? payload_read(&s->payload, s->peek.bytes, EXCHANGE_PEEK, EXCHANGE_PEEK) : 0;
}

/* At most so many into `burst`; returns how many. */
__noinline __u32 exchange_gather_burst(__u32 most)
{
	struct exchange_scratch *s = scratch();
	return s ? payload_read(&s->payload, s->burst.bytes, most, REDIS_BURST_BYTES) : 0;
}

/* At most so many into `request`, behind a byte or at its beginning; returns how many. */
__noinline __u32 exchange_gather_request(__u32 behind, __u32 most)
{
	struct exchange_scratch *s = scratch();
	return s ? payload_read(&s->payload, s->request + (behind & 1), most, EXCHANGE_SEGMENT) : 0;
}

#endif
