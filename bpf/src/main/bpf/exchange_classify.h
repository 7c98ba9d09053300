/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What a connection speaks, by the first bytes that go one way. */
#ifndef NODECAST_EXCHANGE_CLASSIFY_H
#define NODECAST_EXCHANGE_CLASSIFY_H

#include "exchange.h"
#include "exchange_dns.h"
#include "exchange_http1.h"
#include "exchange_http2.h"
#include "exchange_kafka.h"
#include "exchange_mysql.h"
#include "exchange_postgresql.h"
#include "exchange_redis.h"

struct exchange_verdict {
	__u8 protocol;
	bool request; /* whether the bytes go to the server */
};

/* Of a rule: what it takes is the server's, which speaks first. */
#define EXCHANGE_GREETING 16

/* The rules, a protocol each, in the order in which they are asked. */
static const __u8 exchange_rules[] = {
	EXCHANGE_HTTP1, EXCHANGE_HTTP2, EXCHANGE_REDIS, EXCHANGE_POSTGRESQL,
	EXCHANGE_KAFKA, EXCHANGE_MYSQL, EXCHANGE_DNS, EXCHANGE_MYSQL | EXCHANGE_GREETING,
};

#define EXCHANGE_RULES (sizeof(exchange_rules) / sizeof(exchange_rules[0]))

/* Whether a rule takes these bytes. `before` is a length that the call before this one consisted of; 0: it did not. */
CLASSIFIER bool speaks(__u32 rule, const __u8 *bytes, __u32 length, __u32 before)
{
	switch (rule) {
	case EXCHANGE_HTTP1:
		return http_request(bytes);
	case EXCHANGE_HTTP2:
		return http2_preface(bytes, length);
	case EXCHANGE_REDIS:
		return redis_request(bytes, length);
	case EXCHANGE_POSTGRESQL:
		return postgresql_startup(bytes, length) || postgresql_query(bytes, length);
	case EXCHANGE_KAFKA:
		return kafka_request(bytes, length, before);
	case EXCHANGE_MYSQL:
		return mysql_command(bytes, length) || mysql_body(bytes, length);
	case EXCHANGE_DNS:
		return dns_over_tcp(bytes, length);
	case EXCHANGE_MYSQL | EXCHANGE_GREETING:
		return mysql_greeting(bytes, length);
	default:
		return false;
	}
}

/* The verdict of the rule that took them. */
CLASSIFIER struct exchange_verdict verdict_of(__u32 rule)
{
	return (struct exchange_verdict){
		.protocol = rule & (EXCHANGE_GREETING - 1),
		.request = !(rule & EXCHANGE_GREETING),
	};
}

/* EXCHANGE_UNDECIDED, of a request, where none does. */
CLASSIFIER struct exchange_verdict classify(const __u8 *bytes, __u32 length, __u32 before)
{
	for (__u32 i = 0; i < EXCHANGE_RULES; i++) {
		if (speaks(exchange_rules[i], bytes, length, before))
			return verdict_of(exchange_rules[i]);
	}
	return verdict_of(EXCHANGE_UNDECIDED);
}

_Static_assert(EXCHANGE_PROTOCOLS <= EXCHANGE_GREETING, "exchange_rules");

#endif
