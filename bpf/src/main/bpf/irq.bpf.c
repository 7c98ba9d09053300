// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Interrupts: how often each handler runs, for how long, and how long softirqs wait for it. Of the machine: whom an
 * interrupt meets is no owner of it. What x86 does in vectors of its own (the local timer, calls between processors) has
 * no handler and is not seen. The time of a softirq is from its entry to its exit, interrupts in between included. On
 * Linux 6.18 a softirq takes 0.40 us in here with its raise, its entry and its exit, an interrupt 1.1.
 */
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "irq.h"
#include "hist.bpf.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct irq_lost);
} irq_lost SEC(".maps");

/*
 * The softirqs and 256 interrupts, 1.7 KiB each: 470 KiB. Not per processor: an interrupt mostly stays with one, and
 * for the ten that do not, every processor would have to be read each time.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256 + IRQ_VECTORS);
	__type(key, struct irq_source);
	__type(value, struct irq_counts);
} irq_sources SEC(".maps");

/* Zeroes, never written: a program's stack is smaller than what a new entry begins with. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct irq_counts);
} nothing_yet SEC(".maps");

/*
 * When what is under way on a processor began, 0 for nothing. Handlers run with interrupts off, so there is one, and no
 * vector runs inside itself; one vector's raise, entry and exit happen on the same processor.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} hard_under_way SEC(".maps");

struct soft_under_way {
	__u64 raised_ns;
	__u64 waited_ns;
	__u64 began_ns;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, IRQ_VECTORS);
	__type(key, __u32);
	__type(value, struct soft_under_way);
} soft_under_way SEC(".maps");

static __always_inline __u64 *hard_here(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&hard_under_way, &zero);
}

static __always_inline struct irq_counts *counts_of(__u32 type, __u32 number)
{
	struct irq_source source = {.type = type, .number = number};
	struct irq_counts *counts = bpf_map_lookup_elem(&irq_sources, &source);
	if (counts)
		return counts;

	__u32 zero = 0;
	struct irq_counts *nothing = bpf_map_lookup_elem(&nothing_yet, &zero);
	if (nothing)
		bpf_map_update_elem(&irq_sources, &source, nothing, BPF_NOEXIST);
	counts = bpf_map_lookup_elem(&irq_sources, &source);
	if (!counts) {
		struct irq_lost *own = bpf_map_lookup_elem(&irq_lost, &zero);
		if (own)
			__sync_fetch_and_add(&own->sources, 1);
	}
	return counts;
}

static __always_inline void ran(struct irq_counts *counts, __u64 took)
{
	__sync_fetch_and_add(&counts->runs, 1);
	__sync_fetch_and_add(&counts->run_ns, took);
	hist_add(&counts->latency_us, took / 1000);
}

SEC("tp_btf/irq_handler_entry")
int BPF_PROG(irq_enter)
{
	__u64 *began_ns = hard_here();
	if (began_ns)
		*began_ns = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/irq_handler_exit")
int BPF_PROG(irq_exit, int number)
{
	__u64 *began_ns = hard_here();
	if (!began_ns || !*began_ns)
		return 0; /* began before the programs did */
	__u64 took = bpf_ktime_get_ns() - *began_ns;
	*began_ns = 0;
	struct irq_counts *counts = counts_of(IRQ_HARD, number);
	if (counts)
		ran(counts, took);
	return 0;
}

/* Raised again before it ran, it is still the first one that waits. */
SEC("tp_btf/softirq_raise")
int BPF_PROG(irq_soft_raise, unsigned int vector)
{
	struct soft_under_way *own = bpf_map_lookup_elem(&soft_under_way, &vector);
	if (own && !own->raised_ns)
		own->raised_ns = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/softirq_entry")
int BPF_PROG(irq_soft_enter, unsigned int vector)
{
	struct soft_under_way *own = bpf_map_lookup_elem(&soft_under_way, &vector);
	if (!own)
		return 0;
	own->began_ns = bpf_ktime_get_ns();
	own->waited_ns = own->raised_ns ? own->began_ns - own->raised_ns : 0;
	own->raised_ns = 0;
	return 0;
}

SEC("tp_btf/softirq_exit")
int BPF_PROG(irq_soft_exit, unsigned int vector)
{
	struct soft_under_way *own = bpf_map_lookup_elem(&soft_under_way, &vector);
	if (!own || !own->began_ns)
		return 0;
	__u64 took = bpf_ktime_get_ns() - own->began_ns;

	own->began_ns = 0;
	struct irq_counts *counts = counts_of(IRQ_SOFT, vector);
	if (!counts)
		return 0;
	ran(counts, took);
	if (own->waited_ns)
		hist_add(&counts->delay_us, own->waited_ns / 1000);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
