/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/debuginfod.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

#define LIBRARY "libdebuginfod.so.1"

/* What is used of the library: elfutils/debuginfod.h. */
struct debuginfod {
	void *(*begin)(void);
	int (*find)(void *client, const unsigned char *id, int id_size, char **path);
	void (*end)(void *client);
};

/* It stays loaded: what it brings with it may not be unloaded. */
static bool load(struct debuginfod *ret)
{
	void *library = dlopen(LIBRARY, RTLD_LAZY);

	if (!library)
		return false;
	*(void **)&ret->begin = dlsym(library, "debuginfod_begin");
	*(void **)&ret->find = dlsym(library, "debuginfod_find_debuginfo");
	*(void **)&ret->end = dlsym(library, "debuginfod_end");
	return ret->begin && ret->find && ret->end;
}

static void explain(int errnum, const struct build_id *id, const char *urls, struct str *tried)
{
	if (errnum == ENOENT) {
		str_append(tried, "nothing for the build id ");
		build_id_print(id, tried);
		str_append(tried, " at ");
		str_append_clean(tried, urls, "");
		return;
	}
	str_append(tried, "no answer from ");
	str_append_clean(tried, urls, "");
	str_appendf(tried, ": %s", strerror(errnum));
}

struct sonde_error *debuginfod_find(const struct build_id *id, struct str *tried, char **ret)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	struct debuginfod library = {0};
	void *client;
	int fd;

	*ret = NULL;
	if (!urls || strspn(urls, " ") == strlen(urls)) {
		str_append(tried, "\n  debuginfod: DEBUGINFOD_URLS is not set");
		return str_check(tried);
	}
	if (!id->size) {
		str_append(tried, "\n  debuginfod: not asked, as there is no build id");
		return str_check(tried);
	}
	client = load(&library) ? library.begin() : NULL;
	if (!client) {
		str_append(tried, "\n  debuginfod: not asked, as " LIBRARY " cannot be loaded");
		return str_check(tried);
	}
	fd = library.find(client, id->bytes, (int)id->size, ret);
	if (fd >= 0) {
		close(fd);
	} else {
		*ret = NULL;
		str_append(tried, "\n  debuginfod: ");
		explain(-fd, id, urls, tried);
	}
	library.end(client);
	return str_check(tried);
}
