// SPDX-License-Identifier: Apache-2.0
// Programs that hang on functions of other programs.
#include "bridge.h"

#include <bpf/libbpf.h>
#include <errno.h>

/*
 * On a place in a file, for every process that has it mapped, now and later. The link ends with its descriptor, so at
 * the latest with this process; it holds the file by itself.
 */
NATIVE(jlong, attachFunction)(JNIEnv *env, jclass type, jlong program, jstring file, jlong offset, jboolean at_return)
{
	(void)type;
	const char *path = (*env)->GetStringUTFChars(env, file, NULL);
	if (!path)
		return 0;
	LIBBPF_OPTS(bpf_uprobe_opts, options, .retprobe = at_return);
	log_clear();
	struct bpf_link *link =
		bpf_program__attach_uprobe_opts(from_handle(program), -1, path, (size_t)offset, &options);
	if (!link)
		throw_bpf(env, bpf_program__name(from_handle(program)), errno);
	(*env)->ReleaseStringUTFChars(env, file, path);
	return to_handle(link);
}
