// SPDX-License-Identifier: Apache-2.0
// clock_gettime(2) of the process for Java, whose own figure comes from times(2): in hundredths of a second.
#define _POSIX_C_SOURCE 200809L
#include <jni.h>
#include <time.h>

JNIEXPORT jlong JNICALL Java_dev_nodecast_bpf_CpuClock_processNanos(JNIEnv *env, jclass type)
{
	(void)env;
	(void)type;
	struct timespec now;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now))
		return -1;
	return (jlong)now.tv_sec * 1000000000 + now.tv_nsec;
}
