/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Where what is kept of a connection is found, by its socket's address. Each send and receive of the machine asks, so
 * the first few thousand are in a table that the program searches by itself, without a call; the others are in a hash.
 * Where one began it stays: nothing is moved that another processor may be working on.
 */
#ifndef NODECAST_EXCHANGE_TABLE_BPF_H
#define NODECAST_EXCHANGE_TABLE_BPF_H

#include "kernel.bpf.h"
#include "exchange_sockets.bpf.h"
#include <bpf/bpf_helpers.h>

/* By the socket's address. 65,536 sockets take 16 MiB when they are there. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, __u64);
	__type(value, struct exchange_socket);
} exchange_sockets SEC(".maps");

/* Another task may have been quicker: then it is that one's. NULL: the hash is full. */
static __always_inline struct exchange_socket *far_add(__u64 key, const struct exchange_socket *fresh)
{
	bpf_map_update_elem(&exchange_sockets, &key, fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&exchange_sockets, &key);
}

#if defined(EXCHANGE_OF_TLS) || defined(EXCHANGE_OF_CALLS)

/* Kernels before 6.3 take one bpf_spin_lock in a map's value; of TLS there are few. */
static __always_inline struct exchange_socket *socket_of(__u64 key)
{
	return bpf_map_lookup_elem(&exchange_sockets, &key);
}

static __always_inline struct exchange_socket *socket_add(__u64 key, const struct exchange_socket *fresh)
{
	return far_add(key, fresh);
}

static __always_inline void socket_remove(__u64 key)
{
	bpf_map_delete_elem(&exchange_sockets, &key);
}

#else

#define EXCHANGE_NEAR

#define NEAR_SETS_BITS 10
#define NEAR_WAYS 4
#define NEAR_SOCKETS (NEAR_WAYS << NEAR_SETS_BITS)

/* Four places for each hash of an address: 4,096 sockets take 0.8 MiB. */
struct exchange_near {
	__u64 unused; /* with what the kernel has before it (struct bpf_array) 64 bytes: the rest is in step with the cache */
	struct exchange_socket sockets[NEAR_SOCKETS];
	__u64 keys[NEAR_SOCKETS]; /* 0: free */
	struct exchange_lock locks[1 << NEAR_SETS_BITS]; /* of who begins one; who ends it stores a 0 */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct exchange_near);
} exchange_near SEC(".maps");

static __always_inline struct exchange_near *near_sockets(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&exchange_near, &zero);
}

static __always_inline __u32 near_set(__u64 key)
{
	return key * 0x9e3779b97f4a7c15ULL >> (64 - NEAR_SETS_BITS);
}

/* Which of a set's places has this key; NEAR_SOCKETS: none. */
static __always_inline __u32 near_at(const struct exchange_near *near, __u32 set, __u64 key)
{
	for (__u32 at = set * NEAR_WAYS; at < set * NEAR_WAYS + NEAR_WAYS; at++) {
		if (near->keys[at & (NEAR_SOCKETS - 1)] == key)
			return at & (NEAR_SOCKETS - 1);
	}
	return NEAR_SOCKETS;
}

static __always_inline struct exchange_socket *socket_in(struct exchange_near *near, __u32 set, __u64 key)
{
	__u32 at = near_at(near, set, key);

	return at < NEAR_SOCKETS ? &near->sockets[at] : bpf_map_lookup_elem(&exchange_sockets, &key);
}

/* What is kept of the connection; NULL: nothing. */
static __always_inline struct exchange_socket *socket_of(__u64 key)
{
	struct exchange_near *near = near_sockets();

	return near ? socket_in(near, near_set(key), key) : NULL;
}

/*
 * Under the set's lock: calls of several threads may begin one connection at once. Whoever never gets it, since its
 * holder was interrupted, has room in the hash.
 */
static __always_inline struct exchange_socket *socket_add(__u64 key, const struct exchange_socket *fresh)
{
	struct exchange_near *near = near_sockets();
	__u32 set = near_set(key);

	if (!near || !exchange_take(&near->locks[set]))
		return far_add(key, fresh);
	struct exchange_socket *socket = socket_in(near, set, key);
	if (!socket) {
		__u32 at = near_at(near, set, 0);
		if (at < NEAR_SOCKETS) {
			socket = &near->sockets[at];
			*socket = *fresh;
			__sync_val_compare_and_swap(&near->keys[at], 0, key); /* and not before */
		} else {
			socket = far_add(key, fresh);
		}
	}
	exchange_give(&near->locks[set]);
	return socket;
}

static __always_inline void socket_remove(__u64 key)
{
	struct exchange_near *near = near_sockets();
	__u32 at = near ? near_at(near, near_set(key), key) : NEAR_SOCKETS;

	if (near && at < NEAR_SOCKETS)
		__sync_val_compare_and_swap(&near->keys[at], key, 0);
	else
		bpf_map_delete_elem(&exchange_sockets, &key);
}

#endif

#endif
