/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_REDIS_H
#define NODECAST_EXCHANGE_REDIS_H

#include "exchange_bytes.h"

/*
 * RESP: an array of bulk strings, "*3\r\n$3\r\nSET\r\n": its count of one or two digits, a command's length of one or
 * two, and a letter.
 */
CLASSIFIER bool redis_request(const __u8 *bytes, __u32 length)
{
	__u32 at = 1;

	if (length < 14 || bytes[0] != '*' || bytes[1] < '1' || bytes[1] > '9')
		return false;
	at += bytes[2] >= '0' && bytes[2] <= '9' ? 2 : 1;
	if (bytes[at] != '\r' || bytes[at + 1] != '\n' || bytes[at + 2] != '$' || bytes[at + 3] < '1' ||
	    bytes[at + 3] > '9')
		return false;
	at += bytes[at + 4] >= '0' && bytes[at + 4] <= '9' ? 5 : 4;
	return bytes[at] == '\r' && bytes[at + 1] == '\n' && letter(bytes[at + 2]);
}

/* Arguments, the name too, of a command that is read here, and digits of their lengths. */
#define REDIS_ARGUMENTS 6
#define REDIS_DIGITS 5
#define REDIS_NAME 16

/*
 * The verifier compares states by the ranges of their numbers: where all ways through a loop leave the same range, it
 * follows one of them. Clang would drop a mask that it can prove needless.
 */
#ifdef __bpf__
#define WITHIN(number, mask) asm volatile("%0 &= %1" : "+r"(number) : "i"(mask))
#else
#define WITHIN(number, mask) ((number) &= (mask))
#endif

/* "123\r\n" at `at`: its number, or all bits. `behind` is where it is over. */
CLASSIFIER __u64 redis_number(const __u8 *bytes, __u64 at, __u64 *behind)
{
	__u64 number = 0, i;

	for (i = 0; i < REDIS_DIGITS; i++) {
		__u64 digit = bytes[at & (EXCHANGE_PEEK - 1)] - '0';
		if (digit > 9)
			break;
		number = number * 10 + digit;
		at++;
	}
	WITHIN(number, 0x1ffff);
	WITHIN(at, 0x7f);
	*behind = at + 2;
	if (!i || at > EXCHANGE_PEEK - 2 || bytes[at & (EXCHANGE_PEEK - 1)] != '\r' ||
	    bytes[(at + 1) & (EXCHANGE_PEEK - 1)] != '\n')
		return ~0ULL;
	return number;
}

/* The first command of a call, as far as its first bytes tell. */
struct redis_command {
	__u64 name; /* a number for it; 0: what announces the arguments is not in the first bytes */
	__u32 length; /* of the command */
	__u32 head; /* bytes up to the end of its name */
};

/* Mixes at most eight bytes into a number that begins as `name`. */
CLASSIFIER __u64 redis_word(__u64 name, const __u8 *bytes, __u64 length)
{
	__u64 word = length >= 8 ? eight(bytes) : eight(bytes) & ((1ULL << 8 * length) - 1);

	name = (name ^ word) * 0x9e3779b97f4a7c15ULL;
	return name ^ name >> 32;
}

CLASSIFIER void redis_command(struct redis_command *command, const __u8 *bytes)
{
	__u64 at, size, name;
	__u64 arguments = bytes[1] - '0';

	command->name = 0;
	if (bytes[0] != '*' || arguments < 1 || arguments > REDIS_ARGUMENTS || bytes[2] != '\r' || bytes[3] != '\n' ||
	    bytes[4] != '$')
		return;
	size = redis_number(bytes, 5, &at);
	if (size < 1 || size > REDIS_NAME || at > 16)
		return;
	name = redis_word(redis_word(size, bytes + at, size), bytes + at + 8, size > 8 ? size - 8 : 0);
	at += size + 2;
	command->head = at;
	for (__u64 i = 1; i < REDIS_ARGUMENTS; i++) {
		if (i >= arguments)
			break;
		WITHIN(at, 0x3ffff);
		if (at >= EXCHANGE_PEEK - 3 || bytes[at & (EXCHANGE_PEEK - 1)] != '$')
			return;
		size = redis_number(bytes, at + 1, &at);
		if (size > 0x1ffff)
			return;
		at += size + 2;
	}
	command->length = at;
	command->name = name | 1;
}

/* Commands of one call that are looked at, and bytes of them: longer pipelines are told, not counted here. */
#define REDIS_BURST 64
#define REDIS_BURST_BYTES 2048

/* Answers of a pipeline that are recognized by a number: of so many bytes, 25 of +OK; and how many such numbers. */
#define REDIS_SAME 128
#define REDIS_FINE 8

/* Bytes that are compared at most: of a command's head, where its name is at most REDIS_NAME, 26. */
#define REDIS_ALIKE 32

/*
 * Whether `count` times `each` bytes begin with the same `head` bytes: then they are as many commands of one name.
 * `bytes` has REDIS_ALIKE bytes to spare.
 */
CLASSIFIER bool redis_alike(const __u8 *bytes, __u64 count, __u64 each, __u64 head)
{
	__u64 masks[4];

	for (__u64 i = 0; i < 4; i++)
		masks[i] = head >= 8 * i + 8 ? ~0ULL : head > 8 * i ? (1ULL << 8 * (head - 8 * i)) - 1 : 0;
	for (__u64 i = 1, at = 0; i < REDIS_BURST; i++) {
		if (i >= count)
			return true;
		at += each;
		WITHIN(at, REDIS_BURST_BYTES - 1);
		const __u8 *here = bytes + at;
		__u64 differ = (eight(bytes) ^ eight(here)) & masks[0];
		differ |= (eight(bytes + 8) ^ eight(here + 8)) & masks[1];
		if (head > 16) { /* few are */
			differ |= (eight(bytes + 16) ^ eight(here + 16)) & masks[2];
			differ |= (eight(bytes + 24) ^ eight(here + 24)) & masks[3];
		}
		if (differ)
			return false;
	}
	return true;
}

/*
 * What an answer begins with: dev.nodecast.agent.exchange.RedisStatus has the same numbers. Errors begin with a word
 * (https://redis.io/docs/latest/develop/reference/protocol-spec, "Simple errors").
 */
enum redis_status {
	REDIS_UNREAD,
	REDIS_OK,
	REDIS_ERR,
	REDIS_WRONGTYPE,
	REDIS_MOVED,
	REDIS_ASK,
	REDIS_NOAUTH,
	REDIS_NOPERM,
	REDIS_LOADING,
	REDIS_OOM,
	REDIS_READONLY,
	REDIS_NOSCRIPT,
	REDIS_OTHER,
};

CLASSIFIER __u32 redis_status(const __u8 *bytes)
{
	switch (bytes[0]) {
	case '+':
	case ':':
	case '$':
	case '*':
	case '_':
	case ',':
	case '#':
	case '%':
	case '~':
	case '(':
	case '=':
		return REDIS_OK;
	case '-':
		break;
	default: /* a push, or the middle of something */
		return REDIS_UNREAD;
	}
	switch (little(bytes + 1)) {
	case FOUR('E', 'R', 'R', ' '):
		return REDIS_ERR;
	case FOUR('W', 'R', 'O', 'N'):
		return bytes[6] == 'T' ? REDIS_WRONGTYPE : REDIS_OTHER;
	case FOUR('M', 'O', 'V', 'E'):
		return REDIS_MOVED;
	case FOUR('A', 'S', 'K', ' '):
		return REDIS_ASK;
	case FOUR('N', 'O', 'A', 'U'):
		return REDIS_NOAUTH;
	case FOUR('N', 'O', 'P', 'E'):
		return REDIS_NOPERM;
	case FOUR('L', 'O', 'A', 'D'):
		return REDIS_LOADING;
	case FOUR('O', 'O', 'M', ' '):
		return REDIS_OOM;
	case FOUR('R', 'E', 'A', 'D'):
		return REDIS_READONLY;
	case FOUR('N', 'O', 'S', 'C'):
		return REDIS_NOSCRIPT;
	default:
		return REDIS_OTHER;
	}
}

/* Bytes of a line that are looked at in a pipeline's answers: the messages of most errors. */
#define REDIS_LINE 128

/* Bytes of the one answer that begins here; 0 where the first `room` bytes, a constant, do not tell. */
CLASSIFIER __u64 redis_answer(const __u8 *bytes, const __u64 room)
{
	__u64 behind, size;

	if (bytes[0] == '$') {
		if (bytes[1] == '-')
			return 5; /* "$-1\r\n" */
		size = redis_number(bytes, 1, &behind);
		return size > 0x1ffff ? 0 : behind + size + 2;
	}
	if (bytes[0] != '+' && bytes[0] != '-' && bytes[0] != ':' && bytes[0] != '_' && bytes[0] != '#')
		return 0;
	for (__u64 i = 1; i < room; i++) {
		if (bytes[i] == '\n')
			return i + 1;
	}
	return 0;
}

#endif
