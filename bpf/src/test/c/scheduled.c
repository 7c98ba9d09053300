/*
 * A process with one thread that does what it is told, a line at a time, and waits for the next line in read(2):
 * nothing else makes it sleep, so what the scheduler did to it can be told.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void spin(long milliseconds)
{
	struct timespec from, now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	do {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	} while ((now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1000000 < milliseconds);
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		_exit(3);
}

/* The state's letter in /proc/PID/stat: "1 (scheduled) S ...". */
static char state(const char *path)
{
	char text[64] = "";
	int file = open(path, O_RDONLY);
	ssize_t length = read(file, text, sizeof(text) - 1);

	close(file);
	char *after = length > 0 ? strchr(text, ')') : NULL;
	return after ? after[2] : '?';
}

/* A parent sleeps, uninterruptibly, until its vfork's child is gone; this one goes when its parent sleeps. */
static void block(void)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/stat", getpid());
	if (vfork() == 0) {
		while (state(path) != 'D')
			usleep(100);
		_exit(0);
	}
}

int main(void)
{
	char line[32];
	ssize_t length;

	while ((length = read(0, line, sizeof(line) - 1)) > 0) {
		line[length] = 0;
		long n = atol(line + 1);
		long answer = n;

		switch (line[0]) {
		case 'r': /* only that it was read */
			continue;
		case 's':
			spin(n);
			break;
		case 'p':
			pin(n);
			break;
		case 'm': /* from processor 0 to 1, back, and so on */
			for (long i = 1; i <= n; i++)
				pin(i % 2);
			break;
		case 'v':
			for (long i = 0; i < n; i++)
				block();
			break;
		case 'z': /* a child that nobody waits for: /proc shows its totals after its end */
			answer = fork();
			if (answer == 0) {
				spin(n);
				_exit(0);
			}
			break;
		default:
			_exit(4);
		}
		dprintf(1, "%ld\n", answer);
	}
	return 0;
}
