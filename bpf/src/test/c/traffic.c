// SPDX-License-Identifier: Apache-2.0
// Sends and receives as it is told: a command on each line of its input, a number on each line of its output, which is
// negative (-errno) when it could not. Has one socket for datagrams and one for a connection.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#define UDP_GRO 104
#endif

static char data[65536];
static int datagrams = -1, listener = -1, connection = -1;

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t address(union address *to, const char *text, int port)
{
	memset(to, 0, sizeof(*to));
	if (inet_pton(AF_INET6, text, &to->v6.sin6_addr) == 1) {
		to->v6.sin6_family = AF_INET6;
		to->v6.sin6_port = htons((uint16_t)port);
		return sizeof(to->v6);
	}
	inet_pton(AF_INET, text, &to->v4.sin_addr);
	to->v4.sin_family = AF_INET;
	to->v4.sin_port = htons((uint16_t)port);
	return sizeof(to->v4);
}

/* Nothing waits for ever: a test then fails where it stands. */
static int patient(int fd)
{
	struct timeval limit = { .tv_sec = 60 };
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	return fd;
}

static long port_of(int fd)
{
	union address own;
	socklen_t size = sizeof(own);
	if (getsockname(fd, &own.any, &size))
		return -errno;
	return ntohs(own.any.sa_family == AF_INET6 ? own.v6.sin6_port : own.v4.sin_port);
}

/* The port. */
static long udp(const char *own)
{
	union address to;
	socklen_t size = address(&to, own, 0);
	if (datagrams >= 0)
		close(datagrams);
	datagrams = patient(socket(to.any.sa_family, SOCK_DGRAM, 0));
	return bind(datagrams, &to.any, size) ? -errno : port_of(datagrams);
}

static long raw(const char *peer, int protocol)
{
	union address to;
	socklen_t size = address(&to, peer, 0);
	if (datagrams >= 0)
		close(datagrams);
	datagrams = patient(socket(to.any.sa_family, SOCK_RAW, protocol));
	return connect(datagrams, &to.any, size) ? -errno : 0;
}

static long to(const char *peer, int port)
{
	union address to;
	socklen_t size = address(&to, peer, port);
	return connect(datagrams, &to.any, size) ? -errno : 0;
}

static long send_many(long count, size_t size)
{
	for (long i = 0; i < count; i++)
		if (send(datagrams, data, size, 0) != (ssize_t)size)
			return -errno;
	return count;
}

/* So many bytes; the number of datagrams. */
static long receive(long bytes)
{
	long count = 0;
	while (bytes > 0) {
		ssize_t n = recv(datagrams, data, sizeof(data), 0);
		if (n < 0)
			return -errno;
		bytes -= n;
		count++;
	}
	return bytes ? bytes : count;
}

static long option(int level, int name, const void *value, socklen_t size)
{
	return setsockopt(datagrams, level, name, value, size) ? -errno : 0;
}

/* Eight bytes of IPv4 options that mean nothing. */
static long options(void)
{
	static const uint8_t nops[8] = { 1, 1, 1, 1, 1, 1, 1, 0 };
	return option(IPPROTO_IP, IP_OPTIONS, nops, sizeof(nops));
}

/* Eight bytes of padding each: hop by hop, and for the destination. */
static long extensions(void)
{
	static const uint8_t padding[8] = { 0, 0, 1, 4, 0, 0, 0, 0 };
	long hop = option(IPPROTO_IPV6, IPV6_HOPOPTS, padding, sizeof(padding));
	return hop ? hop : option(IPPROTO_IPV6, IPV6_DSTOPTS, padding, sizeof(padding));
}

/* Requests of 64 bytes, one after the other; the replies. */
static long ping(const char *peer, long count)
{
	int v6 = strchr(peer, ':') != NULL;
	long err = raw(peer, v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
	uint8_t request[64] = { v6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO };
	long replies = 0;
	if (err)
		return err;
	if (v6) {
		struct icmp6_filter { uint32_t blocked[8]; } only;
		memset(&only, 0xff, sizeof(only));
		only.blocked[ICMPV6_ECHO_REPLY >> 5] &= ~(1U << (ICMPV6_ECHO_REPLY & 31));
		err = option(IPPROTO_ICMPV6, 1 /* ICMP6_FILTER */, &only, sizeof(only));
	} else {
		uint32_t blocked = ~(1U << ICMP_ECHOREPLY);
		err = option(SOL_RAW, 1 /* ICMP_FILTER */, &blocked, sizeof(blocked));
	}
	for (long i = 0; !err && i < count; i++) {
		uint32_t sum = 0; /* RFC 1071; of ICMPv6 the kernel makes it */
		request[2] = request[3] = 0;
		request[7] = (uint8_t)i;
		for (size_t at = 0; at < sizeof(request); at += 2)
			sum += (uint32_t)request[at] << 8 | request[at + 1];
		sum = (sum >> 16) + (sum & 0xffff);
		sum = ~(sum + (sum >> 16));
		request[2] = (uint8_t)(sum >> 8);
		request[3] = (uint8_t)sum;
		if (send(datagrams, request, sizeof(request), 0) < 0)
			return -errno;
		replies += recv(datagrams, data, sizeof(data), 0) > 0;
	}
	return err ? err : replies;
}

/* One datagram of 2 x 800 bytes, its UDP header included, in two fragments that this program makes itself. */
static long fragments(const char *peer, int port)
{
	struct { struct iphdr ip; uint8_t payload[800]; } packet = { .ip = {
		.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP, .id = htons(4711),
		.tot_len = htons(820),
	} };
	struct udphdr header = { .source = htons(9), .dest = htons((uint16_t)port), .len = htons(1600) };
	int on = 1;
	long err = raw(peer, IPPROTO_RAW);
	if (!err)
		err = option(IPPROTO_IP, IP_HDRINCL, &on, sizeof(on));
	inet_pton(AF_INET, peer, &packet.ip.daddr);
	packet.ip.frag_off = htons(0x2000); /* more follow */
	memcpy(packet.payload, &header, sizeof(header));
	if (!err && send(datagrams, &packet, sizeof(packet), 0) < 0)
		err = -errno;
	packet.ip.frag_off = htons(800 / 8);
	packet.ip.check = 0;
	memset(packet.payload, 0, sizeof(header));
	if (!err && send(datagrams, &packet, sizeof(packet), 0) < 0)
		err = -errno;
	return err;
}

/* The port. */
static long listen_at(const char *own)
{
	union address at;
	socklen_t size = address(&at, own, 0);
	listener = patient(socket(at.any.sa_family, SOCK_STREAM, 0));
	if (bind(listener, &at.any, size) || listen(listener, 8))
		return -errno;
	return port_of(listener);
}

static long accept_one(void)
{
	connection = patient(accept(listener, NULL, NULL));
	return connection < 0 ? -errno : 0;
}

static long connect_to(const char *peer, int port)
{
	union address at;
	socklen_t size = address(&at, peer, port);
	connection = patient(socket(at.any.sa_family, SOCK_STREAM, 0));
	return connect(connection, &at.any, size) ? -errno : 0;
}

static long write_all(long bytes)
{
	for (long left = bytes; left > 0;) {
		ssize_t n = write(connection, data, left < (long)sizeof(data) ? (size_t)left : sizeof(data));
		if (n < 0)
			return -errno;
		left -= n;
	}
	return bytes;
}

/* To the end; how many that were. */
static long read_all(void)
{
	long sum = 0;
	ssize_t n;
	while ((n = read(connection, data, sizeof(data))) > 0)
		sum += n;
	return n < 0 ? -errno : sum;
}

/* Whether a program is among those that cgroup_skb/egress of a cgroup runs. */
static long attached(const char *cgroup, uint32_t program)
{
	uint32_t ids[64];
	int fd = open(cgroup, O_RDONLY | O_DIRECTORY);
	union bpf_attr query = { .query = {
		.target_fd = (uint32_t)fd, .attach_type = BPF_CGROUP_INET_EGRESS,
		.prog_ids = (uint64_t)(uintptr_t)ids, .prog_cnt = sizeof(ids) / sizeof(*ids),
	} };
	long err = syscall(SYS_bpf, BPF_PROG_QUERY, &query, sizeof(query)) ? -errno : 0;
	close(fd);
	for (uint32_t i = 0; !err && i < query.query.prog_cnt; i++)
		if (ids[i] == program)
			return 1;
	return err;
}

static long obey(const char *command, const char *a, const char *b)
{
	if (!strcmp(command, "udp"))
		return udp(a);
	if (!strcmp(command, "raw"))
		return raw(a, atoi(b));
	if (!strcmp(command, "to"))
		return to(a, atoi(b));
	if (!strcmp(command, "send"))
		return send_many(atol(a), (size_t)atol(b));
	if (!strcmp(command, "receive"))
		return receive(atol(a));
	if (!strcmp(command, "segment")) {
		int size = atoi(a);
		return option(IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size));
	}
	if (!strcmp(command, "join")) {
		int on = 1;
		return option(IPPROTO_UDP, UDP_GRO, &on, sizeof(on));
	}
	if (!strcmp(command, "attached"))
		return attached(a, (uint32_t)atol(b));
	if (!strcmp(command, "options"))
		return options();
	if (!strcmp(command, "extensions"))
		return extensions();
	if (!strcmp(command, "ping"))
		return ping(a, atol(b));
	if (!strcmp(command, "fragments"))
		return fragments(a, atoi(b));
	if (!strcmp(command, "listen"))
		return listen_at(a);
	if (!strcmp(command, "accept"))
		return accept_one();
	if (!strcmp(command, "connect"))
		return connect_to(a, atoi(b));
	if (!strcmp(command, "write"))
		return write_all(atol(a));
	if (!strcmp(command, "finish"))
		return shutdown(connection, SHUT_WR) ? -errno : 0;
	if (!strcmp(command, "read"))
		return read_all();
	if (!strcmp(command, "close"))
		return close(connection) ? -errno : 0;
	return -ENOSYS;
}

int main(void)
{
	char line[256];
	while (fgets(line, sizeof(line), stdin)) {
		char command[32] = "", a[64] = "", b[64] = "";
		sscanf(line, "%31s %63s %63s", command, a, b);
		printf("%ld\n", obey(command, a, b));
		fflush(stdout);
	}
	return 0;
}
