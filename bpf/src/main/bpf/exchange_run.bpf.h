/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Exchanges that are like the last one of their connection, which was counted: some wait here, to be counted with one
 * look-up. What was counted a moment ago is still there then: user space removes what it heard nothing of for 5 s, and
 * each visit counts what waits.
 */
#ifndef NODECAST_EXCHANGE_RUN_BPF_H
#define NODECAST_EXCHANGE_RUN_BPF_H

#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_sampling.bpf.h"
#include "exchange_sockets.bpf.h"
#include "hist.bpf.h"
#include <bpf/bpf_helpers.h>

/* As long as nothing is to be sampled a run goes on, but not for longer. */
#define RUN_NS 1000000000ULL
#define RUN_UNSAMPLED_NS 10000000ULL

static __always_inline __u32 slow_us_of(const struct exchange_shape *answer)
{
	__u64 slow_us = answer->slow_ns / 1000;

	return slow_us < ~0U ? slow_us : ~0U;
}

/* After an exchange that was counted as `answer`: what is like it may wait. */
static __always_inline void run_begin(struct exchange_socket *socket, const struct exchange_shape *answer,
				      __u64 request_bytes, __u64 response_bytes, __u16 status, __u8 commands, __u64 now)
{
	struct exchange_sampling *of = sampling();
	struct exchange_run *run = &socket->run;
	__u64 until = now + RUN_NS;

	if (!of || of->left <= 0)
		until = now + RUN_UNSAMPLED_NS;
	else if (socket->due)
		until = now;
	else if (answer->told_ns + of->interval_ns * commands < until)
		until = answer->told_ns + of->interval_ns * commands;
	run->until = COARSE(until);
	run->slow_us = slow_us_of(answer);
	/* what is larger than these can tell is like none */
	run->request_bytes = request_bytes;
	run->response_bytes = response_bytes;
	run->status = status;
	run->commands = commands;
}

/* Of Redis: whether what was answered is not the answers to what was asked, and nothing else. */
static __always_inline bool answered_otherwise(const struct exchange_socket *socket)
{
	return socket->protocol == EXCHANGE_REDIS && socket->response_bytes != socket->announced;
}

/*
 * Whether the exchange that is over waits now. Those that filled the room before it are moved to `full`, for run_goes_on().
 * Under the connection's lock.
 */
static __always_inline bool run_on(struct exchange_socket *socket, struct exchange_run *full)
{
	struct exchange_run *run = &socket->run;
	__u64 took_us = (socket->end_ns - socket->request_ns) / 1000;
	__u32 at = run->count;

	if (!socket->shape || socket->shape != socket->counted || socket->buffered || socket->headless ||
	    socket->mixed || socket->commands != run->commands || socket->status != run->status ||
	    answered_otherwise(socket) ||
	    socket->request_bytes != run->request_bytes || socket->response_bytes != run->response_bytes ||
	    !COARSE_BEFORE(COARSE(socket->end_ns), run->until) || took_us > run->slow_us)
		return false;
	if (at >= EXCHANGE_RUN) {
		*full = *run;
		at = 0;
	}
	barrier_var(at);
	if (at < EXCHANGE_RUN) /* for the verifier */
		run->took[at] = hist_index(took_us);
	run->count = at + 1;
	return true;
}

/*
 * Counts those of a run that waited; the run's fields come as a few numbers, the lowest one first in each. Returns what
 * run_end() does. The verifier goes through it once, and not for each way that leads there: before Linux 5.13 such a function
 * takes numbers alone (e5069b9c23b3, "bpf: Support pointers in global func args").
 */
__noinline __u32 exchange_run_counted(__u64 shape, __u64 bytes, __u32 status_commands_count, __u64 took)
{
	struct exchange_shape_key key = { .shape = shape, .status = status_commands_count & 0xffff };
	struct exchange_shape *answer = bpf_map_lookup_elem(&exchange_shapes, &key);
	__u32 request_bytes = bytes, response_bytes = bytes >> 32;
	__u32 commands = status_commands_count >> 16 & 0xff, count = status_commands_count >> 24;
	__u32 times = count * commands;

	if (!answer)
		return 0;
	add(&answer->requests, times);
	add(&answer->request_bytes, (__u64)count * request_bytes);
	add(&answer->response_bytes, (__u64)count * response_bytes);
	hist_add_times(&answer->request_size, request_bytes / commands, times);
	hist_add_times(&answer->response_size, response_bytes / commands, times);
	hist_add_run(&answer->duration_us, (const __u8 *)&took, EXCHANGE_RUN, count, commands);
	answer->slow_ns = faded(answer->slow_ns, count);
	return slow_us_of(answer) ?: 1;
}

/*
 * Counts those that waited. Returns how long one like them may take and be none that is slow; 0: the shape is gone. Not
 * inlined, for the room that it takes of the stack.
 */
static __noinline __u32 run_end(const struct exchange_run *run, __u64 shape)
{
	__u32 slow_us;
	__u64 took;

	if (!run)
		return 0;
	__builtin_memcpy(&took, run->took, sizeof(took));
	slow_us = exchange_run_counted(shape, (__u64)run->response_bytes << 32 | run->request_bytes,
				       (__u32)run->count << 24 | (__u32)run->commands << 16 | run->status, took);
	if (!slow_us) /* told here, for the room that it takes of the other one's stack */
		LOST_TIMES(uncounted, run->count * run->commands);
	return slow_us;
}

/* A run of `shape` whose room was full goes on: only what it is measured by is asked for again. */
static __always_inline void run_goes_on(struct exchange_socket *socket, const struct exchange_run *full, __u64 shape)
{
	__u32 slow_us = run_end(full, shape);

	if (slow_us)
		socket->run.slow_us = slow_us;
	else
		socket->counted = 0; /* the next one is told, and begins anew */
}

#endif
