// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* For tests: tells the bucket of each value that user space writes, at the next fork. */
#include "kernel.bpf.h"
#include "hist.bpf.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct question {
	__u64 value;
	__u32 bucket;
	__u32 asked;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, struct question);
} questions SEC(".maps");

SEC("tp_btf/sched_process_fork")
int BPF_PROG(answer)
{
	for (__u32 i = 0; i < 256; i++) {
		__u32 key = i;
		struct question *question = bpf_map_lookup_elem(&questions, &key);
		if (question && question->asked)
			question->bucket = hist_index(question->value);
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
