/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Who speaks TLS, so that people learn what is not seen of whom. */
#ifndef NODECAST_EXCHANGE_ENCRYPTED_BPF_H
#define NODECAST_EXCHANGE_ENCRYPTED_BPF_H

#include "kernel.bpf.h"
#include "cgroup.bpf.h"
#include "exchange.h"
#include "exchange_sockets.bpf.h"
#include "exchange_tls.h"
#include "slots.bpf.h"
#include <bpf/bpf_helpers.h>

#ifndef EXCHANGE_OF_TLS

/* By process; user space empties it every few seconds. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct exchange_encrypted);
} exchange_encrypted SEC(".maps");

/* A connection of the current process, once. */
static __noinline void encrypted(void)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct exchange_encrypted *known = bpf_map_lookup_elem(&exchange_encrypted, &pid);

	if (known) {
		add(&known->connections, 1);
		return;
	}
	struct exchange_encrypted fresh = { .cgroup = cgroup_ids_of_current(), .connections = 1 };
	slot_of(&fresh.cgroup); /* whose names are found by its slot */
	name_of_process(fresh.comm);
	if (bpf_map_update_elem(&exchange_encrypted, &pid, &fresh, BPF_ANY))
		LOST(encrypted);
}

#else

/* Within TLS there is none to be seen. */
static __always_inline void encrypted(void)
{
}

#endif

#endif
