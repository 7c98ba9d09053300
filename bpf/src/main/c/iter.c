// SPDX-License-Identifier: Apache-2.0
// Iterators.
#include "bridge.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

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
