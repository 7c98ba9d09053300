/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_MYSQL_H
#define NODECAST_EXCHANGE_MYSQL_H

#include "exchange_sql.h"

/* MySQL's and MariaDB's commands. */
#define MYSQL_QUERY 0x03
#define MYSQL_EXECUTE 0x17
#define MYSQL_CLOSE 0x19

/* The server speaks first: length, sequence 0, protocol 10, a version that begins with a number. */
CLASSIFIER bool mysql_greeting(const __u8 *bytes, __u32 length)
{
	__u32 size = little(bytes) & 0xffffff;

	return length >= 40 && length < 512 && size + 4 == length && bytes[3] == 0 && bytes[4] == 10 &&
	       bytes[5] >= '1' && bytes[5] <= '9' && (bytes[6] == '.' || bytes[7] == '.');
}

/*
 * A connection that was there before: one command of sequence 0 that is as long as it says. A query's text begins as
 * SQL, maybe behind the counts of no query attributes; an execution has a statement's number, a cursor type and always
 * 1 iteration.
 */
CLASSIFIER bool mysql_command(const __u8 *bytes, __u32 length)
{
	__u32 size = little(bytes) & 0xffffff;

	if (length < 9 || size + 4 != length || bytes[3] != 0)
		return false;
	if (bytes[4] == MYSQL_QUERY)
		return sql_verb(bytes + 5) || (bytes[5] == 0 && bytes[6] == 1 && sql_verb(bytes + 7));
	return bytes[4] == MYSQL_EXECUTE && length >= 14 && bytes[8] == 0 && bytes[9] <= 8 && little(bytes + 10) == 1;
}

/* The same query where the server reads a packet's header by itself: six letters and a blank have to do. */
CLASSIFIER bool mysql_body(const __u8 *bytes, __u32 length)
{
	if (length < 9 || bytes[0] != MYSQL_QUERY || bytes[7] != ' ' || bytes[1] == '/')
		return false;
	return sql_verb(bytes + 1) && letter(bytes[5]) && letter(bytes[6]);
}

/* STMT_CLOSE, alone or behind a header that was read by itself: no answer comes. */
CLASSIFIER bool mysql_close(const __u8 *bytes, __u32 length)
{
	return length == 9 && little(bytes) == 5 && bytes[4] == MYSQL_CLOSE;
}

#endif
