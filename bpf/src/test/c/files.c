// SPDX-License-Identifier: Apache-2.0
// For tests: known numbers of operations on regular files, and on what is none. FileAccessTest has the same numbers.
//
//   usage: files DIRECTORY CGROUP_PROCS...
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <linux/openat2.h>
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

static char buffer[4096];
static struct iovec two[2] = { { buffer, 50 }, { buffer + 50, 50 } };
static int file, other, write_only, pipes[2], sockets[2], event, zero, null;

static void prepare(void)
{
	memset(buffer, 'x', sizeof(buffer));
	REQUIRE((file = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0);
	REPEAT(64) REQUIRE(write(file, buffer, sizeof(buffer)) == sizeof(buffer));
	REQUIRE(!lseek(file, 0, SEEK_SET));
	REQUIRE((other = open("other", O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0);
	REQUIRE((write_only = open("file", O_WRONLY)) >= 0);
	REQUIRE(!pipe(pipes) && !socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
	REQUIRE((event = eventfd(0, 0)) >= 0);
	REQUIRE((zero = open("/dev/zero", O_RDONLY)) >= 0 && (null = open("/dev/null", O_WRONLY)) >= 0);
}

static void reads(void)
{
	REPEAT(10) REQUIRE(syscall(SYS_read, file, buffer, 100) == 100);
	REPEAT(11) REQUIRE(syscall(SYS_pread64, file, buffer, 200, 0) == 200);
	REPEAT(12) REQUIRE(syscall(SYS_readv, file, two, 2) == 100);
	REPEAT(13) REQUIRE(syscall(SYS_preadv, file, two, 2, 0, 0) == 100);
	REPEAT(14) REQUIRE(syscall(SYS_preadv2, file, two, 2, 0, 0, 0) == 100);
	REPEAT(2) REQUIRE(syscall(SYS_read, write_only, buffer, 100) == -1 && errno == EBADF);
}

static void writes(void)
{
	REPEAT(20) REQUIRE(syscall(SYS_write, other, buffer, 1000) == 1000);
	REPEAT(21) REQUIRE(syscall(SYS_pwrite64, other, buffer, 300, 0) == 300);
	REPEAT(22) REQUIRE(syscall(SYS_writev, other, two, 2) == 100);
	REPEAT(23) REQUIRE(syscall(SYS_pwritev, other, two, 2, 0, 0) == 100);
	REPEAT(24) REQUIRE(syscall(SYS_pwritev2, other, two, 2, 0, 0, 0) == 100);
}

static long opened(long fd)
{
	REQUIRE(fd >= 0 && !close(fd));
	return fd;
}

static void opens(void)
{
	struct open_how how = { .flags = O_RDONLY };

	REPEAT(6) opened(syscall(SYS_openat, AT_FDCWD, "file", O_RDONLY, 0));
	REPEAT(7) opened(syscall(SYS_openat2, AT_FDCWD, "file", &how, sizeof(how)));
#ifdef SYS_open
	REPEAT(8) opened(syscall(SYS_open, "file", O_RDONLY, 0));
	REPEAT(9) opened(syscall(SYS_creat, "created", 0600));
#else
	REPEAT(17) opened(syscall(SYS_openat, AT_FDCWD, "file", O_RDONLY, 0));
#endif
	REPEAT(10) REQUIRE(syscall(SYS_openat, AT_FDCWD, "absent", O_RDONLY, 0) == -1 && errno == ENOENT);
	REPEAT(5) opened(syscall(SYS_openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY, 0));
	REPEAT(5) opened(syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY, 0));
}

static void syncs(void)
{
	REPEAT(3) REQUIRE(!syscall(SYS_fsync, file));
	REPEAT(4) REQUIRE(!syscall(SYS_fdatasync, file));
	REPEAT(5) REQUIRE(!syscall(SYS_sync_file_range, file, 0, 0, 0));
	REPEAT(5) REQUIRE(syscall(SYS_fsync, pipes[0]) == -1 && errno == EINVAL);
}

static void copies(void)
{
	loff_t from = 0, to = 0;

	REPEAT(2) {
		REQUIRE(syscall(SYS_sendfile, sockets[0], file, &from, 100) == 100);
		REQUIRE(read(sockets[1], buffer, 100) == 100);
	}
	REPEAT(3) REQUIRE(syscall(SYS_sendfile, other, file, &from, 300) == 300);
	REPEAT(4) REQUIRE(syscall(SYS_copy_file_range, file, &from, other, &to, 500, 0) == 500);
	REPEAT(5) {
		REQUIRE(syscall(SYS_splice, file, &from, pipes[1], NULL, 64, 0) == 64);
		REQUIRE(syscall(SYS_splice, pipes[0], NULL, other, &to, 64, 0) == 64);
	}
}

/* As many as of files, and none of it is one. */
static void others(void)
{
	long long one = 1;

	REPEAT(60) {
		REQUIRE(write(pipes[1], buffer, 100) == 100 && read(pipes[0], buffer, 100) == 100);
		REQUIRE(write(sockets[0], buffer, 100) == 100 && read(sockets[1], buffer, 100) == 100);
		REQUIRE(write(event, &one, sizeof(one)) == sizeof(one) && read(event, &one, sizeof(one)) == sizeof(one));
		REQUIRE(read(zero, buffer, 100) == 100 && write(null, buffer, 100) == 100);
		REQUIRE(read(-1, buffer, 100) == -1 && read(1000000, buffer, 100) == -1);
	}
}

static void body(void)
{
	reads();
	writes();
	opens();
	syncs();
	copies();
	others();
}

int main(int argc, char **argv)
{
	REQUIRE(argc >= 3 && !chdir(argv[1]));
	return run_in(argv + 2, argc - 2, prepare, body);
}
