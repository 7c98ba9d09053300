// SPDX-License-Identifier: Apache-2.0
/*
 * A client and a server that exchange a known number of HTTP/1 requests on one connection, each by system calls of its
 * own choice. Prints the server's port, its pid and the client's, then does it; the last line is what was exchanged:
 * requests, bytes of all requests, bytes of all answers.
 *
 *   usage: exchanges MODE REQUESTS
 *
 * Ends with 1 when a call did not do what it should, with 77 when the kernel does not let it.
 */
#define _GNU_SOURCE
#include "exchanges.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define BODY 20000
#define LARGE 4000000

static const char ask[] = "GET /exchanges HTTP/1.1\r\nHost: test\r\n\r\n";
static const size_t asked = sizeof(ask) - 1;
static char body[LARGE];
static int body_size = BODY;

static char *low; /* memory for that */

static void send_all(int fd, const char *from, size_t size)
{
	while (size) {
		struct pollfd ready = { .fd = fd, .events = POLLOUT };
		check(poll(&ready, 1, 20000) == 1, "poll");
		ssize_t n = write(fd, from, size);
		check(n > 0 || errno == EAGAIN, "write");
		if (n > 0) {
			from += n;
			size -= n;
		}
	}
}

static void ask_once(int fd)
{
	struct iovec pieces[] = { { (void *)ask, 10 }, { (void *)(ask + 10), asked - 10 } };
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };
	ssize_t n = asked;

	if (is("vectored")) {
		n = writev(fd, pieces, 2);
	} else if (is("vectored2")) {
		n = pwritev2(fd, pieces, 2, -1, 0);
	} else if (is("message")) {
		n = sendmsg(fd, &message, 0);
	} else if (is("messages")) {
		struct mmsghdr several[2] = { { .msg_hdr = { .msg_iov = pieces, .msg_iovlen = 1 } },
					      { .msg_hdr = { .msg_iov = pieces + 1, .msg_iovlen = 1 } } };
		check(sendmmsg(fd, several, 2, 0) == 2, "sendmmsg");
	} else if (is("bytewise")) {
		for (size_t i = 0; i < asked; i++)
			check(write(fd, ask + i, 1) == 1, "write");
	} else if (is("zerocopy")) {
		n = send(fd, ask, asked, MSG_ZEROCOPY);
	} else if (is("uring")) {
		n = ring_call(IORING_OP_SEND, fd, (void *)ask, asked);
	} else if (is("compat")) {
		memcpy(low, ask, asked);
		n = compat_call(4, fd, low, asked);
	} else {
		n = write(fd, ask, asked);
	}
	check(n == (ssize_t)asked, "request");
}

static ssize_t receive(int fd, char *to, size_t size)
{
	struct iovec pieces[] = { { to, size / 2 }, { to + size / 2, size - size / 2 } };
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };

	if (is("vectored"))
		return readv(fd, pieces, 2);
	if (is("vectored2"))
		return preadv2(fd, pieces, 2, -1, 0);
	if (is("message"))
		return recvmsg(fd, &message, 0);
	if (is("messages")) {
		struct mmsghdr one = { .msg_hdr = message };
		return recvmmsg(fd, &one, 1, 0, NULL) == 1 ? (ssize_t)one.msg_len : -1;
	}
	if (is("peek") && recv(fd, to, size, MSG_PEEK) <= 0)
		return -1;
	if (is("short")) { /* the socket does not wait */
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		check(poll(&ready, 1, 20000) == 1, "poll");
	}
	if (is("bytewise"))
		return read(fd, to, 1);
	return read(fd, to, size);
}

/* Bytes of the whole answer. */
static size_t answer(int fd)
{
	static char data[65536];
	size_t have = 0, head = 0, whole = SIZE_MAX;

	while (have < whole) {
		ssize_t n;
		if (is("uring"))
			n = ring_call(IORING_OP_RECV, fd, data, sizeof(data) / 2);
		else if (is("compat"))
			n = compat_call(3, fd, low, 4096);
		else if (is("trunc") && head)
			n = recv(fd, NULL, whole - have, MSG_TRUNC);
		else if (is("timeout") || is("nonblock"))
			n = recv(fd, data, sizeof(data), is("nonblock") ? MSG_DONTWAIT : 0);
		else
			n = read(fd, data, head ? sizeof(data) : 64);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		check(n > 0, "answer");
		have += n;
		if (!head) {
			char text[80];
			int length;
			memcpy(text, is("compat") ? low : data, 79);
			text[79] = 0;
			char *end = strstr(text, "\r\n\r\n");
			check(end && sscanf(text, "HTTP/1.1 200 OK\r\nContent-Length: %d", &length) == 1, "head");
			head = end + 4 - text;
			whole = head + length;
		}
	}
	return have;
}

static size_t send_body(int fd)
{
	static int file = -1, pipes[2];

	if (file < 0) {
		file = memfd_create("body", 0);
		check(file >= 0 && write(file, body, body_size) == body_size && !pipe(pipes), "file");
	}
	off_t at = 0;
	loff_t from = 0;
	for (int left = body_size; left > 0;) {
		ssize_t n;
		if (is("sendfile")) {
			n = sendfile(fd, file, &at, left);
		} else {
			n = splice(file, &from, pipes[1], NULL, left, 0);
			check(n > 0, "splice");
			n = splice(pipes[0], NULL, fd, NULL, n, SPLICE_F_MORE);
		}
		check(n > 0, "body");
		left -= n;
	}
	return body_size;
}

/* Serves until the client is gone, or so many. */
static void serve(int fd, int times)
{
	char data[4096];

	for (int i = 0; i < times; i++) {
		size_t have = 0;
		while (have < asked) {
			ssize_t n = receive(fd, data + have, sizeof(data) - have);
			check(n >= 0, "receive");
			if (!n)
				return;
			have += n;
		}
		check(have == asked && !memcmp(data, ask, asked), "request");
		if (is("timeout"))
			usleep(30000);
		char head[64];
		int size = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", body_size);
		if (is("sendfile") || is("splice")) {
			check(write(fd, head, size) == size, "head");
			send_body(fd);
		} else {
			memcpy(body, head, size);
			send_all(fd, body, size + body_size);
			memset(body, 'x', size);
		}
	}
}

static int listening(struct sockaddr_in *at)
{
	socklen_t size = sizeof(*at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	*at = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (is("short")) { /* two segments in the buffer are acknowledged at once, and one after 40 ms */
		int segment = 1400;
		setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof(segment));
	}
	check(!bind(fd, (void *)at, size) && !listen(fd, 128) && !getsockname(fd, (void *)at, &size), "listen");
	return fd;
}

static void server(int listener, int times)
{
	int pair[2];

	if (is("reuse")) {
		for (int i = 0; i < times; i++) {
			int fd = accept(listener, NULL, NULL);
			serve(fd, 1);
			close(fd);
		}
		return;
	}
	if (is("pass")) {
		/* the parent accepts, and serves nothing: it goes as soon as its child has the connection */
		check(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
		if (fork()) {
			int fd = accept(listener, NULL, NULL);
			pass(pair[0], fd);
			return;
		}
		int fd = passed(pair[1]);
		serve(fd, times);
		return;
	}
	int fd = accept(listener, NULL, NULL);
	check(fd >= 0, "accept");
	if (is("short")) {
		int small = 8192;
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
		fcntl(fd, F_SETFL, O_NONBLOCK | fcntl(fd, F_GETFL));
	}
	if (is("forked") && fork()) /* the child serves */
		return;
	serve(fd, times);
}

static size_t client(int fd, int times)
{
	size_t sum = 0;

	for (int i = 0; i < times; i++) {
		ask_once(fd);
		if (is("half") && i == times - 1)
			shutdown(fd, SHUT_WR);
		sum += answer(fd);
	}
	return sum;
}

int main(int count, char **arguments)
{
	struct sockaddr_in at;
	size_t sum = 0;
	char go;

	mode = count == 3 ? arguments[1] : "";
	int times = count == 3 ? atoi(arguments[2]) : 0;
	if (times < 1)
		return 2;
	memset(body, 'x', sizeof(body));
	if (is("short"))
		body_size = LARGE - 100;
	low = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS
#ifdef MAP_32BIT
			   | MAP_32BIT
#endif
		   , -1, 0);
	int listener = listening(&at);
	pid_t child = fork();
	if (!child) {
		server(listener, times + (is("older") ? 7 : 0));
		while (wait(NULL) > 0)
			;
		return 0;
	}
	printf("%d %d %d\n", ntohs(at.sin_port), child, getpid());
	fflush(stdout);
	if (is("uring"))
		ring_open();
	int fd = -1, yes = 1;
	for (int i = 0; i < (is("reuse") ? times : 1); i++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (is("zerocopy"))
			check(!setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, &yes, sizeof(yes)), "SO_ZEROCOPY");
		if (is("timeout")) {
			struct timeval soon = { .tv_usec = 5000 };
			setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
		}
		check(!connect(fd, (void *)&at, sizeof(at)), "connect");
		if (is("reuse")) {
			sum += client(fd, 1);
			close(fd);
		}
	}
	if (is("older")) { /* the agent comes after these */
		client(fd, 7);
		printf("begun\n");
		fflush(stdout);
		check(read(0, &go, 1) == 1, "go");
	}
	if (is("inherited")) {
		/* another process asks the second half */
		sum += client(fd, times / 2);
		pid_t heir = fork();
		if (!heir) {
			client(fd, times - times / 2);
			_exit(0);
		}
		int status;
		check(waitpid(heir, &status, 0) == heir && !status, "heir");
		sum *= 2;
	} else if (!is("reuse")) {
		sum += client(fd, times);
	}
	if (is("zerocopy")) { /* what tells that the memory is free again */
		char control[256];
		struct msghdr told = { .msg_control = control, .msg_controllen = sizeof(control) };
		check(recvmsg(fd, &told, MSG_ERRQUEUE) >= 0, "MSG_ERRQUEUE");
	}
	close(fd);
	int status;
	check(waitpid(child, &status, 0) == child && !status, "server");
	printf("%d %zu %zu\n", times, times * asked, sum);
	return 0;
}
