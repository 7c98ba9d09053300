// SPDX-License-Identifier: Apache-2.0
// setpriority(2) of the calling thread for Java, whose own priorities Linux ignores.
#define _GNU_SOURCE
#include <errno.h>
#include <jni.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

JNIEXPORT jint JNICALL Java_dev_nodecast_bpf_ThreadNice_setNice(JNIEnv *env, jclass type, jint nice)
{
	(void)env;
	(void)type;
	return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), nice) ? errno : 0;
}
