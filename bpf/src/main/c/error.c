// SPDX-License-Identifier: Apache-2.0
// Errors: what libbpf prints is kept for the thread that called it, and goes into the exception.
#define _GNU_SOURCE
#include "bridge.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The verifier's verdict stands at the end of its log; 4 KiB are some forty lines. */
#define LOG_KEPT 4096

static _Thread_local char kept[LOG_KEPT + 1];
static _Thread_local size_t kept_size;

static void keep(const char *text, size_t size)
{
	if (size >= LOG_KEPT) {
		memcpy(kept, text + size - LOG_KEPT, LOG_KEPT);
		kept_size = LOG_KEPT;
		return;
	}
	size_t room = LOG_KEPT - kept_size;
	if (size > room) {
		memmove(kept, kept + (size - room), kept_size - (size - room));
		kept_size -= size - room;
	}
	memcpy(kept + kept_size, text, size);
	kept_size += size;
}

/* The verifier's log comes as one message of up to megabytes. */
static int on_print(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level != LIBBPF_WARN)
		return 0;
	char *text = NULL;
	int size = vasprintf(&text, format, args);
	if (size >= 0) {
		keep(text, (size_t)size);
		free(text);
	}
	return 0;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
	(void)vm;
	(void)reserved;
	libbpf_set_print(on_print);
	return JNI_VERSION_1_8;
}

void log_clear(void)
{
	kept_size = 0;
}

/* NewStringUTF wants modified UTF-8, and a name out of a foreign object may hold anything. */
static jstring ascii(JNIEnv *env, const char *text, size_t size)
{
	char copy[LOG_KEPT + 1];
	size_t n = size > LOG_KEPT ? LOG_KEPT : size;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		copy[i] = (c >= ' ' && c < 127) || c == '\n' || c == '\t' ? (char)c : '?';
	}
	copy[n] = 0;
	return (*env)->NewStringUTF(env, copy);
}

void throw_bpf(JNIEnv *env, const char *what, int err)
{
	err = err < 0 ? -err : err;
	/* ENOTSUPP is the kernel's own, and libc has no name for it. */
	const char *name = err == 524 ? "ENOTSUPP" : strerrorname_np(err);
	char number[32];
	if (!name) {
		snprintf(number, sizeof(number), "errno %d", err);
		name = number;
	}
	jclass type = (*env)->FindClass(env, "dev/nodecast/bpf/BpfException");
	if (!type)
		return;
	jmethodID make = (*env)->GetMethodID(env, type, "<init>",
					     "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V");
	if (!make)
		return;
	jstring whats = ascii(env, what, strlen(what));
	jstring names = whats ? ascii(env, name, strlen(name)) : NULL;
	jstring log = names ? ascii(env, kept, kept_size) : NULL;
	jobject thrown = log ? (*env)->NewObject(env, type, make, whats, names, log) : NULL;
	if (thrown)
		(*env)->Throw(env, (jthrowable)thrown);
}

void *direct(JNIEnv *env, jobject buffer, jlong bytes, const char *what)
{
	void *address = buffer ? (*env)->GetDirectBufferAddress(env, buffer) : NULL;
	if (!address || bytes < 0 || (*env)->GetDirectBufferCapacity(env, buffer) < bytes) {
		log_clear();
		throw_bpf(env, what, EINVAL);
		return NULL;
	}
	return address;
}
