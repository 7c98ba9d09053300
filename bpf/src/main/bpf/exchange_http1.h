/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_HTTP1_H
#define NODECAST_EXCHANGE_HTTP1_H

#include "exchange_bytes.h"

/* The first bytes of a word that begins `at` bytes behind its first. */
#define WORD_AT(word, at, bytes) ((word) >> 8 * (at) & ((1ULL << 8 * (bytes)) - 1))

/* RFC 9110 section 9 and RFC 5789: the methods, and behind them what a target begins with (RFC 9112 section 3.2). */
CLASSIFIER bool http_request(const __u8 *bytes)
{
	__u64 word = eight(bytes);
	__u8 target;

	switch ((__u32)word) {
	case FOUR('G', 'E', 'T', ' '):
	case FOUR('P', 'U', 'T', ' '):
		target = word >> 32;
		break;
	case FOUR('P', 'O', 'S', 'T'):
	case FOUR('H', 'E', 'A', 'D'):
		if (WORD_AT(word, 4, 1) != ' ')
			return false;
		target = word >> 40;
		break;
	case FOUR('P', 'A', 'T', 'C'):
		if (WORD_AT(word, 4, 2) != FOUR('H', ' ', 0, 0))
			return false;
		target = word >> 48;
		break;
	case FOUR('T', 'R', 'A', 'C'):
		if (WORD_AT(word, 4, 2) != FOUR('E', ' ', 0, 0))
			return false;
		target = word >> 48;
		break;
	case FOUR('D', 'E', 'L', 'E'):
		if (WORD_AT(word, 4, 3) != FOUR('T', 'E', ' ', 0))
			return false;
		target = word >> 56;
		break;
	case FOUR('O', 'P', 'T', 'I'):
		if (word >> 32 != FOUR('O', 'N', 'S', ' '))
			return false;
		return bytes[8] == '/' || bytes[8] == '*' || bytes[8] == 'h';
	case FOUR('C', 'O', 'N', 'N'):
		/* authority: a name or an address; NATS has an object there */
		return word >> 32 == FOUR('E', 'C', 'T', ' ') &&
		       (letter(bytes[8]) || (bytes[8] >= '0' && bytes[8] <= '9') || bytes[8] == '[');
	default:
		return false;
	}
	return target == '/' || target == 'h' || target == 'H';
}

/* "HTTP/1.x nnn": the status, or 0. */
CLASSIFIER __u32 http_status(const __u8 *bytes)
{
	__u64 word = eight(bytes);

	if ((__u32)word != FOUR('H', 'T', 'T', 'P') || WORD_AT(word, 4, 3) != FOUR('/', '1', '.', 0) || bytes[8] != ' ')
		return 0;
	__u32 hundreds = bytes[9] - '0', tens = bytes[10] - '0', ones = bytes[11] - '0';
	if (hundreds < 1 || hundreds > 9 || tens > 9 || ones > 9)
		return 0;
	return hundreds * 100 + tens * 10 + ones;
}

#endif
