/*
 * Processes that begin and end, some with an exec in between, from one worker for each processor. Moves itself into a
 * cgroup first, so that all it starts, and it, end there. Prints how many processes ended or are about to, itself
 * included, how many executed, and the nanoseconds that all but itself took.
 *
 *   usage: storm PROCESSES PER_SECOND EXEC_EVERY CGROUP_PROCS     PER_SECOND 0: as fast as it goes
 *          storm                                                  what is executed: ends at once
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void wait_until(long long due)
{
	struct timespec at = { due / 1000000000LL, due % 1000000000LL };

	if (due > now())
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

/* vfork: the parent goes on when the child has executed or ended, and no page tables are copied. */
static void storm(const char *self, long count, double per_second, long exec_every)
{
	char *arguments[] = { (char *)self, NULL }, *environment[] = { NULL };
	long long began = now();

	for (long i = 0; i < count; i++) {
		if (per_second > 0)
			wait_until(began + (long long)(i / per_second * 1e9));
		pid_t child = vfork();
		if (child < 0)
			_exit(1);
		if (child == 0) {
			if (i % exec_every == 0)
				execve(self, arguments, environment);
			_exit(i % exec_every == 0);
		}
		int status;
		if (waitpid(child, &status, 0) != child || status)
			_exit(1);
	}
	_exit(0);
}

static int enter(const char *file)
{
	FILE *procs = fopen(file, "w");

	return !procs || fprintf(procs, "%d\n", getpid()) < 0 || fclose(procs);
}

int main(int argc, char **argv)
{
	if (argc == 1)
		_exit(0);
	if (argc != 5)
		return 2;
	if (enter(argv[4]))
		return 3;
	long exec_every = atol(argv[3]);
	long workers = sysconf(_SC_NPROCESSORS_ONLN);
	long each = atol(argv[1]) / workers;
	long long began = now();
	for (long i = 0; i < workers; i++) {
		pid_t worker = fork();
		if (worker < 0)
			return 4;
		if (worker == 0)
			storm(argv[0], each, atof(argv[2]) / workers, exec_every);
	}
	int failed = 0;
	for (long i = 0; i < workers; i++) {
		int status;
		if (wait(&status) < 0 || status)
			failed = 1;
	}
	long long took = now() - began;
	if (failed)
		return 5;
	printf("%ld %ld %lld\n", workers * each + workers + 1, workers * ((each + exec_every - 1) / exec_every), took);
	return 0;
}
