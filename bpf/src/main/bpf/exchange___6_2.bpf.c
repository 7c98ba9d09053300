// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What exchange.bpf.c does, where the kernel has no tracepoint for sends and receives (before Linux 6.3): the system
 * calls that do them, at their return, and the socket behind their descriptor. A descriptor that another thread closed
 * and opened anew during the call is taken for the new one. What goes without a system call of its own, io_uring, is
 * counted and not seen.
 */
#define EXCHANGE_OF_CALLS
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "exchange.h"
#include "exchange_payload.bpf.h"
#include "exchange_segments.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_turn.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define S_IFMT 0170000
#define S_IFSOCK 0140000

/* Messages of one call that are looked at; resolvers send two. */
#define CALL_MESSAGES 4

/* Which argument is the descriptor that bytes go out by, or come in by; -1: none. */
static __always_inline int descriptor_of_call(__u64 number, bool sent)
{
	switch (number) {
	case NR_WRITE:
	case NR_WRITEV:
	case NR_PWRITEV2:
	case NR_SENDTO:
	case NR_SENDMSG:
	case NR_SENDMMSG:
	case NR_SENDFILE:
		return sent ? 0 : -1;
	case NR_READ:
	case NR_READV:
	case NR_PREADV2:
	case NR_RECVFROM:
	case NR_RECVMSG:
	case NR_RECVMMSG:
		return sent ? -1 : 0;
	case NR_SPLICE:
		return sent ? 2 : 0;
	default:
		return -1;
	}
}

/* The socket of the current process behind a descriptor; NULL: it is something else. */
static __always_inline const struct sock *socket_behind(__u64 descriptor)
{
	struct file *file = current_file(descriptor);

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	struct socket *socket = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(socket, sk);
}

static __always_inline int flags_of_call(struct pt_regs *regs, __u64 number)
{
	switch (number) {
	case NR_RECVFROM:
	case NR_RECVMMSG:
		return syscall_argument(regs, 3);
	case NR_RECVMSG:
		return syscall_argument(regs, 2);
	default:
		return 0;
	}
}

/*
 * Whether a call of the 32-bit table moved bytes of a connection: read, write, readv, writev, which are the same on
 * both architectures, at their descriptor; what is for sockets alone by its number (socketcall is x86's alone).
 */
static __always_inline bool moves_compat(struct pt_regs *regs, __u64 number)
{
	if (number == 3 || number == 4 || number == 145 || number == 146) {
		if (!syscall_compat(regs))
			return false;
		const struct sock *sk = socket_behind(syscall_first_argument_compat(regs));
		return sk && is_tcp(sk);
	}
#if defined(__TARGET_ARCH_x86)
	bool socket = number == 102 || number == 337 || number == 345 || (number >= 369 && number <= 372);
#else
	bool socket = (number >= 289 && number <= 292) || number == 296 || number == 297 || number == 365 ||
		      number == 374;
#endif
	return socket && syscall_compat(regs);
}

/* What the kernel says that a message of sendmmsg or recvmmsg moved. */
static __always_inline __u32 length_of_message(__u64 at)
{
	__u32 length = 0;

	bpf_probe_read_user(&length, sizeof(length), (void *)(at + __builtin_offsetof(struct user_mmsghdr, length)));
	return length;
}

/* All of a call that moved several messages: the first one's bytes, and the length of all. */
static __always_inline void payload_of_messages(struct payload *payload, __u64 at, __u32 messages)
{
	__u32 length = 0;

	payload->readable = length_of_message(at);
	for (__u32 i = 0; i < CALL_MESSAGES; i++) {
		if (i < messages)
			length += length_of_message(at + i * sizeof(struct user_mmsghdr));
	}
	payload->length = length;
	if (messages > CALL_MESSAGES)
		LOST(calls);
}

/* Of a call by several datagrams, each. */
static __always_inline int datagrams(const struct sock *sk, const struct endpoint *end, __u64 at, __u32 messages,
				     bool sent)
{
	struct exchange_scratch *s = scratch();

	for (__u32 i = 0; s && i < CALL_MESSAGES && i < messages; i++) {
		__u64 message = at + i * sizeof(struct user_mmsghdr);
		struct payload *payload = &s->payload;
		*payload = (struct payload){ .process = bpf_get_current_pid_tgid() >> 32 };
		payload->length = length_of_message(message);
		payload->readable = payload->length;
		if (payload->length <= 0xffff && resolves(end, payload->length, sent) &&
		    payload_of_message(payload, message) == PAYLOAD_BYTES)
			datagram(sk, end, payload, sent);
	}
	if (messages > CALL_MESSAGES)
		LOST(calls);
	return 0;
}

/* The same as `moved`, of a system call that returned. */
static __always_inline int called(struct pt_regs *regs, long ret, bool sent)
{
	__u64 number = syscall_number(regs);
	bool several = number == NR_SENDMMSG || number == NR_RECVMMSG;
	int at = descriptor_of_call(number, sent);
	struct exchange_socket *socket = NULL;

	if (ret <= 0)
		return 0;
	if (sent && moves_compat(regs, number))
		LOST(compat);
	else if (sent && number == NR_IO_URING_ENTER)
		LOST(uring);
	if (at < 0 || syscall_compat(regs))
		return 0;
	int flags = flags_of_call(regs, number);
	if (flags & (MSG_PEEK | MSG_ERRQUEUE))
		return 0;
	const struct sock *sk = socket_behind(at ? syscall_argument(regs, 2) : syscall_first_argument(regs));
	if (!sk)
		return 0;
	struct endpoint end = endpoint_at(sk);
	if (end.family != AF_INET && end.family != AF_INET6)
		return 0;
	if (end.protocol == IPPROTO_TCP) {
		socket = interesting(sk, &end, sent);
		if (!socket || (!several && goes_on(socket, ret, sent, 0)))
			return 0;
	} else if (end.protocol != IPPROTO_UDP) {
		return 0;
	} else if (several) {
		return datagrams(sk, &end, syscall_argument(regs, 1), ret, sent);
	} else if (!resolves(&end, ret, sent)) {
		return 0;
	}
	struct exchange_scratch *s = scratch();
	if (!s)
		return 0;
	int kind = payload_of_call(&s->payload, regs, ret, false, socket && flags & MSG_TRUNC, false);
	s->payload.process = bpf_get_current_pid_tgid() >> 32;
	if (several)
		payload_of_messages(&s->payload, syscall_argument(regs, 1), ret);
	unread(kind);
	if (socket)
		return turn(socket, end.key, &s->payload, s, sent) ? overtaking(socket, end.key, &s->payload, sent) : 0;
	return kind == PAYLOAD_BYTES ? datagram(sk, &end, &s->payload, sent) : 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exchange_send, struct pt_regs *regs, long ret)
{
	return called(regs, ret, true);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exchange_receive, struct pt_regs *regs, long ret)
{
	return called(regs, ret, false);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
