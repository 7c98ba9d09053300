/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.exchange mirrors each struct, and a test compares the two. */
#ifndef NODECAST_EXCHANGE_H
#define NODECAST_EXCHANGE_H

#include "cgroup.h"
#include "hist.h"

/* The most that is kept of the bytes of a request, and of its answer. */
#define EXCHANGE_REQUEST 1024
#define EXCHANGE_RESPONSE 512

/* Of an answer of SQL that is longer, its last bytes: an error ends it. Of the last call but for small ones behind it. */
#define EXCHANGE_TAIL 248
#define EXCHANGE_TAIL_CALL 216

/* The most that is kept of what one call moved, where requests and answers overtake each other. */
#define EXCHANGE_SEGMENT 2048

/* What a connection speaks, as far as its first bytes tell. */
enum exchange_protocol {
	EXCHANGE_UNDECIDED,
	EXCHANGE_IGNORED,
	EXCHANGE_HTTP1,
	EXCHANGE_HTTP2,
	EXCHANGE_POSTGRESQL,
	EXCHANGE_MYSQL,
	EXCHANGE_REDIS,
	EXCHANGE_KAFKA,
	EXCHANGE_DNS,
	EXCHANGE_PROTOCOLS,
};

enum exchange_role {
	EXCHANGE_SERVER = 1, /* requests come in */
	EXCHANGE_CLIENT = 2, /* requests go out */
};

/* Of exchange_wanted, beyond the protocols: what is counted here is counted by who is at the other end. */
#define EXCHANGE_PEERS 63

/* The same: ends that are of no interest, where requests come in, and where they go out. */
#define EXCHANGE_NO_SERVERS 61
#define EXCHANGE_NO_CLIENTS 62

/* Bits of exchange_event.flags. */
#define EXCHANGE_ENDED 1 /* by the end of the connection */
#define EXCHANGE_UNANSWERED 2 /* and nothing was answered */
#define EXCHANGE_BARE 4 /* no bytes of the request: its shape is known, its status was not seen with it */
#define EXCHANGE_COUNTED 8 /* a sample of one that is in exchange_shapes already */
#define EXCHANGE_SEGMENTED 16 /* no exchange: what one call moved, as `request`, at `request_ns` */
#define EXCHANGE_TO_SERVER 32 /* a segment on its way to the server */
#define EXCHANGE_HEADLESS 64 /* the first call's bytes are not among them: its shape is known */
#define EXCHANGE_UNFINISHED 128 /* of HTTP/2: the last frame ends its stream, and not all of it was moved */

/*
 * One request and its answer, or one burst of requests and their answers: the bytes of a connection between two
 * changes of its direction. Behind it are `request_kept` bytes of the request, `response_kept` of the answer and, where that is not all
 * of it, `tail_kept` of its end.
 *
 * Protocols that mix both directions (HTTP/2, DNS over UDP) are told call by call instead: a segment each, and one
 * without bytes and EXCHANGE_ENDED at the end of the connection. Of HTTP/2 a segment has what exchange_http2.bpf.h leaves
 * of the bytes: `shape` is how many went the same way before, `first_bytes` how many of it belong to a frame of those,
 * `response_bytes` the generation of the table (exchange_http2_blocks) behind it.
 */
struct exchange_event {
	struct cgroup_ids cgroup; /* of the task that received or sent the request */
	__u64 socket; /* its address, which with `since_ns` names the connection */
	__u64 since_ns; /* when it was first seen */
	__u64 shape;
	__u64 request_ns; /* monotonic clock: first bytes of the request */
	__u64 response_ns; /* first bytes of the answer, 0: none */
	__u64 end_ns; /* last bytes of the answer, or the connection's end */
	__u64 request_bytes;
	__u64 response_bytes;
	__u32 pid; /* in the root namespace */
	__u32 netns;
	__u8 local_address[16]; /* IPv4 mapped into IPv6 */
	__u8 remote_address[16];
	__u16 local_port;
	__u16 remote_port;
	__u16 status; /* of HTTP/1, enum redis_status; 0 where the kernel reads none */
	__u8 protocol;
	__u8 role;
	__u16 first_bytes; /* of request_kept, how many came by the first call: 65,535 for that and more */
	__u16 request_kept;
	__u16 response_kept;
	__u8 flags;
	__u8 requests; /* that are alike, with answers alike: 1 but for Redis; they are one where `shape` is 0 */
	__u8 tail_kept;
	__u8 alike; /* the answers are one for each of `requests`, of one status: what exchange_shapes would count */
	__u8 pad[6];
	char comm[16]; /* of the process */
};

_Static_assert(sizeof(struct exchange_event) == 160, "no hidden padding, which would leak kernel memory");

/* A connection's name: a socket's address is another's after its end. */
struct exchange_connection {
	__u64 socket;
	__u64 since_ns;
};

/*
 * Requests that user space has seen and understood: equal first bytes between the same two. They are counted here, and
 * no event is made.
 */
struct exchange_shape_key {
	__u64 shape;
	__u32 status; /* 0: the shape itself, of which nothing is counted */
	__u32 pad;
};

struct exchange_shape {
	__u64 requests;
	__u64 request_bytes;
	__u64 response_bytes;
	__u64 told_ns; /* when one of it was told of last, as a sample */
	__u64 slow_ns; /* what few take longer than */
	struct hist duration_us;
	struct hist request_size;
	struct hist response_size;
};

/*
 * Connections of HTTP/2 whose streams may be counted here, at a time; streams that are open on them, each of which has a
 * few places alone; how far those of connections that begin after each other are apart, a number without common divisors.
 */
#define EXCHANGE_HTTP2_CONNECTIONS 1024
#define EXCHANGE_HTTP2_STREAMS 4096
#define EXCHANGE_HTTP2_SPREAD 1327

/* Of each direction: a call's headers, its answer's and its trailers, and one more. */
#define EXCHANGE_HTTP2_BLOCKS 4

/* At most 16 bytes of 0x81 to 0xfe (RFC 7541 section 6.1), as two little-endian words, and what user space made of them. */
struct exchange_http2_block {
	__u64 first; /* 0: none */
	__u64 second;
	__u64 shape; /* of a request */
	__u16 status; /* of an answer: 0 where there is none in it */
	__u16 grpc_status; /* of an answer: EXCHANGE_HTTP2_GRPC_STATUS and the number; 0: none */
	__u32 grpc; /* by its content type */
};

#define EXCHANGE_HTTP2_GRPC_STATUS 1000

struct exchange_http2_blocks {
	__u64 generation; /* of the table that they refer to: one more with each block that may have changed it */
	struct exchange_http2_block blocks[EXCHANGE_HTTP2_BLOCKS];
};

struct exchange_http2_known {
	__u64 since_ns; /* the connection's, whose address is another's after its end */
	__u32 process; /* whose calls these are about */
	__u32 connection; /* its number, never another's */
	__u64 place; /* in exchange_http2_highest */
	struct exchange_http2_blocks to_server;
	struct exchange_http2_blocks to_client;
};

/* Bits of exchange_http2_stream.ended. */
#define EXCHANGE_HTTP2_REQUEST_ENDED 1
#define EXCHANGE_HTTP2_ANSWER_ENDED 2

/*
 * What came of a stream that was followed in the kernel. Either direction writes what is its own: calls of one exclude each
 * other, calls of both do not. Who ends the second one has it all.
 */
struct exchange_http2_stream {
	__u64 shape;
	__u64 start_ns;
	__u64 end_ns; /* of the answer; 0: not yet */
	__u64 request_bytes;
	__u64 response_bytes;
	__u16 status; /* of HTTP, 0: no answer's headers came */
	__u16 grpc_status;
	__u32 ended;
	__u8 asked; /* the headers of the request came */
	__u8 grpc; /* by the request's content type */
	__u8 grpc_answer; /* by the answer's */
	__u8 counted; /* a sample of one that is in exchange_shapes already */
	__u8 pad[4];
};

struct exchange_http2_slot {
	__u64 owner; /* the connection's number above 32 bits, the stream; 0: free */
	struct exchange_http2_stream stream;
};

/* The type of a frame that no one sent, in segments: its payload is an exchange_http2_stream. */
#define EXCHANGE_HTTP2_STREAM 0xff

/* Which of those are told of too. User space writes it anew with each of its ticks. */
struct exchange_sampling {
	__u64 interval_ns; /* at least, for each request of one shape that is told; 0: each of it */
	__s64 left; /* so many more of all shapes */
};

/* What was not seen or had no room: cumulative. */
struct exchange_lost {
	__u64 events; /* exchanges that found the ring full */
	__u64 sockets; /* connections beyond the bound */
	__u64 requests; /* whose bytes had no room: told of without them */
	__u64 calls; /* sends and receives of connections of interest by a call whose bytes cannot be read */
	__u64 compat; /* of 32-bit programs */
	__u64 uring; /* of io_uring; where the calls are all that is seen, calls that handed it something to do */
	__u64 rests; /* answers that went on after they had come to rest: told without what came then */
	__u64 encrypted; /* connections of TLS by processes beyond the bound */
	__u64 uncounted; /* exchanges that waited for a shape that is gone, or whose connection was held all the time */
};

/* A process that began to speak TLS, by its number: what it did since user space last took it from the table. */
struct exchange_encrypted {
	struct cgroup_ids cgroup;
	__u64 connections;
	char comm[16]; /* of its first thread */
};

#endif
