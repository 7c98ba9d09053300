/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_KAFKA_H
#define NODECAST_EXCHANGE_KAFKA_H

#include "exchange_bytes.h"

/*
 * Kafka's request: length, api key, api version, correlation id, client id. What else begins with a length is told
 * apart by the length being that of the message, and a client id of printable letters.
 */
CLASSIFIER bool kafka_request(const __u8 *bytes, __u32 length)
{
	__u32 size = big(bytes);
	__u32 key = bytes[4] << 8 | bytes[5];
	__u32 version = bytes[6] << 8 | bytes[7];
	__u32 correlation = big(bytes + 8);
	__u32 client = bytes[12] << 8 | bytes[13];

	if (length < 14 || size + 4 != length || key > 92 || version > 20 || correlation > 1U << 30)
		return false;
	if (client == 0xffff) /* null */
		return key == 18 || key == 3 || key == 0 || key == 1;
	return client > 0 && client < 256 && 14 + client <= length && bytes[14] > ' ' && bytes[14] < 0x7f;
}

#endif
