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
#include "compat.bpf.h"
#include "exchange.h"
#include "exchange_classify.h"
#include "exchange_http2.bpf.h"
#include "exchange_payload.bpf.h"
#include "exchange_sockets.bpf.h"
#include "hist.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* include/linux/socket.h, include/uapi/linux/in.h */
#define MSG_PEEK 2
#define IPPROTO_UDP 17

/* RFC 1035 section 4.2 */
#define DNS_PORT 53

/* First bytes that said nothing: then the connection is of no interest. */
#define TRIES 16

/* "HTTP/1.1 100 Continue" and the empty line. */
#define CONTINUE_LENGTH 25

/* After so long without more of it an answer counts as complete. */
#define QUIET_NS 400000000ULL

/* An exchange that is over, copied out under the lock. */
struct finished {
	__u64 shape;
	__u64 request_ns;
	__u64 response_ns;
	__u64 end_ns;
	__u64 request_bytes;
	__u64 response_bytes;
	__u16 status;
	__u8 flags;
	__u8 buffered;
	bool countable; /* one request, and all of one answer */
};

static __always_inline void describe(struct exchange_event *event, const struct exchange_socket *socket, __u64 key,
				     const struct finished *of)
{
	event->cgroup = socket->cgroup;
	event->socket = key;
	event->since_ns = socket->since_ns;
	event->shape = of->shape;
	event->request_ns = of->request_ns;
	event->response_ns = of->response_ns;
	event->end_ns = of->end_ns;
	event->request_bytes = of->request_bytes;
	event->response_bytes = of->response_bytes;
	event->pid = socket->pid;
	event->netns = socket->netns;
	__builtin_memcpy(event->local_address, socket->local_address, 16);
	__builtin_memcpy(event->remote_address, socket->remote_address, 16);
	event->local_port = socket->local_port;
	event->remote_port = socket->remote_port;
	event->status = of->status;
	event->protocol = socket->protocol;
	event->role = socket->role;
	event->first_bytes = socket->first_bytes;
	event->flags = of->flags;
	event->pad = 0;
}

/* Not inlined: a parameter's type is how the struct gets into the object's BTF, where the test finds it. */
static __noinline int tell(struct exchange_event *event, __u32 size)
{
	if (!event)
		return 0;
	return bpf_ringbuf_output(&exchange_events, event, size, BPF_RB_NO_WAKEUP);
}

/* Whether it is one that user space has understood, and is counted now. */
static __always_inline bool count(const struct finished *of)
{
	struct exchange_shape_key key = { .shape = of->shape, .status = of->status };
	struct exchange_shape *shape = of->countable && of->shape && of->status ? bpf_map_lookup_elem(&exchange_shapes, &key) : NULL;

	if (!shape)
		return false;
	add(&shape->requests, 1);
	add(&shape->request_bytes, of->request_bytes);
	add(&shape->response_bytes, of->response_bytes);
	hist_add(&shape->duration_us, (of->end_ns - of->request_ns) / 1000);
	hist_add(&shape->request_size, of->request_bytes);
	hist_add(&shape->response_size, of->response_bytes);
	return true;
}

/* Ends the exchange under way, if there is one that had its last bytes before `before`; only one caller finds it. */
static __always_inline bool take_finished(struct exchange_socket *socket, struct finished *of, __u64 before, bool closed)
{
	bool mine = false;

	bpf_spin_lock(&socket->lock);
	if (socket->phase == ANSWERING ? socket->end_ns < before : closed && socket->phase == ASKING) {
		mine = true;
		of->shape = socket->shape;
		of->request_ns = socket->request_ns;
		of->response_ns = socket->response_ns;
		of->end_ns = socket->end_ns;
		of->request_bytes = socket->request_bytes;
		of->response_bytes = socket->response_bytes;
		of->status = socket->status;
		of->buffered = socket->buffered;
		of->flags = (closed ? EXCHANGE_ENDED : 0) | (socket->phase == ASKING ? EXCHANGE_UNANSWERED : 0) |
			    (socket->headless ? EXCHANGE_HEADLESS : 0);
		if (socket->protocol == EXCHANGE_REDIS && socket->response_bytes != socket->announced)
			socket->mixed = 1;
		of->countable = !socket->mixed;
		socket->phase = IDLE;
		socket->buffered = 0;
	}
	bpf_spin_unlock(&socket->lock);
	return mine;
}

static __noinline int finish(struct exchange_socket *socket, __u64 key, __u64 before, bool closed)
{
	struct finished of = {};

	if (!socket || !take_finished(socket, &of, before, closed))
		return 0;
	if (of.flags & EXCHANGE_UNANSWERED)
		of.end_ns = bpf_ktime_get_ns();
	bool counted = count(&of);
	if (of.buffered) {
		struct exchange_request *request = bpf_map_lookup_elem(&exchange_requests, &key);
		if (request && request->event.request_ns == of.request_ns) {
			if (!counted) {
				__u32 kept = request->event.request_kept + request->event.response_kept;
				if (kept > EXCHANGE_REQUEST + EXCHANGE_RESPONSE) /* for the verifier */
					kept = EXCHANGE_REQUEST + EXCHANGE_RESPONSE;
				describe(&request->event, socket, key, &of);
				if (tell(&request->event, sizeof(struct exchange_event) + kept))
					LOST(events);
			}
			bpf_map_delete_elem(&exchange_requests, &key);
			return 0;
		}
	}
	struct exchange_scratch *s = counted ? NULL : scratch();
	if (s) {
		of.flags |= EXCHANGE_BARE;
		describe(&s->event, socket, key, &of);
		s->event.request_kept = 0;
		s->event.response_kept = 0;
		__builtin_memset(s->event.comm, 0, sizeof(s->event.comm));
		if (tell(&s->event, sizeof(struct exchange_event)))
			LOST(events);
	}
	return 0;
}

/* By its first thread: the others' names say what they do, and may be all that is left of a process that ended. */
static __always_inline void name_process(struct exchange_event *event)
{
	struct task_struct *task = bpf_get_current_task_btf();

	bpf_core_read(event->comm, sizeof(event->comm), &task->group_leader->comm);
}

/* Keeps the request's bytes until it is answered; of a headless one those of its second call. */
static __noinline int buffer(struct exchange_socket *socket, __u64 key, const struct payload *payload)
{
	struct exchange_scratch *s = scratch();

	if (!s || !socket || !payload)
		return 0;
	__u32 kept = payload_read(payload, s->request, EXCHANGE_REQUEST);
	s->event.request_ns = socket->request_ns;
	s->event.request_kept = kept;
	s->event.response_kept = 0;
	name_process(&s->event);
	/* the scratch has the same two in the same order */
	_Static_assert(sizeof(s->request) >= sizeof(((struct exchange_request *)0)->bytes), "room");
	socket->buffered = !bpf_map_update_elem(&exchange_requests, &key, &s->event, BPF_ANY);
	if (!socket->buffered)
		LOST(requests);
	return 0;
}

/* More bytes of a request of several pieces, as long as none is missing: `before` came before. */
static __noinline int buffer_more(__u64 key, const struct payload *payload, __u64 before)
{
	struct exchange_request *request = bpf_map_lookup_elem(&exchange_requests, &key);

	if (!request || !payload)
		return 0;
	__u32 at = request->event.request_kept;
	if (at > EXCHANGE_REQUEST / 2 || at != before)
		return 0;
	request->event.request_kept = at + payload_read(payload, request->bytes + at, EXCHANGE_REQUEST / 2);
	return 0;
}

/* The beginning of an answer, or more of it as long as none is missing: behind the request. */
static __noinline int buffer_answer(__u64 key, const struct payload *payload, __u64 before)
{
	struct exchange_request *request = bpf_map_lookup_elem(&exchange_requests, &key);

	if (!request || !payload)
		return 0;
	__u32 asked = request->event.request_kept;
	__u32 answered = request->event.response_kept;
	if (asked > EXCHANGE_REQUEST || answered > EXCHANGE_RESPONSE / 2 || answered != before)
		return 0;
	request->event.response_kept =
		answered + payload_read(payload, request->bytes + asked + answered, EXCHANGE_RESPONSE / 2);
	return 0;
}

/* Requests and answers overtake each other, or are larger than what is kept of a turn. */
static __always_inline bool segmented(__u8 protocol)
{
	return protocol == EXCHANGE_HTTP2 || protocol == EXCHANGE_KAFKA;
}

/* What one call moved, told as it is. */
static __noinline int segment(struct exchange_socket *socket, __u64 key, const struct payload *payload, __u8 flags)
{
	struct exchange_scratch *s = scratch();
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct finished of = { .flags = EXCHANGE_SEGMENTED | flags };

	if (!s || !socket || !payload)
		return 0;
	/* a connection may end in anybody's name */
	if (!(flags & EXCHANGE_ENDED) && pid != socket->pid)
		own(socket, pid);
	of.request_ns = bpf_ktime_get_ns();
	of.request_bytes = payload->length;
	describe(&s->event, socket, key, &of);
	__u32 kept = payload->at ? payload_read(payload, s->request, EXCHANGE_SEGMENT) : 0;
	if (kept > EXCHANGE_SEGMENT) /* for the verifier */
		kept = EXCHANGE_SEGMENT;
	s->event.request_kept = kept;
	s->event.response_kept = 0;
	name_process(&s->event);
	if (tell(&s->event, sizeof(struct exchange_event) + kept))
		LOST(events);
	return 0;
}

static __noinline int tell_frames(struct exchange_socket *socket, __u64 key, struct http2_walk *walk,
				  const struct http2_cursor *cursor, __u8 flags)
{
	struct finished of = { .flags = EXCHANGE_SEGMENTED | flags, .request_ns = bpf_ktime_get_ns() };
	struct exchange_scratch *s = scratch();

	if (!s || !socket || !walk || !cursor)
		return 0;
	__u32 kept = cursor->kept;
	if (walk->skip && walk->ends)
		of.flags |= EXCHANGE_UNFINISHED;
	of.shape = walk->segments++;
	of.request_bytes = kept;
	describe(&s->event, socket, key, &of);
	s->event.first_bytes = least(cursor->continued, 0xffff);
	s->event.request_kept = kept;
	s->event.response_kept = 0;
	bpf_get_current_comm(s->event.comm, sizeof(s->event.comm));
	barrier_var(kept);
	if (kept > EXCHANGE_SEGMENT) /* for the verifier */
		kept = EXCHANGE_SEGMENT;
	if (tell(&s->event, sizeof(struct exchange_event) + kept))
		LOST(events);
	return 0;
}

/* What one call moved of an HTTP/2 connection. */
static __noinline int frames(struct exchange_socket *socket, __u64 key, const struct payload *payload, __u8 flags)
{
	struct exchange_scratch *s = scratch();
	__u32 zero = 0, pid = bpf_get_current_pid_tgid() >> 32;
	struct http2_cursor *cursor = bpf_map_lookup_elem(&exchange_http2_cursor, &zero);

	if (!s || !cursor || !socket || !payload)
		return 0;
	struct http2_connection *connection = http2_connection(key, socket->upgraded);
	if (!connection) {
		LOST(sockets);
		socket->protocol = EXCHANGE_IGNORED;
		return 0;
	}
	struct http2_walk *walk = flags & EXCHANGE_TO_SERVER ? &connection->to_server : &connection->to_client;
	if (!at_call(walk, cursor, payload, s->peek))
		return 0;
	if (pid != socket->pid)
		own(socket, pid);
	for (int i = 0; i < HTTP2_ROUNDS; i++) {
		cursor->continued = walk->copy;
		int end = http2_step(walk, cursor, s);
		if (cursor->kept || cursor->ended)
			tell_frames(socket, key, walk, cursor, flags);
		cursor->kept = 0;
		cursor->ended = 0;
		if (end == HTTP2_DONE)
			return 0;
		if (end == HTTP2_LOST)
			break;
	}
	LOST(calls);
	out_of_step(walk);
	return 0;
}

/* The seed, the first call's length and bytes: equal for equal requests between the same two. */
static __always_inline __u64 shape_of(const struct exchange_socket *socket, const __u8 *peek, __u32 length)
{
	__u64 hash = mixed(socket->seed, length);
	const __u64 *words = (const __u64 *)peek;

	for (int i = 0; i < EXCHANGE_PEEK / 8; i++)
		hash = mixed(hash, words[i]);
	return hash ? hash : 1;
}

/*
 * A command alone in its call, on a connection where each one before it was answered before the next: then the answer is
 * its own. Once it was not so, all is told to user space, which pairs them.
 */
static __always_inline __u64 redis_shape(struct exchange_socket *socket, const __u8 *peek, __u32 length)
{
	__u64 name = length < 0xffff ? redis_single(peek, length) : 0; /* as far as first_bytes tells */

	if (!name) {
		socket->mixed = 1;
		return 0;
	}
	socket->announced = 0;
	return mixed(socket->seed, name) | 1;
}

static __always_inline void begin(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				  const __u8 *peek, __u64 now)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;

	if (pid != socket->pid)
		own(socket, pid);
	socket->request_ns = now;
	socket->response_ns = 0;
	socket->end_ns = 0;
	socket->request_bytes = payload->length;
	socket->response_bytes = 0;
	socket->status = 0;
	socket->first_bytes = payload->length < 0xffff ? payload->length : 0xffff;
	socket->shape = 0;
	socket->buffered = 0;
	socket->headless = 0;
	if (socket->protocol == EXCHANGE_HTTP1)
		socket->shape = shape_of(socket, peek, payload->length);
	else if (socket->protocol == EXCHANGE_REDIS && !socket->mixed)
		socket->shape = redis_shape(socket, peek, payload->length);
	if (socket->shape) {
		struct exchange_shape_key shape = { .shape = socket->shape };
		if (!bpf_map_lookup_elem(&exchange_shapes, &shape))
			buffer(socket, key, payload);
	} else {
		buffer(socket, key, payload);
	}
	socket->phase = ASKING;
}

/* More of a burst of commands: what the first call was is not to be counted, and not to be forgotten. */
static __always_inline void another(struct exchange_socket *socket, __u64 key, const struct payload *payload)
{
	__u64 before = socket->request_bytes - payload->length;

	socket->mixed = 1;
	if (socket->buffered) {
		if (socket->headless)
			before -= socket->first_bytes;
		else
			socket->shape = 0;
		buffer_more(key, payload, before);
	} else if (socket->shape && before == socket->first_bytes) {
		socket->headless = 1;
		buffer(socket, key, payload);
	}
}

/* What is never answered must not be taken for the beginning of a request that comes much later. */
static __always_inline bool closes_statement(struct exchange_socket *socket, __u64 key, const struct payload *payload,
					     const __u8 *peek)
{
	if (socket->phase != ASKING)
		return mysql_close(peek, payload->length);
	/* MySQL's server reads a packet's header by itself */
	if (socket->request_bytes != 4 || payload->length != 5 || peek[0] != MYSQL_CLOSE)
		return false;
	socket->phase = IDLE;
	socket->buffered = 0;
	bpf_map_delete_elem(&exchange_requests, &key);
	return true;
}

/* Bytes on their way to the server. */
static __always_inline void to_server(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				      const __u8 *peek, __u64 now)
{
	/* Only what looks like a request begins one: the body that a 100 asked for does not, nor the rest of an upload. */
	bool begins = socket->protocol != EXCHANGE_HTTP1 || http_request(peek);

	if (socket->protocol == EXCHANGE_MYSQL && closes_statement(socket, key, payload, peek))
		return;
	if (socket->phase == ANSWERING && begins)
		finish(socket, key, ~0ULL, false);
	if (socket->phase == IDLE) {
		if (begins)
			begin(socket, key, payload, peek, now);
		return;
	}
	/* a second request before the first's answer: two cannot be counted as one of a kind */
	if (begins && socket->phase == ASKING)
		socket->shape = 0;
	socket->request_bytes += payload->length;
	if (socket->phase != ASKING)
		return;
	if (socket->protocol == EXCHANGE_REDIS)
		another(socket, key, payload);
	else if (socket->buffered)
		buffer_more(key, payload, socket->request_bytes - payload->length);
}

/* Bytes on their way to the client. */
static __always_inline void to_client(struct exchange_socket *socket, __u64 key, const struct payload *payload,
				      const __u8 *peek, __u64 now)
{
	if (socket->phase == IDLE) {
		/* of a request that was before us, or that the quiet ended: then its time and bytes are told too short */
		if (socket->request_ns)
			LOST(rests);
		socket->request_ns = 0;
		return;
	}
	if (socket->phase == ASKING) {
		if (socket->protocol == EXCHANGE_HTTP1) {
			__u32 status = http_status(peek);
			if (!status) {
				/* not HTTP after all, or the middle of an answer to what we did not see */
				if (++socket->tries >= TRIES)
					socket->protocol = EXCHANGE_IGNORED;
				return;
			}
			if (status == 100 && http_status(peek + CONTINUE_LENGTH))
				status = http_status(peek + CONTINUE_LENGTH); /* by the same call */
			if (status < 200 && status != 101)
				return; /* 100, 102, 103: the answer is still to come */
			socket->status = status;
		} else if (socket->protocol == EXCHANGE_REDIS && !socket->mixed) {
			socket->status = redis_status(peek);
			socket->announced = redis_answer(peek);
		}
		socket->response_ns = now;
		socket->end_ns = now;
		socket->phase = ANSWERING;
	}
	socket->response_bytes += payload->length;
	socket->end_ns = now;
	/* of HTTP/1 the status is all that is wanted */
	if (socket->buffered && socket->protocol != EXCHANGE_HTTP1)
		buffer_answer(key, payload, socket->response_bytes - payload->length);
	if (socket->status == 101) {
		finish(socket, key, ~0ULL, false);
		socket->protocol = EXCHANGE_UNDECIDED; /* it speaks something else from here on */
		socket->upgraded = true;
	}
}

/* The first bytes of a connection, or the first ones that are seen of it. */
static __always_inline struct exchange_socket *first(__u64 key, const struct sock *sk, bool sent)
{
	struct exchange_socket fresh = { .since_ns = bpf_ktime_get_ns(), .sent = !sent };

	addresses(&fresh, sk);
	if (bpf_map_update_elem(&exchange_sockets, &key, &fresh, BPF_NOEXIST)) {
		LOST(sockets);
		return NULL;
	}
	return bpf_map_lookup_elem(&exchange_sockets, &key);
}

static __always_inline void decide(struct exchange_socket *socket, const __u8 *peek, __u32 length, bool sent)
{
	bool turned = socket->sent != sent;
	struct exchange_verdict verdict = classify(peek, length, turned ? 0 : socket->announced);

	if (socket->upgraded && verdict.protocol != EXCHANGE_HTTP2) {
		/* RFC 9113 section 3.1: the client's first words are the preface, or it is a WebSocket */
		if (sent == (socket->role == EXCHANGE_CLIENT))
			socket->protocol = EXCHANGE_IGNORED;
		return;
	}
	socket->announced = length == 4 ? big(peek) : 0;
	if (verdict.protocol == EXCHANGE_UNDECIDED) {
		/* only what follows a change of direction can be the beginning of something */
		if (turned && ++socket->tries >= TRIES)
			socket->protocol = EXCHANGE_IGNORED;
		return;
	}
	if (!wanted(verdict.protocol)) {
		socket->protocol = EXCHANGE_IGNORED;
		return;
	}
	socket->protocol = verdict.protocol;
	socket->role = verdict.request == sent ? EXCHANGE_CLIENT : EXCHANGE_SERVER;
	socket->tries = 0;
	socket->pid = 0;
}

/*
 * DNS over UDP, by the port of the server: who has it, is connected to it, or sent there before. Queries of one socket
 * overtake each other, so each datagram is told.
 */
static __always_inline int datagram(const struct sock *sk, int length, bool sent)
{
	__u64 key = (__u64)sk;
	bool server = sk->__sk_common.skc_num == DNS_PORT;
	__u16 to = bpf_ntohs(sk->__sk_common.skc_dport);
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_resolvers, &key);
	struct payload payload;

	if (length < 12 || (!socket && !server && to != DNS_PORT && (to || !sent)))
		return 0;
	if (!wanted(EXCHANGE_DNS))
		return 0;
	if (!payload_of_call(&payload, length)) {
		if (socket || server || to == DNS_PORT)
			LOST(calls);
		return 0;
	}
	struct sockaddr_start target = {};
	if (sent && !to && !server) {
		if (!payload.name || bpf_probe_read_user(&target, sizeof(target), (void *)payload.name) ||
		    bpf_ntohs(target.port) != DNS_PORT)
			return 0;
	}
	if (!socket) {
		struct exchange_socket fresh = {
			.since_ns = bpf_ktime_get_ns(),
			.protocol = EXCHANGE_DNS,
			.role = server ? EXCHANGE_SERVER : EXCHANGE_CLIENT,
		};
		addresses(&fresh, sk);
		if (target.family)
			fresh.remote_port = DNS_PORT;
		if (target.family == AF_INET)
			mapped(fresh.remote_address, target.v4);
		else if (target.family == AF_INET6)
			__builtin_memcpy(fresh.remote_address, target.v6, 16);
		bpf_map_update_elem(&exchange_resolvers, &key, &fresh, BPF_ANY);
		socket = bpf_map_lookup_elem(&exchange_resolvers, &key);
	}
	return socket ? segment(socket, key, &payload, sent != server ? EXCHANGE_TO_SERVER : 0) : 0;
}

static __always_inline int moved(const struct sock *sk, int length, bool sent)
{
	__u16 family = sk->__sk_common.skc_family;

	if (length <= 0 || (family != AF_INET && family != AF_INET6))
		return 0;
	if (sk->sk_protocol == IPPROTO_UDP)
		return datagram(sk, length, sent);
	if (sk->sk_protocol != IPPROTO_TCP)
		return 0;
	__u64 key = (__u64)sk;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &key);
	if (!socket)
		socket = first(key, sk, sent);
	if (!socket || socket->protocol == EXCHANGE_IGNORED)
		return 0;

	struct exchange_scratch *s = scratch();
	struct payload payload;
	if (!s)
		return 0;
	__u64 *words = (__u64 *)s->peek;
	for (int i = 0; i < EXCHANGE_PEEK / 8; i++)
		words[i] = 0;
	if (!payload_of_call(&payload, length)) {
		LOST(calls);
		payload.at = 0;
	} else {
		payload_read(&payload, s->peek, EXCHANGE_PEEK);
	}
	if (socket->protocol == EXCHANGE_UNDECIDED)
		decide(socket, s->peek, length, sent);
	socket->sent = sent;
	if (socket->protocol <= EXCHANGE_IGNORED)
		return 0;
	bool asks = sent == (socket->role == EXCHANGE_CLIENT);
	if (socket->protocol == EXCHANGE_HTTP2)
		return frames(socket, key, &payload, asks ? EXCHANGE_TO_SERVER : 0);
	if (segmented(socket->protocol))
		return segment(socket, key, &payload, asks ? EXCHANGE_TO_SERVER : 0);
	__u64 now = bpf_ktime_get_ns();
	if (asks)
		to_server(socket, key, &payload, s->peek, now);
	else
		to_client(socket, key, &payload, s->peek, now);
	return 0;
}

/* Linux 6.3 ("net: sock: add tracepoint for send recv length"). */
SEC("tp_btf/sock_send_length")
int BPF_PROG(exchange_send, struct sock *sk, int length, int flags)
{
	return moved(sk, length, true);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(exchange_receive, struct sock *sk, int length, int flags)
{
	return flags & MSG_PEEK ? 0 : moved(sk, length, false);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(exchange_state, const struct sock *sk, int before, int now)
{
	__u64 key = (__u64)sk;

	if (now != TCP_CLOSE)
		return 0;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &key);
	if (!socket)
		return 0;
	if (segmented(socket->protocol)) {
		struct payload nothing = {};
		segment(socket, key, &nothing, EXCHANGE_ENDED);
	}
	if (socket->protocol == EXCHANGE_HTTP2)
		bpf_map_delete_elem(&exchange_http2, &key);
	finish(socket, key, ~0ULL, true);
	bpf_map_delete_elem(&exchange_sockets, &key);
	return 0;
}

/* Once a tick: exchanges whose answers have come to rest. */
SEC("iter/bpf_map_elem")
int exchange_sockets_live(struct bpf_iter__bpf_map_elem *ctx)
{
	__u64 *at = ctx->key;

	if (!at)
		return 0;
	__u64 key = *at;
	struct exchange_socket *socket = bpf_map_lookup_elem(&exchange_sockets, &key);
	if (socket && socket->phase == ANSWERING)
		finish(socket, key, bpf_ktime_get_ns() - QUIET_NS, false);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
