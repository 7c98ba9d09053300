/*
 * Two processes on one processor hand a byte to and fro over pipes: of all that a processor can do, what switches
 * threads most. Prints the nanoseconds of one round trip.
 *
 *   usage: pingpong PROCESSOR
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* A slice is some 2 ms, short enough for many to pass without anybody else on the processor. */
#define SLICES 400
#define ROUND_TRIPS 500

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	int there[2], back[2];
	char byte = 0;
	cpu_set_t set;
	double took[SLICES];

	if (argc != 2)
		return 2;
	CPU_ZERO(&set);
	CPU_SET(atoi(argv[1]), &set);
	if (sched_setaffinity(0, sizeof(set), &set) || pipe(there) || pipe(back))
		return 2;
	pid_t child = fork();
	if (child < 0)
		return 2;
	if (child == 0) {
		close(there[1]);
		while (read(there[0], &byte, 1) == 1 && write(back[1], &byte, 1) == 1)
			;
		_exit(0);
	}
	for (int slice = 0; slice < SLICES; slice++) {
		struct timespec from, to;

		clock_gettime(CLOCK_MONOTONIC, &from);
		for (int i = 0; i < ROUND_TRIPS; i++)
			if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
				return 1;
		clock_gettime(CLOCK_MONOTONIC, &to);
		took[slice] = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / ROUND_TRIPS;
	}
	qsort(took, SLICES, sizeof(took[0]), ascending);
	printf("%.0f\n", took[SLICES / 10]);
	return 0;
}
