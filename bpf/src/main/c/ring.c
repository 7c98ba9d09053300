// SPDX-License-Identifier: Apache-2.0
// Ring buffers: as many records as fit are copied into one direct buffer, each behind its length, in one call.
#include "bridge.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

/* A record's length takes eight bytes, so that 64-bit fields behind it are aligned. */
#define HEADER 8

/*
 * The kernel's own layout (kernel/bpf/ringbuf.c): a page with what was consumed, one with what was produced, the data.
 * It offers the data twice in a row, so that no record is cut, and libbpf maps both, each of which counts as resident
 * memory. Records are copied here anyway, in two pieces where the end is between them.
 */
struct ring {
	unsigned long *consumed; /* written here alone; positions never wrap */
	const unsigned long *produced;
	const char *data;
	size_t page;
	size_t size; /* a power of two */
	size_t largest; /* no record is longer; it stops while one still fits */
	int wakeups;
};

static size_t padded(size_t size)
{
	return HEADER + ((size + 7) & ~(size_t)7);
}

static int map_ring(struct ring *ring, int fd)
{
	void *consumed = mmap(NULL, ring->page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (consumed == MAP_FAILED)
		return -errno;
	char *produced = mmap(NULL, ring->page + ring->size, PROT_READ, MAP_SHARED, fd, (off_t)ring->page);
	if (produced == MAP_FAILED) {
		int err = -errno;
		munmap(consumed, ring->page);
		return err;
	}
	ring->consumed = consumed;
	ring->produced = (const void *)produced;
	ring->data = produced + ring->page;
	return 0;
}

static void unmap_ring(const struct ring *ring)
{
	munmap(ring->consumed, ring->page);
	munmap((void *)ring->produced, ring->page + ring->size);
}

static void copy_record(const struct ring *ring, char *to, unsigned long position, size_t size)
{
	size_t at = position & (ring->size - 1);
	size_t first = ring->size - at < size ? ring->size - at : size;

	memcpy(to, ring->data + at, first);
	memcpy(to + first, ring->data, size - first);
}

/* Copies records until one is not there or may not fit; returns the bytes, or -EMSGSIZE. */
static ssize_t consume(struct ring *ring, char *out, size_t room)
{
	unsigned long at = *ring->consumed;
	size_t used = 0;
	ssize_t result = 0;

	while (!result && room - used >= padded(ring->largest) && at < __atomic_load_n(ring->produced, __ATOMIC_ACQUIRE)) {
		const __u32 *head = (const void *)(ring->data + (at & (ring->size - 1)));
		__u32 length = __atomic_load_n(head, __ATOMIC_ACQUIRE);
		if (length & BPF_RINGBUF_BUSY_BIT)
			break;
		uint64_t size = length & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		if (size > ring->largest) {
			result = -EMSGSIZE;
		} else if (!(length & BPF_RINGBUF_DISCARD_BIT)) {
			memcpy(out + used, &size, HEADER);
			copy_record(ring, out + used + HEADER, at + BPF_RINGBUF_HDR_SZ, size);
			used += padded(size);
		}
		at += BPF_RINGBUF_HDR_SZ + ((size + 7) & ~(uint64_t)7);
	}
	/* once for all of them: each store takes the line from those who write records */
	__atomic_store_n(ring->consumed, at, __ATOMIC_SEQ_CST);
	return result ? result : (ssize_t)used;
}

/* Edge-triggered: ready when a program asked for a wakeup, and not as long as there is a record. */
static int open_wakeups(int map)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if (fd >= 0 && epoll_ctl(fd, EPOLL_CTL_ADD, map, &event)) {
		int err = errno;
		close(fd);
		errno = err;
		return -1;
	}
	return fd;
}

NATIVE(jlong, openRing)(JNIEnv *env, jclass type, jlong map, jint largest)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	struct ring *ring = calloc(1, sizeof(*ring));
	log_clear();
	if (!ring) {
		throw_bpf(env, bpf_map__name(m), ENOMEM);
		return 0;
	}
	ring->largest = (size_t)largest;
	ring->page = (size_t)sysconf(_SC_PAGESIZE);
	ring->size = bpf_map__max_entries(m);
	int err = map_ring(ring, bpf_map__fd(m));
	if (err) {
		throw_bpf(env, bpf_map__name(m), err);
		free(ring);
		return 0;
	}
	ring->wakeups = open_wakeups(bpf_map__fd(m));
	if (ring->wakeups < 0) {
		throw_bpf(env, bpf_map__name(m), errno);
		unmap_ring(ring);
		free(ring);
		return 0;
	}
	return to_handle(ring);
}

/* Bytes written to `out`; fewer than the buffer could still take of the largest record means: the ring is empty. */
NATIVE(jint, drainRing)(JNIEnv *env, jclass type, jlong handle, jobject out, jint size)
{
	(void)type;
	struct ring *ring = from_handle(handle);
	char *to = direct(env, out, size, "ring buffer");
	if (!to)
		return 0;
	log_clear();
	if ((size_t)size < padded(ring->largest)) {
		throw_bpf(env, "ring buffer", EINVAL);
		return 0;
	}
	/* again after the store: a program wakes nobody while the reader seems to be behind */
	size_t used = 0;
	ssize_t more;
	do {
		more = consume(ring, to + used, (size_t)size - used);
		used += more > 0 ? (size_t)more : 0;
	} while (more > 0);
	if (more < 0)
		throw_bpf(env, "ring buffer", (int)more);
	return (jint)used;
}

/* Until a program wakes its readers, or the time is over. A signal ends it too. */
NATIVE(void, awaitRing)(JNIEnv *env, jclass type, jlong handle, jint millis)
{
	(void)env;
	(void)type;
	struct ring *ring = from_handle(handle);
	struct epoll_event event;
	epoll_wait(ring->wakeups, &event, 1, millis);
}

NATIVE(void, closeRing)(JNIEnv *env, jclass type, jlong handle)
{
	(void)env;
	(void)type;
	struct ring *ring = from_handle(handle);
	close(ring->wakeups);
	unmap_ring(ring);
	free(ring);
}
