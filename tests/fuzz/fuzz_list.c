/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of definitions: each is a line without the blanks before it, and neither empty nor a
 * remark; the error of another file says where.
 */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/words.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("list", MFD_CLOEXEC);
	_cleanup_(words_deinit) struct words words = {.texts = VEC_INIT};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str word = STR_INIT;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		return 0;
	str_appendf(&word, "@/proc/self/fd/%d", fd);
	error = words_add(&words, str_text(&word));
	check(!error || (error->message && *error->message));
	check(error || words.texts.size > 0);
	check(words.texts.size == words.origins.size);
	vec_for_each(&words.texts, text)
		check(**text && !strchr("# \t", **text) && !strpbrk(*text, "\r\n"));
	vec_for_each(&words.origins, origin)
		check(*origin && strchr(*origin, ':'));
	return 0;
}
