// SPDX-License-Identifier: Apache-2.0
// Maps: what they are, single entries, and batches straight into direct buffers.
#define _GNU_SOURCE
#include "bridge.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* Set in what lookupBatch returns when the walk is over; counts stay far below. */
#define DONE (1 << 30)
/* What lookupBatch returns where there is none: no errno. */
#define UNSUPPORTED (-4096)
/* Keys are on the kernel's stack in programs, which has 512 bytes. */
#define KEY_MAX 512

NATIVE(jlong, nextMap)(JNIEnv *env, jclass type, jlong object, jlong previous)
{
	(void)env;
	(void)type;
	return to_handle(bpf_object__next_map(from_handle(object), from_handle(previous)));
}

NATIVE(jstring, mapName)(JNIEnv *env, jclass type, jlong map)
{
	(void)type;
	return (*env)->NewStringUTF(env, bpf_map__name(from_handle(map)));
}

/* In the order of BpfMap's constructor: type, bytes of a key, bytes of a value, entries. */
NATIVE(void, mapInfo)(JNIEnv *env, jclass type, jlong map, jintArray out)
{
	(void)type;
	const struct bpf_map *m = from_handle(map);
	jint info[] = { (jint)bpf_map__type(m), (jint)bpf_map__key_size(m), (jint)bpf_map__value_size(m),
			(jint)bpf_map__max_entries(m) };
	(*env)->SetIntArrayRegion(env, out, 0, sizeof(info) / sizeof(*info), info);
}

NATIVE(jint, mapDescriptor)(JNIEnv *env, jclass type, jlong map)
{
	(void)env;
	(void)type;
	return bpf_map__fd(from_handle(map));
}

NATIVE(void, resize)(JNIEnv *env, jclass type, jlong map, jint entries)
{
	(void)type;
	log_clear();
	int err = bpf_map__set_max_entries(from_handle(map), (__u32)entries);
	if (err)
		throw_bpf(env, bpf_map__name(from_handle(map)), err);
}

NATIVE(jint, possibleCpus)(JNIEnv *env, jclass type)
{
	(void)type;
	log_clear();
	int n = libbpf_num_possible_cpus();
	if (n < 0)
		throw_bpf(env, "possible CPUs", n);
	return n;
}

/*
 * Up to `count` entries. The cursor, at least 8 bytes and at least a key, is the kernel's own business; `first`
 * starts at the beginning. Returns how many there are, with DONE set when none follow, or -ENOSPC when one bucket
 * of the hash alone has more than `count`: the caller comes back with larger buffers, or UNSUPPORTED.
 */
NATIVE(jint, lookupBatch)(JNIEnv *env, jclass type, jlong map, jobject cursor, jboolean first, jobject keys,
			  jint key_stride, jobject values, jint value_stride, jint count, jboolean drain)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	const char *name = bpf_map__name(m);
	void *at = direct(env, cursor, key_stride > 8 ? key_stride : 8, name);
	void *k = at ? direct(env, keys, (jlong)key_stride * count, name) : NULL;
	void *v = k ? direct(env, values, (jlong)value_stride * count, name) : NULL;
	if (!v)
		return 0;
	__u32 n = (__u32)count;
	int fd = bpf_map__fd(m);
	log_clear();
	int err = drain ? bpf_map_lookup_and_delete_batch(fd, first ? NULL : at, at, k, v, &n, NULL)
			: bpf_map_lookup_batch(fd, first ? NULL : at, at, k, v, &n, NULL);
	if (!err)
		return (jint)n;
	if (err == -ENOENT)
		return (jint)n | DONE;
	/* EINVAL is the whole system call's before Linux 5.6, ENOTSUPP (524) that of maps that have no such operation. */
	if (err == -ENOSPC || (first && (err == -EINVAL || err == -524)))
		return err == -ENOSPC ? err : UNSUPPORTED;
	throw_bpf(env, name, err);
	return 0;
}

/* The cursor is the key of the next entry: one is read before the one before it is deleted, which would lose the place. */
static int each(int fd, char *cursor, int first, char *k, jint key_stride, char *v, jint value_stride, int count, int drain)
{
	char next[KEY_MAX];
	int n = 0;
	int err = first ? bpf_map_get_next_key(fd, NULL, cursor) : 0;

	for (int i = 0; !err && i < count; i++) {
		char *key = k + (size_t)n * (size_t)key_stride;
		int follows = bpf_map_get_next_key(fd, cursor, next);
		memcpy(key, cursor, (size_t)key_stride);
		err = bpf_map_lookup_elem(fd, key, v + (size_t)n * (size_t)value_stride);
		if (!err && drain)
			err = bpf_map_delete_elem(fd, key);
		if (!err)
			n++;
		else if (err != -ENOENT)
			return err;
		memcpy(cursor, next, (size_t)key_stride);
		err = follows;
	}
	if (err && err != -ENOENT)
		return err;
	return err ? n | DONE : n;
}

/* As lookupBatch, with some system calls for each entry, for kernels and maps that have no batches. */
NATIVE(jint, lookupEach)(JNIEnv *env, jclass type, jlong map, jobject cursor, jboolean first, jobject keys,
			 jint key_stride, jobject values, jint value_stride, jint count, jboolean drain)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	const char *name = bpf_map__name(m);
	void *at = direct(env, cursor, key_stride, name);
	void *k = at ? direct(env, keys, (jlong)key_stride * count, name) : NULL;
	void *v = k ? direct(env, values, (jlong)value_stride * count, name) : NULL;
	if (!v)
		return 0;
	log_clear();
	int result = key_stride > KEY_MAX ? -E2BIG
					  : each(bpf_map__fd(m), at, first, k, key_stride, v, value_stride, count, drain);
	if (result < 0)
		throw_bpf(env, name, result);
	return result < 0 ? 0 : result;
}

/* Whether the key was there. */
NATIVE(jboolean, lookup)(JNIEnv *env, jclass type, jlong map, jobject key, jint key_size, jobject value,
			 jint value_stride)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	void *k = direct(env, key, key_size, bpf_map__name(m));
	void *v = k ? direct(env, value, value_stride, bpf_map__name(m)) : NULL;
	if (!v)
		return JNI_FALSE;
	log_clear();
	int err = bpf_map_lookup_elem(bpf_map__fd(m), k, v);
	if (err && err != -ENOENT)
		throw_bpf(env, bpf_map__name(m), err);
	return !err;
}

NATIVE(void, update)(JNIEnv *env, jclass type, jlong map, jobject key, jint key_size, jobject value,
		     jint value_stride)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	void *k = direct(env, key, key_size, bpf_map__name(m));
	void *v = k ? direct(env, value, value_stride, bpf_map__name(m)) : NULL;
	if (!v)
		return;
	log_clear();
	/* a stack has no keys, and the kernel refuses the address of one */
	int err = bpf_map_update_elem(bpf_map__fd(m), key_size ? k : NULL, v, BPF_ANY);
	if (err)
		throw_bpf(env, bpf_map__name(m), err);
}

/* Whether the key was there. */
NATIVE(jboolean, delete)(JNIEnv *env, jclass type, jlong map, jobject key, jint key_size)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	void *k = direct(env, key, key_size, bpf_map__name(m));
	if (!k)
		return JNI_FALSE;
	log_clear();
	int err = bpf_map_delete_elem(bpf_map__fd(m), k);
	if (err && err != -ENOENT)
		throw_bpf(env, bpf_map__name(m), err);
	return !err;
}

/* Linux 4.12 and later say what is first without a key: 8fe45924387b ("bpf: map_get_next_key to return first key on NULL") */
NATIVE(jboolean, empty)(JNIEnv *env, jclass type, jlong map)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	char key[256];

	log_clear();
	int err = bpf_map__key_size(m) <= sizeof(key) ? bpf_map_get_next_key(bpf_map__fd(m), NULL, key) : -E2BIG;
	if (err && err != -ENOENT)
		throw_bpf(env, bpf_map__name(m), err);
	return err == -ENOENT;
}

/* Makes `map`, not yet loaded, another name of a map that exists. */
NATIVE(void, reuse)(JNIEnv *env, jclass type, jlong map, jlong existing)
{
	(void)type;
	log_clear();
	int err = bpf_map__reuse_fd(from_handle(map), bpf_map__fd(from_handle(existing)));
	if (err)
		throw_bpf(env, bpf_map__name(from_handle(map)), err);
}

/* Room for the memory of an array with BPF_F_MMAPABLE: zeroes, until mapMemory puts some of the array there. */
NATIVE(jobject, reserveMemory)(JNIEnv *env, jclass type, jlong bytes)
{
	(void)type;
	void *memory = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	log_clear();
	if (memory == MAP_FAILED) {
		throw_bpf(env, "room for a map", -errno);
		return NULL;
	}
	jobject buffer = (*env)->NewDirectByteBuffer(env, memory, bytes);
	if (!buffer)
		munmap(memory, (size_t)bytes);
	return buffer;
}

/* From one multiple of a page to another, or to the end; whoever writes what is mapped for reading crashes. */
NATIVE(void, mapMemory)(JNIEnv *env, jclass type, jlong map, jobject buffer, jlong from, jlong to, jboolean writable)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	char *room = direct(env, buffer, to, bpf_map__name(m));
	if (!room)
		return;
	log_clear();
	if (mmap(room + from, (size_t)(to - from), writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED | MAP_FIXED,
		 bpf_map__fd(m), (off_t)from) == MAP_FAILED)
		throw_bpf(env, bpf_map__name(m), -errno);
}

NATIVE(void, unmapMemory)(JNIEnv *env, jclass type, jobject buffer, jlong bytes)
{
	(void)type;
	munmap((*env)->GetDirectBufferAddress(env, buffer), (size_t)bytes);
}
