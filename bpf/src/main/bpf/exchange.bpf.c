// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Requests and their answers on TCP connections, at whichever end is here: what was asked, how it was answered, how
 * long it took. A connection's first bytes say what it speaks, once; one of no interest costs a look-up from then on.
 * A request and its answer are put together here. Of a kind that user space has understood before they are counted
 * here too (exchange_shapes); of any other there is one event with the bytes, which wakes nobody.
 *
 * An exchange ends where the next request begins, or the connection, or when nothing more came for a while, which the
 * visit looks after: how long an answer goes on is not to be known here.
 */
#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_payload.bpf.h"
#include "exchange_segments.bpf.h"
#include "exchange_sockets.bpf.h"
#include "exchange_turn.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* Linux 6.2 (a35b9af4ec2c, "bpf: Add a kfunc for generic type cast") */
extern void *bpf_rdonly_cast(const void *object, __u32 type) __ksym;

/* Where the kernel's task_pt_regs() is in a task's stack, on x86 and arm64: it is asked once. */
static __always_inline struct pt_regs *registers_of(struct task_struct *task, struct exchange_scratch *s)
{
	__u64 stack = number_of(task->stack, &s->number);

	if (!s->registers)
		s->registers = number_of((void *)bpf_task_pt_regs(task), &s->number) - stack;
	return bpf_rdonly_cast((void *)(stack + s->registers), bpf_core_type_id_kernel(struct pt_regs));
}

/* Where the bytes of the call under way are. */
static __always_inline int call_under_way(struct exchange_scratch *s, __u32 length, bool truncated)
{
	/* asked for once: each call of the kernel's costs as much as all that is done here with what it says */
	struct task_struct *task = bpf_get_current_task_btf();
	struct pt_regs *regs = registers_of(task, s);
	int kind = payload_of_call(&s->payload, regs, length, syscall_compat_of(task, regs), truncated, true);

	s->payload.process = task->tgid;
	unread(kind);
	return kind;
}

/* The verifier goes through these two once, and not for each place where a connection may be kept. */
__noinline int exchange_turn(struct exchange_socket *socket, __u64 key, __u32 length, bool truncated, bool sent)
{
	struct exchange_scratch *s = scratch();

	if (!s || !socket)
		return 0;
	call_under_way(s, length, truncated);
	return turn(socket, key, &s->payload, s, sent);
}

__noinline int exchange_overtaking(struct exchange_socket *socket, __u64 key, bool sent)
{
	struct exchange_scratch *s = scratch();

	return s && socket ? overtaking(socket, key, &s->payload, sent) : 0;
}

/* Not inlined, for the room that it takes of the stack. */
static __noinline int datagram_moved(const struct sock *sk, int length, bool sent)
{
	struct exchange_scratch *s = scratch();
	struct endpoint end = endpoint_of(sk);

	if (!s || !resolves(&end, length, sent) || call_under_way(s, length, false) != PAYLOAD_BYTES)
		return 0;
	s->payload.sent_ns = 0;
	return datagram(sk, &end, &s->payload, sent);
}

/*
 * When the kernel asked the clock for this connection last, the one that bpf_ktime_get_ns tells: as it sends
 * (tcp_write_xmit()) and as something comes. A call whose bytes are left to go with the next ones does not ask.
 */
static __always_inline __u64 sent_ns(const struct sock *sk)
{
	const struct tcp_sock *tcp = bpf_rdonly_cast(sk, bpf_core_type_id_kernel(struct tcp_sock));

	return tcp->tcp_clock_cache;
}

static __always_inline int moved(const struct sock *sk, int length, int flags, bool sent)
{
	struct exchange_scratch *s = scratch();
	struct endpoint end = endpoint_of(sk);

	if (!s || flags & (MSG_PEEK | MSG_ERRQUEUE) || (end.family != AF_INET && end.family != AF_INET6))
		return 0;
	if (end.protocol == IPPROTO_UDP)
		return datagram_moved(sk, length, sent);
	if (end.protocol != IPPROTO_TCP)
		return 0;
	end.key = number_of(sk, &s->number);
	struct exchange_socket *socket = interesting(sk, &end, sent);
	if (!socket)
		return 0;
	s->payload.sent_ns = sent ? sent_ns(sk) : 0;
	if (goes_on(socket, length, sent, s->payload.sent_ns))
		return 0;
	if (exchange_turn(socket, end.key, length, flags & MSG_TRUNC, sent))
		exchange_overtaking(socket, end.key, sent);
	return 0;
}

/*
 * Nothing is in it. Since Linux 6.13 ("bpf: Find eligible subprogs for private stack support") programs with some
 * bytes on the stack get them elsewhere, unless they call others by their tails: and a copy from the program's memory to
 * the kernel's own stack asks less.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} exchange_nowhere SEC(".maps");

/* Linux 6.3 ("net: sock: add tracepoint for send recv length"). */
SEC("tp_btf/sock_send_length")
int BPF_PROG(exchange_send, struct sock *sk, int length, int flags)
{
	if (length <= 0) {
		bpf_tail_call_static(ctx, &exchange_nowhere, 0);
		return 0;
	}
	return moved(sk, length, 0, true);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(exchange_receive, struct sock *sk, int length, int flags)
{
	if (length <= 0) {
		bpf_tail_call_static(ctx, &exchange_nowhere, 0);
		return 0;
	}
	return moved(sk, length, flags, false);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
