/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_HTTP2_H
#define NODECAST_EXCHANGE_HTTP2_H

#include "exchange_bytes.h"

/* RFC 9113 section 3.4: the preface of a client. */
CLASSIFIER bool http2_preface(const __u8 *bytes, __u32 length)
{
	return length >= 16 && little(bytes) == FOUR('P', 'R', 'I', ' ') &&
	       little(bytes + 4) == FOUR('*', ' ', 'H', 'T') && little(bytes + 8) == FOUR('T', 'P', '/', '2') &&
	       little(bytes + 12) == FOUR('.', '0', '\r', '\n');
}

#endif
