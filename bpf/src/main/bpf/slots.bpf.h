/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Where a cgroup's numbers are. The first event of a cgroup, of whatever subject, takes a slot; every subject then
 * keeps its numbers at that index of an array of its own (<subject>_by_slot, BPF_F_MMAPABLE), which user space reads
 * as memory: no system call, and nothing to do for what did not change, which <subject>_touched tells.
 *
 * The three maps are one set for all objects (Slots.java makes them and lends them out). User space alone frees a
 * slot: it deletes the key, waits until no program can still hold the index, zeroes the slot in every array, and puts
 * it back. Nothing is ever evicted.
 */
#ifndef NODECAST_SLOTS_BPF_H
#define NODECAST_SLOTS_BPF_H

#include "kernel.bpf.h"
#include "cgroup.bpf.h"
#include "slots.h"
#include "touched.h"
#include <bpf/bpf_helpers.h>

/* Bounds as they are in the file; user space sets those of the configuration before it loads the objects. */
#define SLOTS 2048

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, SLOTS);
	__type(key, struct cgroup_ids);
	__type(value, __u32);
} slot_by_cgroup SEC(".maps");

/* The lowest ones go first and again: of what is kept by slot, user space maps no more than is in use (MappedArray). */
struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, SLOTS);
	__type(value, __u32);
} free_slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct slots_state);
} slots_state SEC(".maps");

/* An array; Slots.java gives all that are named so the same length. */
#define BY_SLOT(name, type_of_value)                      \
	struct {                                          \
		__uint(type, BPF_MAP_TYPE_ARRAY);         \
		__uint(map_flags, BPF_F_MMAPABLE);        \
		__uint(max_entries, SLOTS);               \
		__type(key, __u32);                       \
		__type(value, type_of_value);             \
	} name SEC(".maps")

static __always_inline void touch(void *touched, __u32 slot)
{
	__u32 line = slot / SLOTS_OF_LINE;
	struct slots_line *slots = bpf_map_lookup_elem(touched, &line);

	if (slots)
		TOUCH(slots->touched[slot % SLOTS_OF_LINE]);
}

/* A subject's numbers, and <subject>_counts(slot) to add to them. */
#define COUNTS_BY_SLOT(subject, type_of_counts)                                     \
	BY_SLOT(subject##_by_slot, type_of_counts);                                 \
	struct {                                                                    \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                   \
		__uint(map_flags, BPF_F_MMAPABLE);                                  \
		__uint(max_entries, SLOTS / SLOTS_OF_LINE);                         \
		__type(key, __u32);                                                 \
		__type(value, struct slots_line);                                   \
	} subject##_touched SEC(".maps");                                           \
                                                                                    \
	static __always_inline type_of_counts *subject##_counts(__u32 slot)         \
	{                                                                           \
		touch(&subject##_touched, slot);                                    \
		return bpf_map_lookup_elem(&subject##_by_slot, &slot);              \
	}                                                                           \
	_Static_assert(sizeof(type_of_counts) % 8 == 0, "slots begin at 8 bytes")

static __always_inline void add(__u64 *counter, __u64 by)
{
	__sync_fetch_and_add(counter, by);
}

static __noinline __u32 take_slot(const struct cgroup_ids *ids)
{
	__u32 zero = 0, slot = SLOT_NO_ROOM;
	struct slots_state *state = bpf_map_lookup_elem(&slots_state, &zero);

	if (!state || !ids)
		return SLOT_NO_ROOM;
	if (bpf_map_pop_elem(&free_slots, &slot)) {
		add(&state->turned_away, 1);
		return SLOT_NO_ROOM;
	}
	/* Another processor may have been faster, or the hash be full: then this slot is free again. */
	if (bpf_map_update_elem(&slot_by_cgroup, ids, &slot, BPF_NOEXIST)) {
		bpf_map_push_elem(&free_slots, &slot, BPF_ANY);
		__u32 *winner = bpf_map_lookup_elem(&slot_by_cgroup, ids);
		if (winner)
			return *winner;
		add(&state->turned_away, 1);
		return SLOT_NO_ROOM;
	}
	add(&state->given, 1);
	return slot;
}

static __always_inline __u32 slot_of(const struct cgroup_ids *ids)
{
	__u32 *slot = bpf_map_lookup_elem(&slot_by_cgroup, ids);

	return slot ? *slot : take_slot(ids);
}

static __always_inline __u32 slot_of_task(struct task_struct *task)
{
	struct cgroup_ids ids = cgroup_ids_of(task);

	return slot_of(&ids);
}

#endif
