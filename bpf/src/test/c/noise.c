// SPDX-License-Identifier: Apache-2.0
/*
 * What a classifier must say nothing of, at length: streams of several kinds, each looked at by calls that begin
 * anywhere in it. Prints a line for each kind: its name, how many calls, of how many bytes, and of how many calls
 * something was said. Not under the sanitizers, which classify.c has: this is about how much.
 *
 *   usage: noise CALLS_OF_EACH_KIND SEED
 */
#include "exchange_classify.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAM (1 << 20)

static uint64_t state;
static __u8 stream[STREAM + EXCHANGE_PEEK];

/* xorshift64* */
static uint64_t next(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1dULL;
}

static void noise(size_t from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		stream[from + i] = next() >> 56;
}

/* Where the kinds have a header every now and then. */
enum kind {
	RANDOM, /* whatever is compressed or encrypted: gzip, zstd, video, the inside of TLS */
	TLS,
	SSH,
	GZIP,
	ZSTD,
	VIDEO, /* packets of an MPEG transport stream */
	FRAMES, /* a length of four bytes that fits its call, and noise: H.264 in MP4, many protocols */
	FRAMES_LITTLE, /* of three bytes and a number, as MySQL has them */
	FRAMES_SHORT, /* of two bytes, as DNS has them */
	INTEGERS, /* a length that fits, zeros and small numbers behind it: made for Kafka's rule */
	KINDS,
};

static const char *const names[KINDS] = { "random", "tls",    "ssh",           "gzip",         "zstd",
					  "video",  "frames", "frames_little", "frames_short", "integers" };

/* The beginning of a call of so many bytes. */
static void head(enum kind kind, __u8 *at, __u32 length)
{
	switch (kind) {
	case TLS:
		at[0] = 20 + next() % 4;
		at[1] = 3;
		at[2] = next() % 4 + 1;
		at[3] = (length - 5) >> 8;
		at[4] = length - 5;
		break;
	case SSH:
		at[0] = 0;
		at[1] = 0;
		at[2] = (length - 4) >> 8;
		at[3] = length - 4;
		at[4] = 4 + next() % 16;
		break;
	case GZIP:
		memcpy(at, "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
		break;
	case ZSTD:
		memcpy(at, "\x28\xb5\x2f\xfd", 4);
		break;
	case VIDEO:
		at[0] = 0x47;
		break;
	case FRAMES:
	case INTEGERS:
		at[0] = (length - 4) >> 24;
		at[1] = (length - 4) >> 16;
		at[2] = (length - 4) >> 8;
		at[3] = length - 4;
		for (int i = 4; kind == INTEGERS && i < EXCHANGE_PEEK; i++)
			at[i] = next() % 3 ? 0 : next() >> 56;
		break;
	case FRAMES_LITTLE:
		at[0] = length - 4;
		at[1] = (length - 4) >> 8;
		at[2] = (length - 4) >> 16;
		at[3] = next() % 2;
		break;
	case FRAMES_SHORT:
		at[0] = (length - 2) >> 8;
		at[1] = length - 2;
		break;
	default:
		break;
	}
}

int main(int count, char **arguments)
{
	uint64_t calls = count == 3 ? strtoull(arguments[1], NULL, 10) : 0;
	__u8 peek[EXCHANGE_PEEK];

	if (!calls)
		return 2;
	state = strtoull(arguments[2], NULL, 10) | 1;
	for (enum kind kind = RANDOM; kind < KINDS; kind++) {
		uint64_t said = 0, bytes = 0;
		for (uint64_t i = 0; i < calls; i++) {
			if (i % (1 << 16) == 0)
				noise(0, sizeof(stream));
			uint64_t chance = next();
			__u32 length = 1 + (chance >> 32) % (chance & 1 ? 512 : 16384);
			__u32 looked = length < EXCHANGE_PEEK ? length : EXCHANGE_PEEK;
			memset(peek, 0, sizeof(peek));
			memcpy(peek, stream + (chance >> 4) % STREAM, looked);
			if (length >= 16)
				head(kind, peek, length);
			memset(peek + looked, 0, EXCHANGE_PEEK - looked);
			/* one of eight is announced by a length of its own, as it would be by chance */
			__u32 before = chance >> 1 & 7 ? 0 : length;
			said += classify(peek, length, before).protocol != EXCHANGE_UNDECIDED;
			bytes += length;
		}
		printf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", names[kind], calls, bytes, said);
	}
	return 0;
}
