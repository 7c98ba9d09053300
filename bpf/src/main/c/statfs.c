// SPDX-License-Identifier: Apache-2.0
// statfs(2) for Java, whose FileStore does not know inodes. No logic: argument checks, one call, errno.
#define _GNU_SOURCE
#include <errno.h>
#include <jni.h>
#include <sys/statvfs.h>

enum { BLOCK_SIZE, BLOCKS, BLOCKS_FREE, BLOCKS_AVAILABLE, INODES, INODES_FREE, READ_ONLY, FIELDS };

JNIEXPORT jint JNICALL Java_dev_nodecast_bpf_Statfs_statvfs(JNIEnv *env, jclass type, jbyteArray path,
							    jlongArray out)
{
	(void)type;
	if (!path || !out || (*env)->GetArrayLength(env, out) < FIELDS)
		return EINVAL;
	jbyte *name = (*env)->GetByteArrayElements(env, path, 0);
	if (!name)
		return ENOMEM;
	struct statvfs fs;
	int err = statvfs((const char *)name, &fs) ? errno : 0;
	(*env)->ReleaseByteArrayElements(env, path, name, JNI_ABORT);
	if (err)
		return err;
	jlong values[FIELDS] = {
		[BLOCK_SIZE] = (jlong)fs.f_frsize,
		[BLOCKS] = (jlong)fs.f_blocks,
		[BLOCKS_FREE] = (jlong)fs.f_bfree,
		[BLOCKS_AVAILABLE] = (jlong)fs.f_bavail,
		[INODES] = (jlong)fs.f_files,
		[INODES_FREE] = (jlong)fs.f_ffree,
		[READ_ONLY] = (fs.f_flag & ST_RDONLY) != 0,
	};
	(*env)->SetLongArrayRegion(env, out, 0, FIELDS, values);
	return 0;
}
