/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The bytes that a system call sends or received, read from the memory of its program: the tracepoints have the socket
 * and the length, the registers of the call have the rest. Nothing is read twice, nothing is written.
 */
#ifndef NODECAST_EXCHANGE_PAYLOAD_BPF_H
#define NODECAST_EXCHANGE_PAYLOAD_BPF_H

#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "exchange.h"
#include "exchange_bytes.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* include/uapi/asm/unistd_64.h, include/uapi/asm-generic/unistd.h */
#if defined(__TARGET_ARCH_x86)
#define NR_READ 0
#define NR_WRITE 1
#define NR_READV 19
#define NR_WRITEV 20
#define NR_SENDFILE 40
#define NR_SENDTO 44
#define NR_RECVFROM 45
#define NR_SENDMSG 46
#define NR_RECVMSG 47
#define NR_SPLICE 275
#define NR_RECVMMSG 299
#define NR_SENDMMSG 307
#define NR_PREADV2 327
#define NR_PWRITEV2 328
#else
#define NR_READ 63
#define NR_WRITE 64
#define NR_READV 65
#define NR_WRITEV 66
#define NR_SENDFILE 71
#define NR_SPLICE 76
#define NR_SENDTO 206
#define NR_RECVFROM 207
#define NR_SENDMSG 211
#define NR_RECVMSG 212
#define NR_RECVMMSG 243
#define NR_SENDMMSG 269
#define NR_PREADV2 286
#define NR_PWRITEV2 287
#endif
#define NR_IO_URING_SETUP 425 /* of which a thread of the kernel's that polls is made */
#define NR_IO_URING_ENTER 426

/* include/linux/socket.h */
#define MSG_PEEK 0x2
#define MSG_TRUNC 0x20
#define MSG_ERRQUEUE 0x2000

/* include/linux/socket.h, include/uapi/linux/uio.h: as user space lays them out */
struct user_iovec {
	__u64 base;
	__u64 length;
};

struct user_msghdr {
	__u64 name;
	__u32 name_length;
	__u32 pad;
	__u64 iov;
	__u64 iov_length;
	__u64 control;
	__u64 control_length;
	__u32 flags;
	__u32 pad_behind;
};

struct user_mmsghdr {
	struct user_msghdr message;
	__u32 length;
	__u32 pad;
};

/* struct sockaddr_in and sockaddr_in6, as far as the address. */
struct sockaddr_start {
	__u16 family;
	__u16 port;
	__u32 v4;
	__u8 v6[16];
};

/* Where the bytes of the call under way are: one piece, or `iovecs` of them from `at` on. */
struct payload {
	__u64 at; /* 0: nobody knows */
	__u64 name; /* of whom a datagram goes to; 0: none */
	__u32 iovecs; /* 0: one piece */
	__u32 length; /* that was moved */
	__u32 readable; /* at most so much of it is there */
	__u32 process; /* whose call it is */
	__u64 sent_ns; /* when the kernel sent it, or something before; 0: it does not say */
};

/* Why the bytes of a call are there, or not. */
enum payload_kind {
	PAYLOAD_BYTES,
	PAYLOAD_OF_KERNEL, /* never in the program's memory: files and pipes, or thrown away */
	PAYLOAD_URING, /* described in a ring that the kernel has read */
	PAYLOAD_COMPAT, /* a 32-bit call: other numbers, other layouts */
	PAYLOAD_UNKNOWN,
};

/*
 * Which message of sendmmsg or recvmmsg a thread is at: the tracepoint comes once for each, in order, and the kernel
 * keeps its count to itself. A call that stopped half way leaves a wrong one behind, until the next call.
 */
struct payload_batch {
	__u64 at;
	__u32 index;
	__u32 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct payload_batch);
} exchange_batches SEC(".maps");

static __always_inline __u64 message_of_batch(__u64 at, __u32 count)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct payload_batch *batch = bpf_map_lookup_elem(&exchange_batches, &thread);

	if (!batch) {
		struct payload_batch first = { .at = at };
		bpf_map_update_elem(&exchange_batches, &thread, &first, BPF_ANY);
		return at;
	}
	batch->index = batch->at == at && batch->index + 1 < count ? batch->index + 1 : 0;
	batch->at = at;
	return at + batch->index * sizeof(struct user_mmsghdr);
}

static __always_inline int payload_of_message(struct payload *payload, __u64 at)
{
	struct user_msghdr message;

	if (bpf_probe_read_user(&message, sizeof(message), (void *)at))
		return PAYLOAD_UNKNOWN;
	payload->at = message.iov;
	payload->iovecs = message.iov_length;
	payload->name = message.name_length >= 8 ? message.name : 0;
	return payload->iovecs ? PAYLOAD_BYTES : PAYLOAD_UNKNOWN;
}

/* Not CO-RE's: user space's layout never moves. Of several messages, the one that the call is at. */
static __always_inline int payload_find(struct payload *payload, struct pt_regs *regs, bool one_by_one)
{
	__u64 at = syscall_argument(regs, 1), room = syscall_argument(regs, 2);

	payload->at = at;
	switch (syscall_number(regs)) {
	case NR_SENDTO:
		payload->name = syscall_argument(regs, 4);
		return PAYLOAD_BYTES;
	case NR_READ:
	case NR_WRITE:
	case NR_RECVFROM:
		if (room < payload->length) /* MSG_TRUNC of a datagram tells more than there is */
			payload->readable = room;
		return PAYLOAD_BYTES;
	case NR_READV:
	case NR_WRITEV:
	case NR_PREADV2:
	case NR_PWRITEV2:
		payload->iovecs = room;
		return room ? PAYLOAD_BYTES : PAYLOAD_UNKNOWN;
	case NR_SENDMSG:
	case NR_RECVMSG:
		return payload_of_message(payload, at);
	case NR_SENDMMSG:
	case NR_RECVMMSG:
		return payload_of_message(payload, one_by_one ? message_of_batch(at, room) : at);
	case NR_SENDFILE:
	case NR_SPLICE:
		return PAYLOAD_OF_KERNEL;
	case NR_IO_URING_SETUP:
	case NR_IO_URING_ENTER:
		return PAYLOAD_URING;
	default:
		return PAYLOAD_UNKNOWN;
	}
}

/*
 * Where the bytes are of the call whose registers these are; without any, `at` is 0.
 *
 * @param compat whether it is of the 32-bit table
 * @param truncated MSG_TRUNC: what TCP received was thrown away
 * @param one_by_one whether it is asked for each message of a call that has several
 */
static __always_inline int payload_of_call(struct payload *payload, struct pt_regs *regs, __u32 length, bool compat,
					   bool truncated, bool one_by_one)
{
	int kind = PAYLOAD_OF_KERNEL;

	payload->length = length;
	payload->readable = length;
	payload->iovecs = 0;
	payload->name = 0;
	if (!truncated)
		kind = compat ? PAYLOAD_COMPAT : payload_find(payload, regs, one_by_one);
	if (kind != PAYLOAD_BYTES)
		payload->at = 0;
	return kind;
}

/* Pieces that are gathered: a head and a body, or a few of each. */
#define PAYLOAD_PIECES 8

/*
 * Copies the beginning of the payload, at most `most` and `room` bytes. The room is a constant power of two and half of
 * what `to` has: then the verifier need not know that the pieces' lengths add up. Returns how many bytes there are now.
 */
static __always_inline __u32 payload_read(const struct payload *payload, __u8 *to, __u32 most, const __u32 room)
{
	__u32 wanted = most < room ? most : room;

	if (payload->readable < wanted)
		wanted = payload->readable;

	barrier_var(wanted); /* else clang drops the check, which it can prove and the verifier cannot */
	if (wanted > room || !payload->at)
		return 0;
	if (!payload->iovecs) {
		return bpf_probe_read_user(to, wanted, (void *)payload->at) ? 0 : wanted;
	}
	__u32 have = 0;
	for (__u32 i = 0; i < PAYLOAD_PIECES; i++) {
		struct user_iovec piece;
		if (i >= payload->iovecs || have >= wanted)
			break;
		if (bpf_probe_read_user(&piece, sizeof(piece), (void *)(payload->at + i * sizeof(piece))))
			break;
		__u32 more = wanted - have;
		if (piece.length < more)
			more = piece.length;
		barrier_var(have);
		barrier_var(more);
		if (have > room || more > room)
			break;
		/* below `wanted`; the mask is for verifiers that forget what they knew of a register that was put away */
		barrier_var(have);
		if (bpf_probe_read_user(to + (have & (room - 1)), more, (void *)piece.base))
			break;
		have += more;
	}
	return have;
}

/*
 * Copies what payload_read would to EXCHANGE_PEEK bytes on the stack, if the first piece has it all: most do. Returns
 * whether there is nothing more to copy.
 */
static __always_inline bool payload_begins(const struct payload *payload, __u8 *to)
{
	__u32 wanted = payload->readable < EXCHANGE_PEEK ? payload->readable : EXCHANGE_PEEK;
	struct user_iovec piece = { .base = payload->at };

	if (!payload->at)
		return true;
	if (payload->iovecs && (bpf_probe_read_user(&piece, sizeof(piece), (void *)payload->at) || piece.length < wanted))
		return false;
	barrier_var(wanted);
	if (wanted <= EXCHANGE_PEEK)
		bpf_probe_read_user(to, wanted, (void *)piece.base);
	return true;
}

/* Copies the end of the payload, at most `room` bytes, a constant; nothing of one in pieces. */
static __always_inline __u32 payload_read_end(const struct payload *payload, __u8 *to, const __u32 room)
{
	__u32 wanted = payload->length < room ? payload->length : room;

	barrier_var(wanted);
	if (wanted > room || payload->iovecs || !payload->at || payload->readable != payload->length)
		return 0;
	return bpf_probe_read_user(to, wanted, (void *)(payload->at + payload->length - wanted)) ? 0 : wanted;
}

#endif
