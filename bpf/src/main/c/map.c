// SPDX-License-Identifier: Apache-2.0
// Maps: what they are, single entries, and batches straight into direct buffers.
#include "bridge.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sys/mman.h>

/* Set in what lookupBatch returns when the walk is over; counts stay far below. */
#define DONE (1 << 30)

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
 * of the hash alone has more than `count`: the caller comes back with larger buffers.
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
	if (err == -ENOSPC)
		return err;
	throw_bpf(env, name, err);
	return 0;
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
	/* a queue has no keys, and the kernel refuses the address of one */
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

/* Makes `map`, not yet loaded, another name of a map that exists. */
NATIVE(void, reuse)(JNIEnv *env, jclass type, jlong map, jlong existing)
{
	(void)type;
	log_clear();
	int err = bpf_map__reuse_fd(from_handle(map), bpf_map__fd(from_handle(existing)));
	if (err)
		throw_bpf(env, bpf_map__name(from_handle(map)), err);
}

/* The memory of an array with BPF_F_MMAPABLE, for reading. */
NATIVE(jobject, mapMemory)(JNIEnv *env, jclass type, jlong map, jlong bytes)
{
	(void)type;
	struct bpf_map *m = from_handle(map);
	void *memory = mmap(NULL, (size_t)bytes, PROT_READ, MAP_SHARED, bpf_map__fd(m), 0);
	log_clear();
	if (memory == MAP_FAILED) {
		throw_bpf(env, bpf_map__name(m), -errno);
		return NULL;
	}
	jobject buffer = (*env)->NewDirectByteBuffer(env, memory, bytes);
	if (!buffer)
		munmap(memory, (size_t)bytes);
	return buffer;
}

NATIVE(void, unmapMemory)(JNIEnv *env, jclass type, jobject buffer, jlong bytes)
{
	(void)type;
	munmap((*env)->GetDirectBufferAddress(env, buffer), (size_t)bytes);
}
