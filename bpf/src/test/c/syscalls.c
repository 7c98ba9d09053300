// SPDX-License-Identifier: Apache-2.0
// For tests: known numbers of system calls, and of errors, as a user without rights. SyscallsTest has the same numbers.
//
//   usage: syscalls calls|sleep|compat FILE_THAT_IS_DENIED CGROUP_PROCS...
#define _GNU_SOURCE
#include "child.h"

#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

static const char *denied;
static int zero, null, empty[2], broken[2], client;
static struct sockaddr_in closed = { .sin_family = AF_INET };

static void fails(long result, int error)
{
	REQUIRE(result == -1 && errno == error);
}

static void prepare(void)
{
	REQUIRE((zero = open("/dev/zero", O_RDONLY)) >= 0);
	REQUIRE((null = open("/dev/null", O_WRONLY)) >= 0);
	REQUIRE(!pipe2(empty, O_NONBLOCK));
	REQUIRE(!pipe(broken) && !close(broken[0]));
	signal(SIGPIPE, SIG_IGN);

	/* a port that is taken, and where nobody listens */
	closed.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t size = sizeof(closed);
	int holder = socket(AF_INET, SOCK_STREAM, 0);
	REQUIRE(!bind(holder, (struct sockaddr *)&closed, size));
	REQUIRE(!getsockname(holder, (struct sockaddr *)&closed, &size));
	client = socket(AF_INET, SOCK_STREAM, 0);

	REQUIRE(!setgroups(0, NULL) && !setresgid(65534, 65534, 65534) && !setresuid(65534, 65534, 65534));
}

static void calls(void)
{
	char byte;

	REPEAT(1000) REQUIRE(syscall(SYS_read, zero, &byte, 1) == 1);
	REPEAT(40) fails(syscall(SYS_read, empty[0], &byte, 1), EAGAIN);
	REPEAT(300) REQUIRE(syscall(SYS_write, null, &byte, 1) == 1);
	REPEAT(7) fails(syscall(SYS_write, broken[1], &byte, 1), EPIPE);
	REPEAT(5) {
		long fd = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY, 0);
		REQUIRE(fd >= 0 && !syscall(SYS_close, fd));
	}
	REPEAT(15) fails(syscall(SYS_close, -1), EBADF);
	REPEAT(30) fails(syscall(SYS_openat, AT_FDCWD, "/nodecast-absent", O_RDONLY, 0), ENOENT);
	REPEAT(20) fails(syscall(SYS_openat, AT_FDCWD, denied, O_RDONLY, 0), EACCES);
	struct rlimit none = { 0, 0 };
	REQUIRE(!setrlimit(RLIMIT_NOFILE, &none));
	REPEAT(10) fails(syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY, 0), EMFILE);
	REPEAT(25) fails(syscall(SYS_connect, client, &closed, sizeof(closed)), ECONNREFUSED);
	REPEAT(1000) syscall(SYS_getppid); /* nobody asked for it */
}

static void sleep_thrice(void)
{
	struct timespec time = { .tv_nsec = 50 * 1000 * 1000 };

	REPEAT(3) REQUIRE(!syscall(SYS_nanosleep, &time, NULL));
}

/* getpid of the 32-bit table; its number is another call's in the 64-bit one. */
static void compat(void)
{
#if defined(__x86_64__)
	REPEAT(3) {
		long pid;
		__asm__ volatile("int $0x80" : "=a"(pid) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
		REQUIRE(pid > 0);
	}
#else
	_exit(77);
#endif
}

int main(int argc, char **argv)
{
	REQUIRE(argc >= 4);
	denied = argv[2];
	void (*body)(void) = !strcmp(argv[1], "calls") ? calls : !strcmp(argv[1], "sleep") ? sleep_thrice : compat;
	return run_in(argv + 3, argc - 3, prepare, body);
}
