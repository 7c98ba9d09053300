/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef NODECAST_MAPS_BPF_H
#define NODECAST_MAPS_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_helpers.h>

/*
 * The value of a key, made from `init` when there is none; NULL when the map is full, which the caller counts.
 * Two processors may insert at once: BPF_NOEXIST lets one win, and both then find the winner's value.
 */
static __always_inline void *map_get_or_init(void *map, const void *key, const void *init)
{
	void *value = bpf_map_lookup_elem(map, key);
	if (value)
		return value;
	bpf_map_update_elem(map, key, init, BPF_NOEXIST);
	return bpf_map_lookup_elem(map, key);
}

#endif
