// SPDX-License-Identifier: Apache-2.0
// Iterators, and what the kernel's own BTF says about enums.
#include "bridge.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* A link to a program that is called for each element of a map. */
NATIVE(jlong, attachElements)(JNIEnv *env, jclass type, jlong program, jlong map)
{
	(void)type;
	union bpf_iter_link_info info = { .map.map_fd = (__u32)bpf_map__fd(from_handle(map)) };
	LIBBPF_OPTS(bpf_iter_attach_opts, options, .link_info = &info, .link_info_len = sizeof(info));
	log_clear();
	struct bpf_link *link = bpf_program__attach_iter(from_handle(program), &options);
	if (!link)
		throw_bpf(env, bpf_program__name(from_handle(program)), errno);
	return to_handle(link);
}

/* From the first to the last; the program writes nothing, so reading is what calls it. */
NATIVE(void, iterate)(JNIEnv *env, jclass type, jlong link)
{
	(void)type;
	char nothing[512];
	ssize_t n;
	log_clear();
	int fd = bpf_iter_create(bpf_link__fd(from_handle(link)));
	if (fd < 0) {
		throw_bpf(env, "iterator", fd);
		return;
	}
	/* EAGAIN: a million elements were seen in one call, and there are more */
	do
		n = read(fd, nothing, sizeof(nothing));
	while (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)));
	if (n < 0)
		throw_bpf(env, "iterator", errno);
	close(fd);
}

static const struct btf_type *find_enum(const struct btf *btf, const char *name)
{
	__s32 id = btf__find_by_name_kind(btf, name, BTF_KIND_ENUM);
	return id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);
}

/* NAME=VALUE of each; none where the kernel has no such enum. */
NATIVE(jobjectArray, enumValues)(JNIEnv *env, jclass type, jstring name)
{
	(void)type;
	log_clear();
	struct btf *btf = btf__load_vmlinux_btf();
	const char *wanted = (*env)->GetStringUTFChars(env, name, NULL);
	const struct btf_type *found = btf && wanted ? find_enum(btf, wanted) : NULL;
	jclass string = (*env)->FindClass(env, "java/lang/String");
	jsize count = found ? btf_vlen(found) : 0;
	jobjectArray out = string ? (*env)->NewObjectArray(env, count, string, NULL) : NULL;
	for (jsize i = 0; out && i < count; i++) {
		const struct btf_enum *value = btf_enum(found) + i;
		const char *named = btf__name_by_offset(btf, value->name_off);
		char text[160];
		snprintf(text, sizeof(text), "%s=%d", named ? named : "", value->val);
		jstring one = (*env)->NewStringUTF(env, text);
		if (!one)
			break;
		(*env)->SetObjectArrayElement(env, out, i, one);
		(*env)->DeleteLocalRef(env, one);
	}
	if (wanted)
		(*env)->ReleaseStringUTFChars(env, name, wanted);
	btf__free(btf);
	return out;
}
