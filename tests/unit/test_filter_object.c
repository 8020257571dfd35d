/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "bpf/object.h"
#include "tests/unit/check.h"

/* The name of a file in a folder of the test's own. */
struct place {
	char folder[64], path[96];
};

static void make_place(struct place *place)
{
	snprintf(place->folder, sizeof(place->folder), "/tmp/test_filter_object.XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->path, sizeof(place->path), "%s/filter.o", place->folder);
}

/* None of these is looked at by libbpf, or loaded. */
static void check_refused(const struct place *place, enum sonde_error_kind kind, const char *want)
{
	struct filter_object *object = NULL;

	check_error(filter_object_open(place->path, &object), kind, want);
	assert_null(object);
	unlink(place->path);
	rmdir(place->path);
	rmdir(place->folder);
}

static void test_no_file(void **state)
{
	struct place place;

	(void)state;
	make_place(&place);
	check_refused(&place, SONDE_ERROR_NOT_FOUND, "Cannot open");
	make_place(&place);
	assert_int_equal(mkfifo(place.path, 0600), 0);
	/* Nobody will ever write into it. */
	alarm(20);
	check_refused(&place, SONDE_ERROR_FORMAT, "is not a regular file");
	alarm(0);
	make_place(&place);
	assert_int_equal(mkdir(place.path, 0700), 0);
	check_refused(&place, SONDE_ERROR_OS, "Is a directory");
}

static void test_no_object(void **state)
{
	struct place place;

	(void)state;
	make_place(&place);
	check_ok(file_replace(place.path, "", 0, 0600));
	check_refused(&place, SONDE_ERROR_FORMAT, "is no object file of BPF");
	make_place(&place);
	check_ok(file_replace(place.path, "int filter;\n", 12, 0600));
	check_refused(&place, SONDE_ERROR_FORMAT, "is no object file of BPF");
}

static void test_too_large(void **state)
{
	struct place place;

	(void)state;
	make_place(&place);
	check_ok(file_replace(place.path, "", 0, 0600));
	assert_int_equal(truncate(place.path, ((off_t)64 << 20) + 1), 0);
	check_refused(&place, SONDE_ERROR_FORMAT, "is larger than");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_no_object),
		cmocka_unit_test(test_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
