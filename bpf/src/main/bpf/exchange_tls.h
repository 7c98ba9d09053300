/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_TLS_H
#define NODECAST_EXCHANGE_TLS_H

#include "exchange_bytes.h"

/* RFC 8446 sections 5.1 and 4: a record of the handshake, and in it what either side says first. */
#define TLS_HANDSHAKE 22
#define TLS_CLIENT_HELLO 1
#define TLS_SERVER_HELLO 2
#define TLS_RECORD 5
#define TLS_LONGEST (16384 + 256)

/* The header of a record of any kind: change_cipher_spec to application_data. */
CLASSIFIER bool tls_record(const __u8 *bytes, __u32 length)
{
	__u32 size = bytes[3] << 8 | bytes[4];

	return length >= TLS_RECORD && bytes[0] >= 20 && bytes[0] <= 23 && bytes[1] == 3 && bytes[2] <= 4 && size &&
	       size <= TLS_LONGEST;
}

/* The first record of a side; libraries may read its header by itself. */
CLASSIFIER bool tls_hello(const __u8 *bytes, __u32 length)
{
	__u32 size = bytes[3] << 8 | bytes[4];
	__u32 message = bytes[7] << 8 | bytes[8];

	if (!tls_record(bytes, length) || bytes[0] != TLS_HANDSHAKE || size < 40)
		return false;
	if (length == TLS_RECORD)
		return true;
	return length >= 11 && (bytes[5] == TLS_CLIENT_HELLO || bytes[5] == TLS_SERVER_HELLO) && !bytes[6] &&
	       message + 4 <= size && bytes[9] == 3 && bytes[10] <= 4;
}

#endif
