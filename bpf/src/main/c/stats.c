// SPDX-License-Identifier: Apache-2.0
// What the kernel counts of programs, and the switch that makes it count.
#include "bridge.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

/* In the order of BpfProgram.stats: id, runs, nanoseconds. Kernels before 5.1 leave the last two at 0. */
NATIVE(void, programInfo)(JNIEnv *env, jclass type, jlong program, jlongArray out)
{
	(void)type;
	const struct bpf_program *p = from_handle(program);
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	log_clear();
	/* Not loaded: the descriptor is negative, and the kernel says EBADF. */
	int err = bpf_obj_get_info_by_fd(bpf_program__fd(p), &info, &size);
	if (err) {
		throw_bpf(env, bpf_program__name(p), err);
		return;
	}
	jlong values[] = { info.id, (jlong)info.run_cnt, (jlong)info.run_time_ns };
	(*env)->SetLongArrayRegion(env, out, 0, sizeof(values) / sizeof(*values), values);
}

NATIVE(jint, enableRunStats)(JNIEnv *env, jclass type)
{
	(void)type;
	log_clear();
	int fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (fd < 0)
		throw_bpf(env, "statistics of runs", fd);
	return fd;
}

NATIVE(void, closeDescriptor)(JNIEnv *env, jclass type, jint descriptor)
{
	(void)env;
	(void)type;
	close(descriptor);
}
