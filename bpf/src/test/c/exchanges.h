// SPDX-License-Identifier: Apache-2.0
/* What exchanges.c does by calls that no library has: io_uring, the 32-bit gate, descriptors that are handed on. */
#ifndef NODECAST_EXCHANGES_H
#define NODECAST_EXCHANGES_H

#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *mode;

static void check(int fine, const char *what)
{
	if (!fine) {
		fprintf(stderr, "%s: %s: %s\n", mode, what, strerror(errno));
		exit(1);
	}
}

static int is(const char *name)
{
	return !strcmp(mode, name);
}

/* io_uring without a library: one call at a time. */
static struct {
	int fd;
	char *sq, *cq;
	struct io_uring_sqe *sqes;
	struct io_uring_params params;
} ring;

static void ring_open(void)
{
	ring.fd = syscall(SYS_io_uring_setup, 4, &ring.params);
	if (ring.fd < 0) {
		fprintf(stderr, "io_uring_setup: %s\n", strerror(errno));
		exit(77);
	}
	ring.sq = mmap(NULL, ring.params.sq_off.array + ring.params.sq_entries * sizeof(uint32_t), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_SQ_RING);
	ring.cq = mmap(NULL, ring.params.cq_off.cqes + ring.params.cq_entries * sizeof(struct io_uring_cqe),
		       PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_CQ_RING);
	ring.sqes = mmap(NULL, ring.params.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_SQES);
	check(ring.sq != MAP_FAILED && ring.cq != MAP_FAILED && ring.sqes != MAP_FAILED, "mmap");
}

static int ring_call(int operation, int fd, void *at, size_t size)
{
	volatile uint32_t *tail = (void *)(ring.sq + ring.params.sq_off.tail);
	volatile uint32_t *head = (void *)(ring.cq + ring.params.cq_off.head);
	uint32_t mask = *(uint32_t *)(ring.sq + ring.params.sq_off.ring_mask), slot = *tail & mask;
	struct io_uring_cqe *cqes = (void *)(ring.cq + ring.params.cq_off.cqes);

	memset(&ring.sqes[slot], 0, sizeof(ring.sqes[slot]));
	ring.sqes[slot].opcode = operation;
	ring.sqes[slot].fd = fd;
	ring.sqes[slot].addr = (uintptr_t)at;
	ring.sqes[slot].len = size;
	((uint32_t *)(ring.sq + ring.params.sq_off.array))[slot] = slot;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	check(syscall(SYS_io_uring_enter, ring.fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) == 1, "io_uring_enter");
	int result = cqes[*head & *(uint32_t *)(ring.cq + ring.params.cq_off.ring_mask)].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return result;
}

/* By the 32-bit gate, which any program may use; buffers are below 4 GiB. */
static int compat_call(int number, int fd, void *at, size_t size)
{
#if defined(__x86_64__)
	long result;
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(fd), "c"((long)at), "d"(size)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
#else
	(void)number, (void)fd, (void)at, (void)size;
	exit(77);
#endif
}

/* A connection goes from one process to another. */
static void pass(int through, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = {}, byte = 0;
	struct iovec one = { &byte, 1 };
	struct msghdr message = { .msg_iov = &one, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(int));
	check(sendmsg(through, &message, 0) == 1, "pass");
}

static int passed(int through)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec one = { &byte, 1 };
	struct msghdr message = { .msg_iov = &one, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	int fd;

	check(recvmsg(through, &message, 0) == 1 && CMSG_FIRSTHDR(&message), "passed");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	return fd;
}

#endif
