// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What block devices do: counted by the cgroup that it is for, and by whole disk and operation. What has no requests
 * of its own (device mapper, md, zram) is seen at the disks below.
 */
#include "kernel.bpf.h"
#include "compat.bpf.h"
#include "block.h"
#include "block_owner.bpf.h"
#include "slots.bpf.h"
#include "hist.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

COUNTS_BY_SLOT(block, struct block_counts);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct block_lost);
} block_lost SEC(".maps");

/*
 * Requests under way, by address, which the kernel uses again: an entry goes when its request ends or is merged into
 * another. 8,192 are 32 queues of 256, and 88 bytes each with the hash's own 704 KiB.
 */
struct in_flight {
	__u64 issued_ns; /* 0 before */
	__u32 bytes; /* completed in parts so far */
	__u32 failed;
	struct cgroup_ids owner;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, struct in_flight);
} requests SEC(".maps");

/* Three or four operations for each disk, so about 128 disks; 1.6 KiB each make 840 KiB. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 512);
	__type(key, struct block_operation);
	__type(value, struct block_operation_counts);
} block_operations SEC(".maps");

/* Zeroes, never written: a program's stack is smaller than what a new entry begins with. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct block_operation_counts);
} nothing_yet SEC(".maps");

/* include/linux/blk_types.h. 7 was write-same and is zone-append: data is written in either. */
#define REQ_OP_MASK 0xff
#define REQ_OP_READ 0
#define REQ_OP_WRITE 1
#define REQ_OP_FLUSH 2
#define REQ_OP_DISCARD 3
#define REQ_OP_SECURE_ERASE 5
#define REQ_OP_ZONE_APPEND 7
#define REQ_OP_WRITE_ZEROES 9

static __always_inline __u32 operation_of(struct request *request)
{
	switch (request->cmd_flags & REQ_OP_MASK) {
	case REQ_OP_READ:
		return BLOCK_READ;
	case REQ_OP_WRITE:
	case REQ_OP_ZONE_APPEND:
	case REQ_OP_WRITE_ZEROES:
		return BLOCK_WRITE;
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return BLOCK_DISCARD;
	case REQ_OP_FLUSH:
		return BLOCK_FLUSH;
	default:
		return BLOCK_OTHER;
	}
}

static __always_inline struct block_lost *lost(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&block_lost, &zero);
}

static __always_inline void remember(struct request *request, __u64 issued_ns)
{
	__u64 key = (__u64)request;
	struct in_flight begun = {.issued_ns = issued_ns, .owner = owner_of(request)};

	if (bpf_map_update_elem(&requests, &key, &begun, BPF_ANY)) {
		struct block_lost *own = lost();
		/* one that finds no room when it is made asks again when it is issued */
		if (own && issued_ns)
			add(&own->requests, 1);
	}
}

static __always_inline struct block_operation_counts *operation_counts(struct request *request, __u32 operation)
{
	struct gendisk *disk = disk_of(request);
	if (!disk)
		return 0;
	struct block_operation key = {.major = disk->major, .minor = disk->first_minor, .operation = operation};
	struct block_operation_counts *counts = bpf_map_lookup_elem(&block_operations, &key);
	if (counts)
		return counts;

	__u32 zero = 0;
	struct block_operation_counts *nothing = bpf_map_lookup_elem(&nothing_yet, &zero);
	if (nothing)
		bpf_map_update_elem(&block_operations, &key, nothing, BPF_NOEXIST);
	counts = bpf_map_lookup_elem(&block_operations, &key);
	if (!counts) {
		struct block_lost *own = lost();
		if (own)
			add(&own->devices, 1);
	}
	return counts;
}

static __always_inline void count(struct in_flight *done, __u32 operation, __u64 bytes, __u64 latency_us)
{
	struct block_counts *counts = block_counts(slot_of(&done->owner));
	if (!counts)
		return;
	if (operation == BLOCK_READ) {
		add(&counts->reads, 1);
		add(&counts->read_bytes, bytes);
		hist_add(&counts->read_latency_us, latency_us);
	} else {
		add(&counts->writes, 1);
		add(&counts->write_bytes, bytes);
		hist_add(&counts->write_latency_us, latency_us);
	}
}

/*
 * In the thread that asks, at the beginning of a request's life. On Linux 6.18 this takes 0.50 us, the insert 0.05, the
 * issue 0.16, the end 0.50: 1.2 us of a request, which takes tens on the fastest disks.
 */
SEC("tp_btf/block_io_start")
int BPF_PROG(block_start, struct request *request)
{
	remember(request, 0);
	return 0;
}

/* Before Linux 6.5 the first that is seen of a request that waits in a scheduler, mostly in the thread that asks. */
SEC("tp_btf/block_rq_insert")
int BPF_PROG(block_insert)
{
	if (has_block_io_start())
		return 0;
	struct request *request = traced_request(ctx);
	__u64 key = (__u64)request;
	if (!bpf_map_lookup_elem(&requests, &key)) /* one that is issued again comes from a worker */
		remember(request, 0);
	return 0;
}

/* In whichever thread serves the queue. The last issue counts when a device was busy at the first. */
SEC("tp_btf/block_rq_issue")
int BPF_PROG(block_issue)
{
	struct request *request = traced_request(ctx);
	__u64 key = (__u64)request, now = bpf_ktime_get_ns();
	struct in_flight *known = bpf_map_lookup_elem(&requests, &key);

	if (known)
		known->issued_ns = now;
	else
		remember(request, now);
	return 0;
}

/* It goes on as a part of another. */
SEC("tp_btf/block_rq_merge")
int BPF_PROG(block_merge, struct request *request)
{
	__u64 key = (__u64)request;
	bpf_map_delete_elem(&requests, &key);
	return 0;
}

SEC("tp_btf/block_rq_complete")
int BPF_PROG(block_complete, struct request *request, int error, unsigned int bytes)
{
	__u64 key = (__u64)request;
	struct in_flight *entry = bpf_map_lookup_elem(&requests, &key);

	/*
	 * The kernel completes a write with a flush around it twice; the first time counts. One that is nothing but a
	 * flush is never issued: the flush that it makes is a request of its own.
	 */
	if (!entry)
		return 0;
	if (error)
		entry->failed = 1;
	entry->bytes += bytes;
	if (bytes < request->__data_len)
		return 0; /* the rest of it follows */
	struct in_flight done = *entry;
	bpf_map_delete_elem(&requests, &key);
	if (!done.issued_ns)
		return 0;

	__u32 operation = operation_of(request);
	__u64 latency_us = (bpf_ktime_get_ns() - done.issued_ns) / 1000;
	struct block_operation_counts *counts = operation_counts(request, operation);
	if (counts && done.failed) {
		add(&counts->errors, 1);
	} else if (counts) {
		add(&counts->operations, 1);
		add(&counts->bytes, done.bytes);
		hist_add(&counts->latency_us, latency_us);
		hist_add(&counts->size_bytes, done.bytes);
	}
	if (!done.failed && (operation == BLOCK_READ || operation == BLOCK_WRITE))
		count(&done, operation, done.bytes, latency_us);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
