/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "probe/grammar.h"
#include "probe/sdt_resolve.h"
#include "tests/unit/images.h"

struct row {
	const char *definition;
	/** What the kernel lacks. */
	bool no_constants, no_semaphores;
	/** The arguments of each event behind the other, as `name=FETCH:TYPE,`; or NULL. */
	const char *args;
	/** Remarks. */
	size_t notes;
	/** A part of the first remark, or of the error. */
	const char *part;
};

static const struct row rows[] = {
	{"%test:old", false, false, "arg1=%di:u64,arg2=\\3:u64,;", 0, NULL},
	{"%test:old", true, false, "arg1=%di:u64,;", 1,
	 "arg2 of sdt_test:old at 0x401006 ($3) cannot be fetched: it is a constant"},
	{"%test:twice", true, false, "arg1=%di:s32,;;", 1, "arg1 of sdt_test:twice"},
	{"%test:twice a=arg1", true, false, "a=%di:s32,;;", 1, "arg1 of sdt_test:twice"},
	{"%test:constants", true, false, ";", 5, "arg1 of sdt_test:constants"},
	{"%test:constants arg2", true, false, NULL, 0, "it is a constant"},
	{"%test:counted", false, false, ";", 0, NULL},
	{"%test:counted", false, true, NULL, 0, "this kernel cannot count up"},
	{"%test:[cn]o[un][ne]*", false, true, ";", 1, "sdt_test:counted cannot be probed"},
	{"%test:none arg1", false, false, NULL, 0, "has no arg1"},
	{"%t*t:old arg2 arg1:x arg1:string", false, false,
	 "arg2=\\3:u64,arg1=%di:x64,arg1_string=+0(%di):string,;", 0, NULL},
	{"%test:nothing", false, false, NULL, 0, "There is no marker"},
};

/* Who gets the events. */
static struct sonde_error *take(void *data, struct probe_event *event)
{
	struct str *out = data;

	vec_for_each(&event->args, arg) {
		probe_event_arg_print(arg, out);
		str_append_char(out, ',');
	}
	str_append_char(out, ';');
	probe_event_deinit(event);
	return NULL;
}

static void check_row(struct image *image, const struct sdt_notes *markers, const struct row *row)
{
	const struct resolve_options options = {.max_probes = 8};
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str args = STR_INIT;
	const struct resolve_sink sink = {.take = take, .data = &args};
	struct sonde_error *error;

	check_ok(probe_def_parse(row->definition, &def));
	error = sdt_resolve(&(struct sdt_request){.image = image,
						  .markers = markers,
						  .def = &def,
						  .options = &options,
						  .no_constants = row->no_constants,
						  .no_semaphores = row->no_semaphores,
						  .notes = &notes},
			    &sink);
	if (!row->args) {
		assert_non_null(error);
		assert_string_equal(str_text(&args), "");
		check_error(error, error->kind, row->part);
		return;
	}
	check_ok(error);
	assert_string_equal(str_text(&args), row->args);
	assert_int_equal(notes.size, row->notes);
	if (row->part && !strstr(notes.data[0].text, row->part))
		fail_msg("'%s' is not in: %s", row->part, notes.data[0].text);
}

static void test_kernels(void **state)
{
	_cleanup_image_ struct image *image = open_kind("programs/markers", IMAGE_USER);
	_cleanup_sdt_notes_ struct sdt_notes markers = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	(void)state;
	check_ok(sdt_notes_read(image, &notes, &markers));
	assert_int_equal(notes.size, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_row(image, &markers, &rows[i]);
}

/* They are sorted, whatever the order of the file's notes. */
static void test_order(void **state)
{
	_cleanup_image_ struct image *image = open_kind("programs/markers", IMAGE_USER);
	_cleanup_sdt_notes_ struct sdt_notes markers = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	(void)state;
	check_ok(sdt_notes_read(image, &notes, &markers));
	assert_true(markers.size > 10);
	for (size_t i = 1; i < markers.size; i++) {
		const struct sdt_note *a = &markers.data[i - 1], *b = &markers.data[i];
		int order = strcmp(a->provider, b->provider);

		if (!order)
			order = strcmp(a->name, b->name);
		assert_true(order < 0 || (!order && a->address < b->address));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernels),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests_name("sdt_resolve", tests, make_images, NULL);
}
