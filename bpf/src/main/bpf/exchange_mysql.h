/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_MYSQL_H
#define NODECAST_EXCHANGE_MYSQL_H

#include "exchange_bytes.h"

/* MySQL's server speaks first: length, sequence 0, protocol 10, a version that begins with a digit. */
CLASSIFIER bool mysql_greeting(const __u8 *bytes, __u32 length)
{
	__u32 size = little(bytes) & 0xffffff;

	return length >= 40 && length < 512 && size + 4 == length && bytes[3] == 0 && bytes[4] == 10 &&
	       bytes[5] >= '3' && bytes[5] <= '9' && (bytes[6] == '.' || bytes[7] == '.');
}

#endif
