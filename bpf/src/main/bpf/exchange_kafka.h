/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_KAFKA_H
#define NODECAST_EXCHANGE_KAFKA_H

#include "exchange_bytes.h"

/* ApiVersions, which clients begin with. */
#define KAFKA_API_VERSIONS 18

/*
 * Header of a Kafka request behind its length: api key, api version, correlation id, client id
 * (https://kafka.apache.org/protocol, "Request Header"): a client id of printable letters. Of fewer than four letters,
 * or none, only where a connection begins: small numbers with one letter among them are common elsewhere.
 */
CLASSIFIER bool kafka_header(const __u8 *bytes, __u32 length)
{
	__u32 key = bytes[0] << 8 | bytes[1];
	__u32 version = bytes[2] << 8 | bytes[3];
	__u32 correlation = big(bytes + 4);
	__u32 client = bytes[8] << 8 | bytes[9];

	if (length < 10 || key > 92 || version > 20 || correlation > 1U << 30)
		return false;
	if (client == 0xffff) /* null */
		return key == KAFKA_API_VERSIONS;
	if (client < (key == KAFKA_API_VERSIONS ? 1 : 4) || client > 255 || 10 + client > length)
		return false;
	for (__u32 i = 0; i < 8; i++) {
		if (i < client && (bytes[10 + i] <= ' ' || bytes[10 + i] >= 0x7f))
			return false;
	}
	return true;
}

/*
 * What else begins with a length is told apart by the length being that of the call. Who reads the length by a call of
 * its own, as Java's broker and client do, has it in `before`.
 */
CLASSIFIER bool kafka_request(const __u8 *bytes, __u32 length, __u32 before)
{
	if (before >= 10 && length <= before && kafka_header(bytes, length))
		return true;
	return length >= 14 && big(bytes) + 4 == length && kafka_header(bytes + 4, length - 4);
}

#endif
