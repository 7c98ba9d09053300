/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_TCP_LOST_BPF_H
#define NODECAST_TCP_LOST_BPF_H

#include "kernel.bpf.h"
#include "slots.bpf.h"
#include "tcp.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tcp_lost);
} tcp_lost SEC(".maps");

static __always_inline struct tcp_lost *lost(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&tcp_lost, &zero);
}

#define LOST(what)                          \
	do {                                \
		struct tcp_lost *l = lost(); \
		if (l)                      \
			add(&l->what, 1);   \
	} while (0)

#endif
