/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_HIST_BPF_H
#define NODECAST_HIST_BPF_H

#include "kernel.bpf.h"
#include "hist.h"
#include "touched.h"
#include <bpf/bpf_helpers.h>

/* floor(2^(31 + n/8)): a whole number is above the root itself exactly when it is above this. */
#define ROOT_1 0x8b95c1e3U
#define ROOT_2 0x9837f051U
#define ROOT_3 0xa5fed6a9U
#define ROOT_4 0xb504f333U
#define ROOT_5 0xc5672a11U
#define ROOT_6 0xd744fccaU
#define ROOT_7 0xeac0c6e7U

/*
 * 1 where `a` is below `b`, both below 2^63, else 0. Without a branch, which would double the ways that the verifier goes
 * through all that follows.
 */
static __always_inline __u64 below(__u64 a, __u64 b)
{
	__u64 difference = a - b;

	barrier_var(difference); /* else clang makes a branch of it */
	return difference >> 63;
}

/* BPF has no instruction that counts leading zeros, and no table is faster than these few comparisons. */
static __always_inline __u32 hist_index(__u64 value)
{
	if (value < 1)
		return 0;
	if (value > 1ULL << HIST_OCTAVES)
		return HIST_BUCKETS - 1;

	/* shifted until the highest bit is bit 31: what is below it decides between the eight */
	__u64 v = value, octave = 31;
#pragma unroll
	for (__u32 bits = 16; bits; bits /= 2) {
		__u64 by = below(v, 1ULL << (32 - bits)) * bits;
		v <<= by;
		octave -= by;
	}
	if (v == 1U << 31) /* a power of two closes the bucket below it; 1 itself opens the first */
		return octave ? octave * 8 : 1;

	__u32 eighth;
	if (v > ROOT_4)
		eighth = v > ROOT_6 ? (v > ROOT_7 ? 7 : 6) : (v > ROOT_5 ? 5 : 4);
	else
		eighth = v > ROOT_2 ? (v > ROOT_3 ? 3 : 2) : (v > ROOT_1 ? 1 : 0);
	return 1 + octave * 8 + eighth;
}

static __always_inline void hist_add_at(struct hist *hist, __u32 index, __u32 times)
{
	barrier_var(index); /* else clang drops the check, which it can prove and the verifier cannot */
	if (index < HIST_BUCKETS) {
		TOUCH(hist->touched[index / 8]);
		__sync_fetch_and_add(&hist->counts[index], times);
	}
}

/* At the first `count` indices of at most `room`, each so many times: equal ones in a row by one addition. */
static __always_inline void hist_add_run(struct hist *hist, const __u8 *indices, const __u32 room, __u32 count, __u32 times)
{
	__u32 alike = 0;

	for (__u32 i = 0; i < room; i++) {
		if (i >= count)
			break;
		alike++;
		if (i + 1 < room && i + 1 < count && indices[i + 1] == indices[i])
			continue;
		hist_add_at(hist, indices[i], alike * times);
		alike = 0;
	}
}

static __always_inline void hist_add_times(struct hist *hist, __u64 value, __u32 times)
{
	hist_add_at(hist, hist_index(value), times);
}

static __always_inline void hist_add(struct hist *hist, __u64 value)
{
	hist_add_times(hist, value, 1);
}

#endif
