// SPDX-License-Identifier: Apache-2.0
// For tests: a child whose very first system call in its cgroups is the first of its body. It is moved there by its
// parent while it waits without a call; it leaves by exit_group, which nobody counts.
#ifndef NODECAST_TEST_CHILD_H
#define NODECAST_TEST_CHILD_H

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sched.h>
#include <unistd.h>

/* Ends the process with the line that was wrong, which is the exit code modulo 256. */
#define REQUIRE(condition)                                 \
	do {                                               \
		if (!(condition))                          \
			_exit(__LINE__ % 255 + 1);         \
	} while (0)

#define REPEAT(times) for (int repeat_ = 0; repeat_ < (times); repeat_++)

/* Processes are moved by writing into these files; returns the child's exit code, or 128 and its signal. */
static int run_in(char **procs, int count, void (*prepare)(void), void (*body)(void))
{
	enum { STARTED, PREPARED, MOVED };
	atomic_int *state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	REQUIRE(state != MAP_FAILED);
	int fds[8];
	REQUIRE(count <= 8);
	for (int i = 0; i < count; i++)
		REQUIRE((fds[i] = open(procs[i], O_WRONLY | O_CLOEXEC)) >= 0);
	pid_t child = fork();
	REQUIRE(child >= 0);
	if (!child) {
		prepare();
		atomic_store(state, PREPARED);
		while (atomic_load(state) != MOVED)
			;
		body();
		_exit(0);
	}
	int status = 0;
	while (atomic_load(state) != PREPARED) {
		if (waitpid(child, &status, WNOHANG) == child)
			return WEXITSTATUS(status);
		sched_yield();
	}
	for (int i = 0; i < count; i++)
		REQUIRE(dprintf(fds[i], "%d", child) > 0);
	atomic_store(state, MOVED);
	REQUIRE(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#endif
