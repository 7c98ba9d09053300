/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_MYSQL_H
#define NODECAST_EXCHANGE_MYSQL_H

#include "exchange_sql.h"

/* MySQL's and MariaDB's commands. */
#define MYSQL_QUERY 0x03
#define MYSQL_EXECUTE 0x17
#define MYSQL_CLOSE 0x19

CLASSIFIER bool mysql_of_version(__u8 byte)
{
	return (byte >= '0' && byte <= '9') || byte == '.';
}

/* The server speaks first: length, sequence 0, protocol 10, a version that begins with two numbers and a dot or two. */
CLASSIFIER bool mysql_greeting(const __u8 *bytes, __u32 length)
{
	__u32 size = little(bytes) & 0xffffff;

	return length >= 40 && length < 512 && size + 4 == length && bytes[3] == 0 && bytes[4] == 10 &&
	       bytes[5] >= '1' && bytes[5] <= '9' && (bytes[6] == '.' || bytes[7] == '.') &&
	       mysql_of_version(bytes[6]) && mysql_of_version(bytes[7]) && mysql_of_version(bytes[8]);
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

/*
 * SSLRequest (MySQL's manual, "Protocol::SSLRequest"): the client's first packet and nothing behind its fixed part.
 * CLIENT_PROTOCOL_41, CLIENT_SSL and CLIENT_SECURE_CONNECTION are in its second byte, zeros behind the ninth. `before`
 * is what came in front of this call: some servers read the header by itself.
 */
CLASSIFIER bool mysql_encrypts(const __u8 *bytes, __u32 length, __u64 before)
{
	if (before == 4 && length == 32)
		return (bytes[1] & 0x8a) == 0x8a && !little(bytes + 9) && !little(bytes + 13);
	return !before && length == 36 && little(bytes) == (32 | 1 << 24) && (bytes[5] & 0x8a) == 0x8a &&
	       !little(bytes + 13) && !little(bytes + 17);
}

#endif
