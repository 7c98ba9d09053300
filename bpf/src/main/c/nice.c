// SPDX-License-Identifier: Apache-2.0
// setpriority(2) of a thread for Java, whose own priorities Linux ignores.
#include <errno.h>
#include <jni.h>
#include <sys/resource.h>

JNIEXPORT jint JNICALL Java_dev_nodecast_bpf_ThreadNice_setNice(JNIEnv *env, jclass type, jint thread, jint nice)
{
	(void)env;
	(void)type;
	return setpriority(PRIO_PROCESS, (id_t)thread, nice) ? errno : 0;
}
