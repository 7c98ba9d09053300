/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_EXCHANGE_HTTP2_H
#define NODECAST_EXCHANGE_HTTP2_H

#include "exchange_bytes.h"

/* RFC 9113 section 3.4: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n". */
#define HTTP2_PREFACE 24

/* RFC 9113 section 4.1: length (3), type, flags, stream (4). */
#define HTTP2_HEADER 9

/* RFC 9113 section 6 */
enum http2_type {
	HTTP2_DATA,
	HTTP2_HEADERS,
	HTTP2_PRIORITY,
	HTTP2_RST_STREAM,
	HTTP2_SETTINGS,
	HTTP2_PUSH_PROMISE,
	HTTP2_PING,
	HTTP2_GOAWAY,
	HTTP2_WINDOW_UPDATE,
	HTTP2_CONTINUATION,
};

#define HTTP2_END_STREAM 1
#define HTTP2_END_HEADERS 4

/*
 * So much is copied at once from a program's memory, and so many descriptions of its pieces: each copy costs as much as
 * going through a frame or two.
 */
#define HTTP2_PIECE 2048
#define HTTP2_IOVECS 64

/* The longest block of headers that is compared: one of numbers of the table, a byte each. */
#define HTTP2_COUNTED 16

/* More of headers in one frame than a program takes; what is left of one fits exchange_event.first_bytes. */
#define HTTP2_LARGEST 0xffff

/*
 * The preface of a client. There is no other way in: what a connection that began before us says is mostly numbers of
 * a table that we have not seen, and frames are nine bytes that random ones pass for now and then.
 */
CLASSIFIER bool http2_preface(const __u8 *bytes, __u32 length)
{
	if (length < 16 || little(bytes) != FOUR('P', 'R', 'I', ' ') || little(bytes + 4) != FOUR('*', ' ', 'H', 'T') ||
	    little(bytes + 8) != FOUR('T', 'P', '/', '2') || little(bytes + 12) != FOUR('.', '0', '\r', '\n'))
		return false;
	return length < HTTP2_PREFACE || (little(bytes + 16) == FOUR('\r', '\n', 'S', 'M') &&
					  little(bytes + 20) == FOUR('\r', '\n', '\r', '\n'));
}

CLASSIFIER __u32 http2_length(const __u8 *header)
{
	return __builtin_bswap64(eight(header)) >> 40;
}

/* With the reserved bit. */
CLASSIFIER __u32 http2_stream(const __u8 *header)
{
	return __builtin_bswap32((__u32)(eight(header) >> 40) | (__u32)header[8] << 24);
}

/*
 * Whether these nine bytes can be the header of a frame: of a type that is known, of the length and on the stream that
 * the type asks for. Where we are in step with the frames, types that are not known pass (section 5.5: extensions).
 */
CLASSIFIER bool http2_frame(const __u8 *header, bool in_step)
{
	__u32 length = http2_length(header);
	__u32 stream = http2_stream(header);

	if (stream >> 31)
		return false;
	switch (header[3]) {
	case HTTP2_DATA:
		return stream;
	case HTTP2_HEADERS:
	case HTTP2_CONTINUATION:
		return stream && length <= HTTP2_LARGEST;
	case HTTP2_PRIORITY:
		return stream && length == 5;
	case HTTP2_RST_STREAM:
		return stream && length == 4;
	case HTTP2_SETTINGS:
		return !stream && length % 6 == 0;
	case HTTP2_PUSH_PROMISE:
		return stream && length >= 4 && length <= HTTP2_LARGEST;
	case HTTP2_PING:
		return !stream && length == 8;
	case HTTP2_GOAWAY:
		return !stream && length >= 8 && length <= HTTP2_LARGEST;
	case HTTP2_WINDOW_UPDATE:
		return length == 4;
	default:
		return in_step;
	}
}

/* Frames that say something of a request or of its answer. Of DATA that is its header alone. */
CLASSIFIER bool http2_tells(__u8 type)
{
	return type == HTTP2_DATA || type == HTTP2_HEADERS || type == HTTP2_RST_STREAM || type == HTTP2_PUSH_PROMISE ||
	       type == HTTP2_GOAWAY || type == HTTP2_CONTINUATION;
}

#endif
