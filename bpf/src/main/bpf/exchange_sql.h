/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_SQL_H
#define NODECAST_EXCHANGE_SQL_H

#include "exchange_bytes.h"

/* The letters that a statement begins with, in either case: what programs ask of a database all day. */
CLASSIFIER bool sql_verb(const __u8 *bytes)
{
	switch (little(bytes) | 0x20202020) {
	case FOUR('s', 'e', 'l', 'e'):
	case FOUR('i', 'n', 's', 'e'):
	case FOUR('u', 'p', 'd', 'a'):
	case FOUR('d', 'e', 'l', 'e'):
	case FOUR('r', 'e', 'p', 'l'):
	case FOUR('b', 'e', 'g', 'i'):
	case FOUR('s', 't', 'a', 'r'):
	case FOUR('c', 'o', 'm', 'm'):
	case FOUR('r', 'o', 'l', 'l'):
	case FOUR('w', 'i', 't', 'h'):
	case FOUR('s', 'h', 'o', 'w'):
	case FOUR('c', 'a', 'l', 'l'):
	case FOUR('c', 'r', 'e', 'a'):
	case FOUR('a', 'l', 't', 'e'):
	case FOUR('d', 'r', 'o', 'p'):
	case FOUR('t', 'r', 'u', 'n'):
	case FOUR('m', 'e', 'r', 'g'):
	case FOUR('c', 'o', 'p', 'y'):
	case FOUR('e', 'x', 'p', 'l'):
		return true;
	default:
		break;
	}
	if (bytes[0] == '/') /* a comment that tells who asks, in words */
		return bytes[1] == '*' && bytes[2] >= ' ' && bytes[2] < 0x7f && bytes[3] >= ' ' && bytes[3] < 0x7f;
	return (bytes[0] | 0x20) == 's' && (bytes[1] | 0x20) == 'e' && (bytes[2] | 0x20) == 't' && bytes[3] == ' ';
}

#endif
