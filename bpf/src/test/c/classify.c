// SPDX-License-Identifier: Apache-2.0
/*
 * The classifiers of connections in user space, under the sanitizers: reads cases from standard input, each a length
 * (32 bits, little endian) and the EXCHANGE_PEEK bytes that the kernel program looks at, and answers each with a byte:
 * the protocol, and 0x80 when the bytes go to the server. A read beyond what the kernel program has ends it.
 */
#include "exchange_classify.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct case_of_test {
	__u32 length;
	__u8 bytes[EXCHANGE_PEEK];
};

int main(void)
{
	struct case_of_test given;
	__u8 *peek = malloc(EXCHANGE_PEEK); /* on its own, for the sanitizer */

	if (!peek)
		return 1;
	while (fread(&given, sizeof(given), 1, stdin) == 1) {
		memcpy(peek, given.bytes, EXCHANGE_PEEK);
		struct exchange_verdict verdict = classify(peek, given.length, 0);
		/* the kernel program reads statuses from the same bytes */
		if (http_status(peek) > 999)
			return 2;
		if (putchar(verdict.protocol | (verdict.request ? 0x80 : 0)) == EOF)
			return 3;
	}
	free(peek);
	return fflush(stdout) ? 4 : 0;
}
