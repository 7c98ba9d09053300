/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What a connection speaks, by the first bytes that go one way. Plain C on bytes in memory, without a helper of the
 * kernel: tests build it for user space and feed it with whatever there is. `bytes` are zero behind `length`.
 *
 * A verdict is for the life of the connection, so each rule asks for more than a magic number: noise that passes would
 * make series of garbage.
 */
#ifndef NODECAST_EXCHANGE_CLASSIFY_H
#define NODECAST_EXCHANGE_CLASSIFY_H

#include "exchange.h"
#include <stdbool.h>

/* What is looked at. */
#define EXCHANGE_PEEK 64

#define FOUR(a, b, c, d) ((__u32)(a) | (__u32)(b) << 8 | (__u32)(c) << 16 | (__u32)(d) << 24)

struct exchange_verdict {
	__u8 protocol;
	bool request; /* whether the bytes go to the server */
};

static inline __attribute__((always_inline)) __u32 little(const __u8 *at)
{
	return FOUR(at[0], at[1], at[2], at[3]);
}

static inline __attribute__((always_inline)) __u32 big(const __u8 *at)
{
	return FOUR(at[3], at[2], at[1], at[0]);
}

/* RFC 9110 section 9 and RFC 5789: the methods, and behind them what a target begins with (RFC 9112 section 3.2). */
static inline __attribute__((always_inline)) bool http_request(const __u8 *bytes)
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
		/* authority: a name or an address */
		return little(bytes + 4) == FOUR('E', 'C', 'T', ' ') && bytes[8] > ' ' && bytes[8] < 0x7f;
	default:
		return false;
	}
	return target == '/' || target == 'h' || target == 'H';
}

/* "HTTP/1.x nnn": the status, or 0. */
static inline __attribute__((always_inline)) __u32 http_status(const __u8 *bytes)
{
	if (little(bytes) != FOUR('H', 'T', 'T', 'P') || bytes[4] != '/' || bytes[5] != '1' || bytes[6] != '.' ||
	    bytes[8] != ' ')
		return 0;
	__u32 hundreds = bytes[9] - '0', tens = bytes[10] - '0', ones = bytes[11] - '0';
	if (hundreds < 1 || hundreds > 9 || tens > 9 || ones > 9)
		return 0;
	return hundreds * 100 + tens * 10 + ones;
}

/* RFC 9113 section 3.4: the preface of a client. */
static inline __attribute__((always_inline)) bool http2_preface(const __u8 *bytes, __u32 length)
{
	return length >= 16 && little(bytes) == FOUR('P', 'R', 'I', ' ') &&
	       little(bytes + 4) == FOUR('*', ' ', 'H', 'T') && little(bytes + 8) == FOUR('T', 'P', '/', '2') &&
	       little(bytes + 12) == FOUR('.', '0', '\r', '\n');
}

/*
 * RESP: an array of bulk strings, "*3\r\n$3\r\nSET\r\n": its count of one or two digits, a command's length of one or
 * two, and a letter.
 */
static inline __attribute__((always_inline)) bool redis_request(const __u8 *bytes, __u32 length)
{
	__u32 at = 1;

	if (length < 14 || bytes[0] != '*' || bytes[1] < '1' || bytes[1] > '9')
		return false;
	at += bytes[2] >= '0' && bytes[2] <= '9' ? 2 : 1;
	if (bytes[at] != '\r' || bytes[at + 1] != '\n' || bytes[at + 2] != '$' || bytes[at + 3] < '1' ||
	    bytes[at + 3] > '9')
		return false;
	at += bytes[at + 4] >= '0' && bytes[at + 4] <= '9' ? 5 : 4;
	__u8 letter = bytes[at + 2] | 0x20;
	return bytes[at] == '\r' && bytes[at + 1] == '\n' && letter >= 'a' && letter <= 'z';
}

/*
 * PostgreSQL's frontend: StartupMessage of protocol 3 (length, 196608, then "user" or another name); later messages
 * that begin an exchange, type and a length that the first call holds (Q, P, B) or more.
 */
static inline __attribute__((always_inline)) bool postgresql_startup(const __u8 *bytes, __u32 length)
{
	__u32 size = big(bytes);

	return length >= 16 && size == length && size < 10000 && big(bytes + 4) == 196608 && bytes[8] >= '_' &&
	       bytes[8] <= 'z';
}

static inline __attribute__((always_inline)) bool postgresql_query(const __u8 *bytes, __u32 length)
{
	__u32 size = big(bytes + 1);

	if (length < 8 || size < 5 || size > 1 << 24)
		return false;
	if (bytes[0] == 'Q') /* one message, a text that ends with a zero; its first letter is one of SQL or of a comment */
		return size + 1 == length && (((bytes[5] | 0x20) >= 'a' && (bytes[5] | 0x20) <= 'z') || bytes[5] == '-' ||
					      bytes[5] == '/' || bytes[5] == '(');
	return false;
}

/* MySQL's server speaks first: length, sequence 0, protocol 10, a version that begins with a digit. */
static inline __attribute__((always_inline)) bool mysql_greeting(const __u8 *bytes, __u32 length)
{
	__u32 size = little(bytes) & 0xffffff;

	return length >= 40 && length < 512 && size + 4 == length && bytes[3] == 0 && bytes[4] == 10 &&
	       bytes[5] >= '3' && bytes[5] <= '9' && (bytes[6] == '.' || bytes[7] == '.');
}

/*
 * Kafka's request: length, api key, api version, correlation id, client id. What else begins with a length is told
 * apart by the length being that of the message, and a client id of printable letters.
 */
static inline __attribute__((always_inline)) bool kafka_request(const __u8 *bytes, __u32 length)
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

static inline __attribute__((always_inline)) struct exchange_verdict classify(const __u8 *bytes, __u32 length)
{
	struct exchange_verdict verdict = { .request = true };

	if (http_request(bytes))
		verdict.protocol = EXCHANGE_HTTP1;
	else if (http2_preface(bytes, length))
		verdict.protocol = EXCHANGE_HTTP2;
	else if (redis_request(bytes, length))
		verdict.protocol = EXCHANGE_REDIS;
	else if (postgresql_startup(bytes, length) || postgresql_query(bytes, length))
		verdict.protocol = EXCHANGE_POSTGRESQL;
	else if (kafka_request(bytes, length))
		verdict.protocol = EXCHANGE_KAFKA;
	else if (mysql_greeting(bytes, length)) {
		verdict.protocol = EXCHANGE_MYSQL;
		verdict.request = false;
	}
	return verdict;
}

#endif
