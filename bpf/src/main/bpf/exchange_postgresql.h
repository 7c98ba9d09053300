/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_POSTGRESQL_H
#define NODECAST_EXCHANGE_POSTGRESQL_H

#include "exchange_sql.h"

/* The longest name of a prepared statement that one is known by, with its zero: NAMEDATALEN of PostgreSQL is 64. */
#define POSTGRESQL_NAME 40

/* StartupMessage of protocol 3: length, 3 and a minor version, then "user" or another name. */
CLASSIFIER bool postgresql_startup(const __u8 *bytes, __u32 length)
{
	__u32 size = big(bytes);

	return length >= 16 && size == length && size < 10000 && bytes[4] == 0 && bytes[5] == 3 && bytes[6] == 0 &&
	       bytes[7] <= 2 && (bytes[8] == '_' || letter(bytes[8]));
}

/* Behind a name of printable letters and its zero, or 0. */
CLASSIFIER __u32 postgresql_name(const __u8 *bytes, __u32 at)
{
	for (__u32 i = 0; i < POSTGRESQL_NAME; i++) {
		__u8 byte = bytes[at + i];
		if (!byte)
			return at + i + 1;
		if (byte <= ' ' || byte >= 0x7f)
			return 0;
	}
	return 0;
}

/*
 * A connection that was there before: the messages that begin an exchange, each a type and a length.
 *
 * A simple query is one message, of a text that begins as SQL. Parse has a name and such a text, and something behind
 * it. Bind says nothing that can be known; but programs send it with Execute (10 bytes with an unnamed portal) and
 * Sync (5), and between them, or not, Describe of that portal (7).
 */
CLASSIFIER bool postgresql_query(const __u8 *bytes, __u32 length)
{
	__u32 size = big(bytes + 1);
	__u32 text, behind;

	if (length < 8 || size < 5 || size > 1 << 24 || size + 1 > length)
		return false;
	behind = length - size - 1;
	switch (bytes[0]) {
	case 'Q':
		return behind == 0 && (sql_verb(bytes + 5) || (bytes[5] == '-' && bytes[6] == '-'));
	case 'P':
		text = postgresql_name(bytes, 5);
		return behind >= 5 && text && text + 4 <= EXCHANGE_PEEK && sql_verb(bytes + text);
	case 'B':
		return (behind == 15 || behind == 22) && !bytes[5] && size >= 12 && postgresql_name(bytes, 6);
	default:
		return false;
	}
}

#endif
