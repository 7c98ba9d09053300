/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the classifiers of all protocols stand on. They are plain C on bytes in memory, without a helper of the kernel:
 * tests build them for user space and feed them with whatever there is. Bytes behind `length` are zero.
 *
 * A verdict is for the life of the connection, so each rule asks for more than a magic number: noise that passes would
 * make series of garbage.
 */
#ifndef NODECAST_EXCHANGE_BYTES_H
#define NODECAST_EXCHANGE_BYTES_H

#include <linux/types.h>
#include <stdbool.h>

/* What is looked at. */
#define EXCHANGE_PEEK 64

#define CLASSIFIER static inline __attribute__((always_inline))

#define FOUR(a, b, c, d) ((__u32)(a) | (__u32)(b) << 8 | (__u32)(c) << 16 | (__u32)(d) << 24)

CLASSIFIER __u32 little(const __u8 *at)
{
	return FOUR(at[0], at[1], at[2], at[3]);
}

CLASSIFIER __u32 big(const __u8 *at)
{
	return FOUR(at[3], at[2], at[1], at[0]);
}

/* The verifier takes a load from anywhere in memory of ours; clang would make eight of a copy. */
CLASSIFIER __u64 eight(const __u8 *at)
{
#ifdef __bpf__
	return *(const __u64 *)at;
#else
	__u64 value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
#endif
}

CLASSIFIER bool letter(__u8 byte)
{
	return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

#endif
