/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Shared with Java: dev.nodecast.bpf.exchange mirrors each struct, and a test compares the two. */
#ifndef NODECAST_EXCHANGE_SESSIONS_H
#define NODECAST_EXCHANGE_SESSIONS_H

#include <linux/types.h>

enum tls_selector_kind {
	TLS_OF_CGROUP = 1, /* struct cgroup_ids: whatever runs there, from its beginning */
	TLS_OF_EXECUTABLE = 2, /* device and inode */
	TLS_OF_PROCESS = 3, /* its number in the root namespace, and 0 */
};

/* Whose plaintext is read; of anyone else a hooked library says nothing. */
struct tls_selector {
	__u64 kind;
	__u64 first;
	__u64 second;
};

/* Plaintext that was not read: cumulative. */
struct tls_lost {
	__u64 unjoined; /* of a session whose socket is not known */
	__u64 sessions; /* joined beyond the bound */
	__u64 rooms; /* while too many threads of a processor were at it */
	__u64 returns; /* of calls of Go that are not known: begun before us, or beyond the bound */
};

#endif
