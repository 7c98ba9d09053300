// SPDX-License-Identifier: Apache-2.0
// Ring buffers: as many records as fit are copied into one direct buffer, each behind its length, in one call.
#include "bridge.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* A record's length takes eight bytes, so that 64-bit fields behind it are aligned. */
#define HEADER 8
/* Returned by the callback to stop; no errno. */
#define FULL (-4096)

struct ring {
	struct ring_buffer *buffer;
	char *out;
	size_t size;
	size_t used;
	size_t largest; /* no record is longer; the callback stops while one still fits */
	int wakeups;
};

static size_t padded(size_t size)
{
	return HEADER + ((size + 7) & ~(size_t)7);
}

/* libbpf counts a record as consumed even when this returns an error: copy first, then say that it is enough. */
static int on_record(void *context, void *data, size_t size)
{
	struct ring *ring = context;
	if (size > ring->largest)
		return -EMSGSIZE;
	uint64_t length = size;
	memcpy(ring->out + ring->used, &length, HEADER);
	memcpy(ring->out + ring->used + HEADER, data, size);
	ring->used += padded(size);
	return ring->size - ring->used < padded(ring->largest) ? FULL : 0;
}

/*
 * An epoll of our own: libbpf's is level-triggered, so it is ready as long as there is a record, and not when a program
 * asked for a wakeup.
 */
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
	struct ring *ring = calloc(1, sizeof(*ring));
	log_clear();
	if (!ring) {
		throw_bpf(env, bpf_map__name(from_handle(map)), ENOMEM);
		return 0;
	}
	ring->largest = (size_t)largest;
	ring->buffer = ring_buffer__new(bpf_map__fd(from_handle(map)), on_record, ring, NULL);
	if (!ring->buffer) {
		throw_bpf(env, bpf_map__name(from_handle(map)), errno);
		free(ring);
		return 0;
	}
	ring->wakeups = open_wakeups(bpf_map__fd(from_handle(map)));
	if (ring->wakeups < 0) {
		throw_bpf(env, bpf_map__name(from_handle(map)), errno);
		ring_buffer__free(ring->buffer);
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
	ring->out = direct(env, out, size, "ring buffer");
	if (!ring->out)
		return 0;
	ring->size = (size_t)size;
	ring->used = 0;
	log_clear();
	if (ring->size < padded(ring->largest)) {
		throw_bpf(env, "ring buffer", EINVAL);
		return 0;
	}
	int err = ring_buffer__consume(ring->buffer);
	if (err < 0 && err != FULL)
		throw_bpf(env, "ring buffer", err);
	return (jint)ring->used;
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
	ring_buffer__free(ring->buffer);
	free(ring);
}
