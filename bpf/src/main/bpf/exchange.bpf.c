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
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

static __always_inline int moved(const struct sock *sk, int length, int flags, bool sent)
{
	struct endpoint end = endpoint_of(sk);
	struct exchange_socket *socket = NULL;

	if (flags & (MSG_PEEK | MSG_ERRQUEUE) || (end.family != AF_INET && end.family != AF_INET6))
		return 0;
	if (end.protocol == IPPROTO_TCP) {
		socket = interesting(sk, &end, sent);
		if (!socket || goes_on(socket, length, sent))
			return 0;
	} else if (end.protocol != IPPROTO_UDP || !resolves(&end, length, sent)) {
		return 0;
	}
	struct exchange_scratch *s = scratch();
	if (!s)
		return 0;
	/* asked for once: each call of the kernel's costs as much as all that is done here with what it says */
	struct task_struct *task = bpf_get_current_task_btf();
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	int kind = payload_of_call(&s->payload, regs, length, syscall_compat_of(task, regs),
				   socket && flags & MSG_TRUNC, true);
	s->payload.process = task->tgid;
	unread(kind);
	if (socket)
		return turn(socket, end.key, &s->payload, s, sent);
	return kind == PAYLOAD_BYTES ? datagram(sk, &end, &s->payload, sent) : 0;
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
