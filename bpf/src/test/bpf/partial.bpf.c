// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* For tests: one program that loads, among some that no kernel or not every kernel takes. */
#include "kernel.bpf.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 20000);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

SEC("tp_btf/no_such_tracepoint")
int BPF_PROG(missing_hook)
{
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(good)
{
	return 0;
}

/* flavors of one program: of the first no kernel has the hook, the third would do but is not needed */
SEC("tp_btf/no_such_tracepoint")
int BPF_PROG(either)
{
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(either___5_15)
{
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(either___5_10)
{
	return 0;
}

/* what the verifier must refuse: memory that nobody gave */
SEC("raw_tp/sched_process_fork")
int bad(void *ctx)
{
	return *(volatile int *)16;
}

SEC("fentry/do_exit")
int BPF_PROG(patched)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
