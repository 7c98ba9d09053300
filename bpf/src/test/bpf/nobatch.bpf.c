// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* For tests: a map with entries, of a type for which no kernel has batches. */
#include "kernel.bpf.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/sched_process_fork")
int first(void *ctx)
{
	return 0;
}

SEC("tp_btf/sched_process_fork")
int second(void *ctx)
{
	return 0;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__array(values, int(void *));
} programs SEC(".maps") = { .values = { [2] = (void *)&first, [5] = (void *)&second } };

char LICENSE[] SEC("license") = "Dual BSD/GPL";
