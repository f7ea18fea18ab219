/*
 * whole_file.h: a file to be sent.
 */
#ifndef OXSOCK_WHOLE_FILE_H
#define OXSOCK_WHOLE_FILE_H

#include "whole_buffers.h"

#include <fcntl.h>

/* A new file of so many bytes, each of them byte_at its place. */
static MAYBE_UNUSED int new_file(size_t size)
{
	char path[120], *bytes = (char *)malloc(size);
	int fd;

	CHECK(bytes != NULL);
	snprintf(path, sizeof path, "%s/file", temp_dir());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK(fd >= 0);
	fill_bytes(bytes, size);
	CHECK_INT(size, pwrite(fd, bytes, size, 0));
	free(bytes);
	return fd;
}

#endif
