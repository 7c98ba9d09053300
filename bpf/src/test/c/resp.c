// SPDX-License-Identifier: Apache-2.0
/*
 * What exchange_redis.h and exchange_kafka.h read in bytes, for tests: of each line of stdin, which is hex, whether it
 * is one command, the length of the answer that it begins, its status, and whether it is a request of Kafka behind a
 * length of so many bytes.
 */
#include "../../main/bpf/exchange_kafka.h"
#include "../../main/bpf/exchange_redis.h"
#include <stdio.h>
#include <string.h>

int main(void)
{
	char line[1 << 16];

	while (fgets(line, sizeof(line), stdin)) {
		/* as the kernel program has them: twice the room, zero behind the end */
		__u8 peek[2 * EXCHANGE_PEEK] = { 0 };
		__u32 length = strcspn(line, "\n") / 2;

		for (__u32 i = 0; i < length && i < EXCHANGE_PEEK; i++) {
			unsigned byte;
			if (sscanf(line + 2 * i, "%2x", &byte) != 1)
				return 1;
			peek[i] = byte;
		}
		printf("%d %llu %u %d %d\n", redis_single(peek, length) != 0, redis_answer(peek), redis_status(peek),
		       kafka_request(peek, length, 0), kafka_request(peek, length, length));
	}
	return 0;
}
