// SPDX-License-Identifier: Apache-2.0
// What the files of the bridge share. Each native method checks its arguments, makes one call of libbpf, and turns
// errno into a BpfException; there is no logic here and no call back into Java.
#ifndef NODECAST_BRIDGE_H
#define NODECAST_BRIDGE_H

#include <jni.h>
#include <stdint.h>

#define NATIVE(result, name) JNIEXPORT result JNICALL Java_dev_nodecast_bpf_Libbpf_##name

/* Handles travel through Java as numbers. */
static inline void *from_handle(jlong handle)
{
	return (void *)(intptr_t)handle;
}

static inline jlong to_handle(const void *pointer)
{
	return (jlong)(intptr_t)pointer;
}

/* Forgets what libbpf said in this thread before; called ahead of every call that may fail. */
void log_clear(void);

/* Throws a BpfException about `what` (a program, a map): errno's name and the last lines that libbpf said. */
void throw_bpf(JNIEnv *env, const char *what, int err);

/* The address of a direct buffer with at least `bytes` bytes; throws and returns NULL otherwise. */
void *direct(JNIEnv *env, jobject buffer, jlong bytes, const char *what);

#endif
