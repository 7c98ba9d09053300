// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Exchanges within TLS, of processes that the user selected, and only then loaded: the plaintext that passes OpenSSL's
 * SSL_read and SSL_write or Read and Write of Go's crypto/tls, on the socket that the encrypted bytes take. From there
 * on it is what exchange.bpf.c makes of cleartext, by the same code, into the same ring and the same counts.
 *
 * User space attaches the programs below to the functions of whichever library a selected process has. A function
 * is hooked in a file, so other processes with the same file pass here too, and on.
 */
#define EXCHANGE_OF_TLS
#include "kernel.bpf.h"
#include "exchange.h"
#include "exchange_ends.bpf.h"
#include "exchange_flow.bpf.h"
#include "exchange_gather.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_sessions.bpf.h"
#include "exchange_sockets.bpf.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf/sock_send_length")
int BPF_PROG(tls_send, struct sock *sk, int length, int flags)
{
	return encrypted_moved(sk, length, 0, true);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(tls_receive, struct sock *sk, int length, int flags)
{
	return encrypted_moved(sk, length, flags, false);
}

static __always_inline int enter(struct pt_regs *regs, __u64 kind, bool counts_apart)
{
	struct tls_thread *thread = calling_thread();
	struct tls_call call = {
		.session = function_argument(regs, 0),
		.stack = stack_pointer(regs),
		.buffer = function_argument(regs, 1),
		.length_at = counts_apart ? function_argument(regs, 3) : 0,
		.kind = kind,
	};

	if (!thread)
		return 0;
	/* a call further up the stack did not return where we could see it */
	if (thread->call.session && thread->call.stack > call.stack)
		thread->outer = thread->call;
	thread->call = call;
	join_received(thread, call.session);
	return 0;
}

/* int SSL_do_handshake(SSL *ssl); SSL_accept and SSL_connect call it */
SEC("uprobe")
int tls_handshake(struct pt_regs *regs)
{
	return enter(regs, TLS_SHAKES_HANDS, false);
}

/* int SSL_write(SSL *ssl, const void *buf, int num) */
SEC("uprobe")
int tls_write(struct pt_regs *regs)
{
	return enter(regs, TLS_WRITES, false);
}

/* int SSL_write_ex(SSL *s, const void *buf, size_t num, size_t *written) */
SEC("uprobe")
int tls_write_ex(struct pt_regs *regs)
{
	return enter(regs, TLS_WRITES, true);
}

/* int SSL_read(SSL *ssl, void *buf, int num) */
SEC("uprobe")
int tls_read(struct pt_regs *regs)
{
	return enter(regs, TLS_READS, false);
}

/* int SSL_read_ex(SSL *ssl, void *buf, size_t num, size_t *readbytes) */
SEC("uprobe")
int tls_read_ex(struct pt_regs *regs)
{
	return enter(regs, TLS_READS, true);
}

/* What a call of a session moved. */
static __noinline int plaintext(struct exchange_socket *socket, __u64 key, struct payload *payload, bool sent)
{
	if (!scratch_hold()) {
		TLS_LOST(rooms);
		return 0;
	}
	struct exchange_scratch *s = scratch();
	if (s && socket && payload) {
		s->payload = *payload;
		s->payload.process = own_process();
		emptied(s->peek.bytes, EXCHANGE_PEEK);
		exchange_gather_peek();
		s->gathered = 0;
		if (flow(socket, key, &s->payload, sent, s, s->peek.bytes))
			overtaking(socket, key, &s->payload, sent);
	}
	scratch_release();
	return 0;
}

/* What a call moved that is over. */
static __always_inline int returned(const struct tls_call *call, __s64 length)
{
	__u64 key;
	struct exchange_socket *socket = session_socket(call->session, &key);

	if (!socket) {
		TLS_LOST(unjoined);
		return 0;
	}
	struct payload payload = { .at = call->buffer, .length = length < 1 << 30 ? length : 1 << 30 };
	payload.readable = payload.length;
	return plaintext(socket, key, &payload, call->kind == TLS_WRITES);
}

/* The return of any of them: what it says that it moved. */
SEC("uretprobe")
int tls_return(struct pt_regs *regs)
{
	struct tls_thread *thread = known_thread();

	if (!thread || !thread->call.session)
		return 0;
	struct tls_call call = thread->call;
	__s64 length = (__s32)function_result(regs);

	thread->call = thread->outer;
	thread->outer.session = 0;
	if (call.length_at && length == 1 && bpf_probe_read_user(&length, sizeof(length), (void *)call.length_at))
		return 0;
	if (length <= 0 || call.kind == TLS_SHAKES_HANDS)
		return 0;
	return returned(&call, length);
}

/* void SSL_free(SSL *ssl): its address may be another's at once */
SEC("uprobe")
int tls_free(struct pt_regs *regs)
{
	struct tls_session session = { .process = own_process(), .address = function_argument(regs, 0) };

	bpf_map_delete_elem(&tls_sessions, &session);
	return 0;
}

static __always_inline int go_enter(struct pt_regs *regs, __u64 kind)
{
	struct go_caller caller = { .process = own_process(), .goroutine = goroutine(regs) };
	struct tls_call call = { .session = go_register(regs, 0), .buffer = go_register(regs, 1), .kind = kind };

	if (!calling_thread())
		return 0;
	struct tls_call *around = bpf_map_lookup_elem(&tls_go_calls, &caller);
	bool within = around && around->session == call.session;
	/*
	 * A function of Go's begins anew when its stack had to grow, or another goroutine was to run first
	 * (runtime.morestack, which its prologue calls): the probe comes again for the same call.
	 */
	if (within && around->kind == TLS_WRITES_TOLD && around->buffer == call.buffer)
		return 0;
	/* reading and writing begin with it: then they are the call */
	if (within && kind == TLS_SHAKES_HANDS)
		return 0;
	__u64 key;
	struct exchange_socket *socket = kind == TLS_WRITES ? session_socket(call.session, &key) : NULL;
	/*
	 * Another goroutine reads the answer, in another thread: it may have it before this one is back. A write of Go's
	 * writes all, or breaks the connection, so there is nothing to wait for.
	 */
	if (socket)
		call.kind = TLS_WRITES_TOLD;
	bpf_map_update_elem(&tls_go_calls, &caller, &call, BPF_ANY);
	struct payload payload = { .at = call.buffer, .length = go_register(regs, 2) & ((1 << 30) - 1) };
	payload.readable = payload.length;
	return socket && payload.length ? plaintext(socket, key, &payload, true) : 0;
}

/* func (c *Conn) Write(b []byte) (int, error) */
SEC("uprobe")
int tls_go_write(struct pt_regs *regs)
{
	return go_enter(regs, TLS_WRITES);
}

/* func (c *Conn) Read(b []byte) (int, error) */
SEC("uprobe")
int tls_go_read(struct pt_regs *regs)
{
	return go_enter(regs, TLS_READS);
}

/* func (c *Conn) handshakeContext(ctx context.Context) (ret error), which receives what the first Read finds there */
SEC("uprobe")
int tls_go_handshake(struct pt_regs *regs)
{
	return go_enter(regs, TLS_SHAKES_HANDS);
}

/* Where any of them returns. A uretprobe would change the return address, which Go looks for when it moves a stack. */
static __always_inline int go_leave(struct pt_regs *regs, bool shaken)
{
	struct go_caller caller = { .process = own_process(), .goroutine = goroutine(regs) };
	struct tls_call *known = bpf_map_lookup_elem(&tls_go_calls, &caller);
	__s64 length = go_register(regs, 0);

	if (!known) {
		if (known_thread())
			TLS_LOST(returns);
		return 0;
	}
	struct tls_call call = *known;
	if (shaken != (call.kind == TLS_SHAKES_HANDS))
		return 0;
	bpf_map_delete_elem(&tls_go_calls, &caller);
	if (shaken || length <= 0 || call.kind == TLS_WRITES_TOLD)
		return 0;
	return returned(&call, length);
}

SEC("uprobe")
int tls_go_return(struct pt_regs *regs)
{
	return go_leave(regs, false);
}

SEC("uprobe")
int tls_go_shaken(struct pt_regs *regs)
{
	return go_leave(regs, true);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
