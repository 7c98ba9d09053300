// SPDX-License-Identifier: Apache-2.0
// Objects: open, choose, load, attach, close.
#include "bridge.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

NATIVE(jlong, open)(JNIEnv *env, jclass type, jbyteArray elf, jstring name)
{
	(void)type;
	jsize size = (*env)->GetArrayLength(env, elf);
	/* libbpf parses it in place and wants it aligned as ELF is. */
	void *bytes = malloc(size > 0 ? (size_t)size : 1);
	const char *named = (*env)->GetStringUTFChars(env, name, NULL);
	struct bpf_object *object = NULL;
	if (bytes && named) {
		(*env)->GetByteArrayRegion(env, elf, 0, size, bytes);
		LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = named);
		log_clear();
		object = bpf_object__open_mem(bytes, (size_t)size, &options);
		if (!object)
			throw_bpf(env, named, errno);
	}
	if (named)
		(*env)->ReleaseStringUTFChars(env, name, named);
	free(bytes);
	return to_handle(object);
}

NATIVE(void, load)(JNIEnv *env, jclass type, jlong object)
{
	(void)type;
	log_clear();
	int err = bpf_object__load(from_handle(object));
	if (err)
		throw_bpf(env, bpf_object__name(from_handle(object)), err);
}

NATIVE(void, close)(JNIEnv *env, jclass type, jlong object)
{
	(void)env;
	(void)type;
	bpf_object__close(from_handle(object));
}

/* 0 starts and 0 ends the walk. */
NATIVE(jlong, nextProgram)(JNIEnv *env, jclass type, jlong object, jlong previous)
{
	(void)env;
	(void)type;
	return to_handle(bpf_object__next_program(from_handle(object), from_handle(previous)));
}

NATIVE(jstring, programName)(JNIEnv *env, jclass type, jlong program)
{
	(void)type;
	return (*env)->NewStringUTF(env, bpf_program__name(from_handle(program)));
}

NATIVE(jstring, programSection)(JNIEnv *env, jclass type, jlong program)
{
	(void)type;
	return (*env)->NewStringUTF(env, bpf_program__section_name(from_handle(program)));
}

NATIVE(void, setAutoload)(JNIEnv *env, jclass type, jlong program, jboolean autoload)
{
	(void)type;
	log_clear();
	int err = bpf_program__set_autoload(from_handle(program), autoload);
	if (err)
		throw_bpf(env, bpf_program__name(from_handle(program)), err);
}

NATIVE(jlong, attach)(JNIEnv *env, jclass type, jlong program)
{
	(void)type;
	log_clear();
	struct bpf_link *link = bpf_program__attach(from_handle(program));
	if (!link)
		throw_bpf(env, bpf_program__name(from_handle(program)), errno);
	return to_handle(link);
}

NATIVE(void, detach)(JNIEnv *env, jclass type, jlong link)
{
	(void)env;
	(void)type;
	bpf_link__destroy(from_handle(link));
}

/* Loading reads the kernel's BTF, 6 MB, which the allocator would keep. */
NATIVE(void, trimMemory)(JNIEnv *env, jclass type)
{
	(void)env;
	(void)type;
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
