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
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* include/uapi/asm/unistd_64.h, include/uapi/asm-generic/unistd.h */
#if defined(__TARGET_ARCH_x86)
#define NR_READ 0
#define NR_WRITE 1
#define NR_READV 19
#define NR_WRITEV 20
#define NR_SENDTO 44
#define NR_RECVFROM 45
#define NR_SENDMSG 46
#define NR_RECVMSG 47
#define NR_RECVMMSG 299
#define NR_SENDMMSG 307
#else
#define NR_READ 63
#define NR_WRITE 64
#define NR_READV 65
#define NR_WRITEV 66
#define NR_SENDTO 206
#define NR_RECVFROM 207
#define NR_SENDMSG 211
#define NR_RECVMSG 212
#define NR_RECVMMSG 243
#define NR_SENDMMSG 269
#endif

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
	__u32 length;
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

static __always_inline bool payload_of_message(struct payload *payload, __u64 at)
{
	struct user_msghdr message;

	if (bpf_probe_read_user(&message, sizeof(message), (void *)at))
		return false;
	payload->at = message.iov;
	payload->iovecs = message.iov_length;
	payload->name = message.name_length >= 8 ? message.name : 0;
	return payload->iovecs > 0;
}

/* Not CO-RE's: user space's layout never moves. */
static __always_inline bool payload_of_call(struct payload *payload, int length)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	__u64 number = syscall_number(regs);
	__u64 at = syscall_argument(regs, 1);

	payload->length = length;
	payload->iovecs = 0;
	payload->name = 0;
	payload->at = at;
	switch (number) {
	case NR_READ:
	case NR_WRITE:
	case NR_RECVFROM:
		return true;
	case NR_SENDTO:
		payload->name = syscall_argument(regs, 4);
		return true;
	case NR_READV:
	case NR_WRITEV:
		payload->iovecs = syscall_argument(regs, 2);
		return payload->iovecs > 0;
	case NR_SENDMSG:
	case NR_RECVMSG:
		return payload_of_message(payload, at);
	case NR_SENDMMSG:
	case NR_RECVMMSG:
		return payload_of_message(payload, message_of_batch(at, syscall_argument(regs, 2)));
	default:
		return false;
	}
}

/* Pieces that are gathered: a head and a body, or a few of each. */
#define PAYLOAD_PIECES 8

/*
 * Copies the beginning of the payload, at most `room` bytes, which is a constant and half of what `to` has: then the
 * verifier need not know that the pieces' lengths add up. Returns how many bytes there are now.
 */
static __always_inline __u32 payload_read(const struct payload *payload, __u8 *to, const __u32 room)
{
	__u32 wanted = payload->length < room ? payload->length : room;

	barrier_var(wanted); /* else clang drops the check, which it can prove and the verifier cannot */
	if (wanted > room)
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
		if (bpf_probe_read_user(to + have, more, (void *)piece.base))
			break;
		have += more;
	}
	return have;
}

/* Copies the end of the payload, at most `room` bytes, a constant; nothing of one in pieces. */
static __always_inline __u32 payload_read_end(const struct payload *payload, __u8 *to, const __u32 room)
{
	__u32 wanted = payload->length < room ? payload->length : room;

	barrier_var(wanted);
	if (wanted > room || payload->iovecs || !payload->at)
		return 0;
	return bpf_probe_read_user(to, wanted, (void *)(payload->at + payload->length - wanted)) ? 0 : wanted;
}

#endif
