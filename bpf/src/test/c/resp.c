// SPDX-License-Identifier: Apache-2.0
/*
 * What exchange_redis.h and exchange_kafka.h read in bytes, for tests: of each line of stdin, which is hex, how many
 * commands of one name it is, the length of the answer that it begins, its status, how many answers of one kind it is,
 * and whether it is a request of Kafka, also behind a length of so many bytes.
 */
#include "../../main/bpf/exchange_kafka.h"
#include "../../main/bpf/exchange_redis.h"
#include <stdio.h>
#include <string.h>

/* How many answers of one status the bytes are; 0: they are not. As exchange_shape.bpf.h asks for it. */
static __u32 answers_in(const __u8 *bytes, __u32 length)
{
	__u32 count = 0;

	for (__u32 at = 0; at < length && at < REDIS_BURST_BYTES; count++) {
		__u32 each = redis_answer(bytes + at, REDIS_LINE);
		if (!each || at + each > length || redis_status(bytes + at) != redis_status(bytes))
			return 0;
		at += each;
	}
	return count;
}

/* How many of `each` bytes, all alike, the bytes are; 0: they are not. As exchange_shape.bpf.h asks for it. */
static __u32 repeated(const __u8 *bytes, __u32 length, __u32 each, __u32 head)
{
	__u32 count = each ? length / each : 0;

	if (!count || count * each != length || (count > 1 && (count > REDIS_BURST || length > REDIS_BURST_BYTES)))
		return 0;
	return count == 1 || redis_alike(bytes, count, each, head) ? count : 0;
}

int main(void)
{
	char line[1 << 16];

	while (fgets(line, sizeof(line), stdin)) {
		/* as the kernel program has them: twice the room, zero behind the end */
		__u8 peek[2 * EXCHANGE_PEEK] = { 0 };
		__u8 burst[2 * REDIS_BURST_BYTES] = { 0 };
		struct redis_command command = { 0 };
		__u32 commands = 0;
		__u32 length = strcspn(line, "\n") / 2;

		for (__u32 i = 0; i < length && i < REDIS_BURST_BYTES; i++) {
			unsigned byte;
			if (sscanf(line + 2 * i, "%2x", &byte) != 1)
				return 1;
			burst[i] = byte;
			if (i < EXCHANGE_PEEK)
				peek[i] = byte;
		}
		redis_command(&command, peek);
		if (command.name)
			commands = repeated(burst, length, command.length, command.head);
		printf("%u %llu %u %u %d %d\n", commands, redis_answer(peek, EXCHANGE_PEEK), redis_status(peek), answers_in(burst, length),
		       kafka_request(peek, length, 0), kafka_request(peek, length, length));
	}
	return 0;
}
