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

#endif
