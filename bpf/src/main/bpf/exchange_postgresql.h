/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_POSTGRESQL_H
#define NODECAST_EXCHANGE_POSTGRESQL_H

#include "exchange_bytes.h"

/*
 * PostgreSQL's frontend: StartupMessage of protocol 3 (length, 196608, then "user" or another name); later messages
 * that begin an exchange, type and a length that the first call holds (Q, P, B) or more.
 */
CLASSIFIER bool postgresql_startup(const __u8 *bytes, __u32 length)
{
	__u32 size = big(bytes);

	return length >= 16 && size == length && size < 10000 && big(bytes + 4) == 196608 && bytes[8] >= '_' &&
	       bytes[8] <= 'z';
}

CLASSIFIER bool postgresql_query(const __u8 *bytes, __u32 length)
{
	__u32 size = big(bytes + 1);

	if (length < 8 || size < 5 || size > 1 << 24)
		return false;
	if (bytes[0] == 'Q') /* one message, a text that ends with a zero; its first letter is one of SQL or of a comment */
		return size + 1 == length && (letter(bytes[5]) || bytes[5] == '-' || bytes[5] == '/' || bytes[5] == '(');
	return false;
}

#endif
