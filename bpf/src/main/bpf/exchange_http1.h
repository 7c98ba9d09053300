/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_HTTP1_H
#define NODECAST_EXCHANGE_HTTP1_H

#include "exchange_bytes.h"

/* RFC 9110 section 9 and RFC 5789: the methods, and behind them what a target begins with (RFC 9112 section 3.2). */
CLASSIFIER bool http_request(const __u8 *bytes)
{
	__u8 target;

	switch (little(bytes)) {
	case FOUR('G', 'E', 'T', ' '):
	case FOUR('P', 'U', 'T', ' '):
		target = bytes[4];
		break;
	case FOUR('P', 'O', 'S', 'T'):
	case FOUR('H', 'E', 'A', 'D'):
		if (bytes[4] != ' ')
			return false;
		target = bytes[5];
		break;
	case FOUR('P', 'A', 'T', 'C'):
		if (bytes[4] != 'H' || bytes[5] != ' ')
			return false;
		target = bytes[6];
		break;
	case FOUR('T', 'R', 'A', 'C'):
		if (bytes[4] != 'E' || bytes[5] != ' ')
			return false;
		target = bytes[6];
		break;
	case FOUR('D', 'E', 'L', 'E'):
		if (bytes[4] != 'T' || bytes[5] != 'E' || bytes[6] != ' ')
			return false;
		target = bytes[7];
		break;
	case FOUR('O', 'P', 'T', 'I'):
		if (little(bytes + 4) != FOUR('O', 'N', 'S', ' '))
			return false;
		return bytes[8] == '/' || bytes[8] == '*' || bytes[8] == 'h';
	case FOUR('C', 'O', 'N', 'N'):
		/* authority: a name or an address; NATS has an object there */
		return little(bytes + 4) == FOUR('E', 'C', 'T', ' ') &&
		       (letter(bytes[8]) || (bytes[8] >= '0' && bytes[8] <= '9') || bytes[8] == '[');
	default:
		return false;
	}
	return target == '/' || target == 'h' || target == 'H';
}

/* "HTTP/1.x nnn": the status, or 0. */
CLASSIFIER __u32 http_status(const __u8 *bytes)
{
	if (little(bytes) != FOUR('H', 'T', 'T', 'P') || bytes[4] != '/' || bytes[5] != '1' || bytes[6] != '.' ||
	    bytes[8] != ' ')
		return 0;
	__u32 hundreds = bytes[9] - '0', tens = bytes[10] - '0', ones = bytes[11] - '0';
	if (hundreds < 1 || hundreds > 9 || tens > 9 || ones > 9)
		return 0;
	return hundreds * 100 + tens * 10 + ones;
}

#endif
