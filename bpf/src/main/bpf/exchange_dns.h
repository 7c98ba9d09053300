/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_DNS_H
#define NODECAST_EXCHANGE_DNS_H

#include "exchange_bytes.h"

/* Labels of a name that is recognised: SRV's in a cluster have 7. */
#define DNS_LABELS 12

/*
 * A query (RFC 1035 section 4.1): what must be zero is, one question, no answers, at most IXFR's one record of
 * authority and two more (EDNS, TSIG); a name, its type, and class IN or ANY, and nothing behind that was not announced.
 * Nearly 100 bits of it are given. A name that is longer than what is looked at is not recognised.
 */
CLASSIFIER bool dns_query(const __u8 *bytes, __u32 room, __u32 length)
{
	__u32 at = 12;

	if (length < 17 || (bytes[2] & 0xfe) || (bytes[3] & 0xcf) || bytes[4] || bytes[5] != 1 || bytes[6] || bytes[7] ||
	    bytes[8] || bytes[9] > 1 || bytes[10] || bytes[11] > 2)
		return false;
	/* From label to label: each byte with branches of its own is too much for the verifier. */
	for (int i = 0; i < DNS_LABELS; i++) {
		__asm__ volatile("" : "+r"(at)); /* keeps the mask, by which the verifier knows the bound */
		at &= EXCHANGE_PEEK - 1;
		if (at + 5 > room)
			return false;
		__u32 label = bytes[at];
		if (!label)
			break;
		__u8 first = bytes[at + 1];
		if (label > 63 || first < '-' || first > 'z')
			return false;
		at += label + 1;
		if (at > EXCHANGE_PEEK - 1)
			return false;
	}
	__asm__ volatile("" : "+r"(at));
	at &= EXCHANGE_PEEK - 1;
	if (at + 5 > room || bytes[at])
		return false;
	__u32 type = bytes[at + 1] << 8 | bytes[at + 2], class = bytes[at + 3] << 8 | bytes[at + 4];
	if (!type || type > 260 || (class != 1 && class != 255))
		return false;
	/* nothing follows the question but the records that are announced, of 11 bytes at least */
	return bytes[9] || bytes[11] ? length >= at + 5 + 11 : length == at + 5;
}

/*
 * DNS over TCP: the message's length and the message, or more of those at once; or the message alone, by servers that
 * read its length with a call of its own.
 */
CLASSIFIER bool dns_over_tcp(const __u8 *bytes, __u32 length)
{
	__u32 size = bytes[0] << 8 | bytes[1];

	if (size >= 17 && size + 2 <= length && (size + 2 == length || length >= size + 2 + 19) &&
	    dns_query(bytes + 2, EXCHANGE_PEEK - 2, size))
		return true;
	return dns_query(bytes, EXCHANGE_PEEK, length);
}

#endif
