/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Which socket a session of a TLS library is on. The library is told neither by its callers nor asked by us: a socket
 * that the thread sends on or receives from within the library's call is the session's. Programs that move the
 * encrypted bytes themselves (Node.js, asyncio) receive just before they call it: then it is the socket of the thread's
 * last receive, if that began with a record of TLS, was a moment ago, and no other call of the library came in between.
 */
#ifndef NODECAST_EXCHANGE_SESSIONS_BPF_H
#define NODECAST_EXCHANGE_SESSIONS_BPF_H

#include "kernel.bpf.h"
#include "exchange_ends.bpf.h"
#include "exchange_sessions.h"
#include "exchange_sockets.bpf.h"
#include "exchange_tls.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

enum tls_call_kind {
	TLS_READS,
	TLS_WRITES,
	TLS_SHAKES_HANDS, /* no plaintext, but the session's socket */
	TLS_WRITES_TOLD, /* of which everything was told at its beginning */
};

struct tls_call {
	__u64 session; /* 0: no call is under way */
	__u64 stack; /* the stack pointer at its entry */
	__u64 buffer;
	__u64 length_at; /* of SSL_read_ex and SSL_write_ex: where the count is put */
	__u64 kind;
};

/* A thread that called the library of a selected process. */
struct tls_thread {
	__u64 memory; /* its mm: another after exec, and another's after the thread */
	struct tls_call call;
	struct tls_call outer; /* which calls back, and so is called within: a handshake that is done lets Node.js write */
	__u64 received; /* the socket of the last receive since the last call; 0: none */
	__u64 received_since_ns;
	__u64 received_ns;
};

/* From a receive to the call that hands its bytes to the library: they are one step of an event loop. */
#define RECEIVED_NS 10000000ULL

/* With the thread it comes and goes. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct tls_thread);
} tls_threads SEC(".maps");

/*
 * A call of Go is a goroutine's, which may go on in another thread. 16,384 take 2 MiB; a call that was under way when its
 * process ended stays until it is the oldest.
 */
struct go_caller {
	__u64 process;
	__u64 goroutine;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct go_caller);
	__type(value, struct tls_call);
} tls_go_calls SEC(".maps");

/* 1 while a program of Go is hooked, so that without one its calls are not looked for. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} tls_go SEC(".maps");

struct tls_socket {
	__u64 socket;
	__u64 since_ns;
};

/* 65,536 sessions take 6 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, struct tls_session);
	__type(value, struct tls_socket);
} tls_sessions SEC(".maps");

/* User space fills it: cgroups of selected workloads, executables, processes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct tls_selector);
	__type(value, __u32);
} tls_selected SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tls_lost);
} tls_lost SEC(".maps");

#define TLS_LOST(what)                                                   \
	do {                                                             \
		__u32 zero = 0;                                          \
		struct tls_lost *own = bpf_map_lookup_elem(&tls_lost, &zero); \
		if (own)                                                 \
			add(&own->what, 1);                              \
	} while (0)

static __always_inline __u64 own_process(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

static __always_inline bool selected(__u64 kind, __u64 first, __u64 second)
{
	struct tls_selector selector = { .kind = kind, .first = first, .second = second };

	return bpf_map_lookup_elem(&tls_selected, &selector);
}

static __always_inline bool process_selected(struct task_struct *task)
{
	struct cgroup_ids cgroup = cgroup_ids_of(task);
	struct file *executable = BPF_CORE_READ(task, mm, exe_file);
	struct inode *inode = BPF_CORE_READ(executable, f_inode);

	return selected(TLS_OF_PROCESS, own_process(), 0) || selected(TLS_OF_CGROUP, cgroup.v2, cgroup.memory) ||
	       selected(TLS_OF_EXECUTABLE, BPF_CORE_READ(inode, i_sb, s_dev), BPF_CORE_READ(inode, i_ino));
}

/* NULL for one that is not of a selected process, or has not called the library yet. */
static __always_inline struct tls_thread *known_thread(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct tls_thread *thread = bpf_task_storage_get(&tls_threads, task, 0, 0);

	return thread && thread->memory == (__u64)task->mm ? thread : NULL;
}

static __always_inline struct tls_thread *calling_thread(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct tls_thread *thread = known_thread();

	if (thread || !process_selected(task))
		return thread;
	thread = bpf_task_storage_get(&tls_threads, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!thread)
		return NULL;
	__builtin_memset(thread, 0, sizeof(*thread));
	thread->memory = (__u64)task->mm;
	return thread;
}

static __always_inline void join_session(__u64 address, struct exchange_socket *socket, __u64 key)
{
	struct tls_session session = { .process = own_process(), .address = address };
	struct tls_socket to = { .socket = key, .since_ns = socket->since_ns };

	if (socket->session.address == address && socket->session.process == session.process)
		return;
	if (bpf_map_update_elem(&tls_sessions, &session, &to, BPF_ANY)) {
		TLS_LOST(sessions);
		return;
	}
	socket->session = session;
}

/* The socket's end; its session may be on another by now. */
static __always_inline void session_ended(const struct exchange_socket *socket, __u64 key)
{
	struct tls_session session = socket->session;
	struct tls_socket *to = session.address ? bpf_map_lookup_elem(&tls_sessions, &session) : NULL;

	if (to && to->socket == key)
		bpf_map_delete_elem(&tls_sessions, &session);
}

/* The socket of a session; NULL when it is not known or was closed. */
static __always_inline struct exchange_socket *session_socket(__u64 address, __u64 *key)
{
	struct tls_session session = { .process = own_process(), .address = address };
	struct tls_socket *to = bpf_map_lookup_elem(&tls_sessions, &session);

	if (!to)
		return NULL;
	__u64 at = to->socket, since = to->since_ns;
	struct exchange_socket *socket = socket_of(at);
	*key = at;
	return socket && socket->since_ns == since ? socket : NULL;
}

/* What a thread that is not in the library receives: a record, on a socket that may be a session's soon. */
static __always_inline bool record_received(int length, int flags, struct exchange_scratch *s)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	struct payload payload;

	emptied(s->peek.bytes, EXCHANGE_PEEK);
	return payload_of_call(&payload, regs, length, syscall_compat(regs), flags & MSG_TRUNC, false) == PAYLOAD_BYTES &&
	       payload_read(&payload, s->peek.bytes, EXCHANGE_PEEK, EXCHANGE_PEEK) && tls_record(s->peek.bytes, length);
}

/* The session that the current goroutine is in a call of, during a system call; 0: none. */
static __always_inline __u64 go_session(void)
{
	__u32 zero = 0;
	__u32 *hooked = bpf_map_lookup_elem(&tls_go, &zero);

	if (!hooked || !*hooked)
		return 0;
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	struct go_caller caller = { .process = own_process(), .goroutine = goroutine(regs) };
	struct tls_call *call = bpf_map_lookup_elem(&tls_go_calls, &caller);
	return call ? call->session : 0;
}

/* Encrypted bytes, and much else: this comes with every send and receive of the machine. */
static __always_inline int encrypted_moved(const struct sock *sk, int length, int flags, bool sent)
{
	struct tls_thread *thread = known_thread();
	struct endpoint end = endpoint_of(sk);
	__u64 key = end.key;
	__u64 session = thread ? thread->call.session : 0;

	if (!session)
		session = go_session();
	if (!session && (!thread || sent))
		return 0;
	if (length <= 0 || flags & (MSG_PEEK | MSG_ERRQUEUE) || (end.family != AF_INET && end.family != AF_INET6) ||
	    end.protocol != IPPROTO_TCP)
		return 0;
	struct exchange_socket *socket = socket_of(key);
	if (socket && !same(socket, &end)) {
		forget(socket, key, ENDING_OF_CALL);
		socket = NULL;
	}
	if (session) {
		if (!socket)
			socket = first(key, sk, sent);
		if (socket)
			join_session(session, socket, key);
		return 0;
	}
	if (!thread)
		return 0;
	thread->received = 0;
	if (!socket && scratch_hold()) {
		struct exchange_scratch *s = scratch();
		if (s && record_received(length, flags, s))
			socket = first(key, sk, sent);
		scratch_release();
	}
	if (socket && !socket->session.address) {
		thread->received = key;
		thread->received_since_ns = socket->since_ns;
		thread->received_ns = bpf_ktime_get_ns();
	}
	return 0;
}

/*
 * A session whose socket is not known is called: what this thread received just now is for it. Calls that write count
 * too: what Node.js has to send, it tries to first with every receive, and so ends the handshake.
 */
static __always_inline void join_received(struct tls_thread *thread, __u64 address)
{
	__u64 key = thread->received, other;

	thread->received = 0;
	if (!key || bpf_ktime_get_ns() - thread->received_ns > RECEIVED_NS || session_socket(address, &other))
		return;
	struct exchange_socket *socket = socket_of(key);
	if (socket && socket->since_ns == thread->received_since_ns && !socket->session.address)
		join_session(address, socket, key);
}

#endif
