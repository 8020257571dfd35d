/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cache of the loader: whatever it says, paths are whole, and texts within the file. */
#include <stdint.h>
#include <string.h>

#include "image/ldcache.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t find(const uint8_t *data, size_t size, const char *name)
{
	_cleanup_ldcache_paths_ struct ldcache_paths paths = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = ldcache_find(data, size, name, &paths);

	check(!error || (error->kind == SONDE_ERROR_FORMAT && paths.size == 0) ||
	      error->kind == SONDE_ERROR_NO_MEMORY);
	vec_for_each(&paths, path)
		check((*path)[0] == '/' && strlen(*path) < size &&
		      memmem(data, size, *path, strlen(*path)));
	return paths.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Any `libc.so*` is a `libc`. */
	check(find(data, size, "libc.so.6") <= find(data, size, "libc"));
	return 0;
}
