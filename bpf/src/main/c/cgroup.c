// SPDX-License-Identifier: Apache-2.0
// Programs that belong to a cgroup.
#define _GNU_SOURCE
#include "bridge.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * A link, which leaves room for others' programs (BPF_F_ALLOW_MULTI) and ends with its descriptor, so at the latest
 * with this process. It holds the cgroup by itself.
 */
NATIVE(jlong, attachCgroup)(JNIEnv *env, jclass type, jlong program, jstring directory)
{
	(void)type;
	const char *path = (*env)->GetStringUTFChars(env, directory, NULL);
	if (!path)
		return 0;
	log_clear();
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct bpf_link *link = fd < 0 ? NULL : bpf_program__attach_cgroup(from_handle(program), fd);
	int err = errno;
	if (!link)
		throw_bpf(env, bpf_program__name(from_handle(program)), err);
	if (fd >= 0)
		close(fd);
	(*env)->ReleaseStringUTFChars(env, directory, path);
	return to_handle(link);
}
