/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * A byte for something that user space reads as memory: TOUCHED when it may have grown since user space looked, which
 * then reads it and writes LOOKED_AT. That makes it look once more at its next visit, for the program that found the
 * byte set and had yet to add. Bytes and not bits: an atomic or needs Linux 5.12, and a byte is stored whole by
 * whoever comes. Shared with Java: dev.nodecast.bpf.Touched mirrors it.
 */
#ifndef NODECAST_TOUCHED_H
#define NODECAST_TOUCHED_H

#define TOUCHED 1
#define LOOKED_AT 2

/* Nearly always somebody did so since the last visit: then the line stays with every processor that reads it. */
#define TOUCH(state)                     \
	do {                             \
		if ((state) != TOUCHED)  \
			(state) = TOUCHED; \
	} while (0)

#endif
