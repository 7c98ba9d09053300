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

/* `before` is a length that the call before this one consisted of; 0: it did not. */
CLASSIFIER struct exchange_verdict classify(const __u8 *bytes, __u32 length, __u32 before)
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
	else if (kafka_request(bytes, length, before))
		verdict.protocol = EXCHANGE_KAFKA;
	else if (mysql_command(bytes, length) || mysql_body(bytes, length))
		verdict.protocol = EXCHANGE_MYSQL;
	else if (dns_over_tcp(bytes, length))
		verdict.protocol = EXCHANGE_DNS;
	else if (mysql_greeting(bytes, length)) {
		verdict.protocol = EXCHANGE_MYSQL;
		verdict.request = false;
	}
	return verdict;
}

#endif
