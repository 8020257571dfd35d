/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "blacklist/areas.h"
#include "blacklist/image.h"
#include "image/table.h"
#include "tests/unit/images.h"

/* A place of tests/dwarf/banned.c, and what is to be said of it. */
struct row {
	const char *symbol;
	uint64_t offset;
	enum blacklist_verdict verdict;
	enum blacklist_cause cause;
	bool is_return;
	/** Whether it is known that an instruction begins there. */
	bool begins;
	/** Part of the reason, or NULL. */
	const char *reason;
};

#define ALLOWED	      BLACKLIST_ALLOWED, BLACKLIST_CAUSE_NONE, false, true, NULL
#define REFUSED(name) BLACKLIST_REFUSED, BLACKLIST_CAUSE_##name, false, true, NULL

static const struct row both[] = {
	{"allowed", 0, ALLOWED},
	{"allowed.cold", 0, ALLOWED},
	{"has_copy", 0, ALLOWED},
	{"has_key", 0, ALLOWED},
	{"untraced", 0, REFUSED(NOTRACE)},
	{"has_banned_copy", 0, REFUSED(NOTRACE)},
	{"nokprobe", 0, REFUSED(NOKPROBE)},
	{"nokprobe.cold", 0, BLACKLIST_REFUSED, BLACKLIST_CAUSE_NOKPROBE, false, true,
	 "a part of nokprobe, which is"},
	{"quiet", 0, BLACKLIST_REFUSED, BLACKLIST_CAUSE_NOINSTR, false, true, "in .noinstr.text"},
	{"booting", 0, BLACKLIST_REFUSED, BLACKLIST_CAUSE_INIT, false, true,
	 "in .init.text, freed after boot"},
	{"booting.part.0", 0, REFUSED(NOTRACE)},
	{"key_site", 0, REFUSED(JUMP_LABEL)},
	{"trap_site", 0, REFUSED(TRAP)},
	{"switching", 0, ALLOWED},
	{"switching", 0, BLACKLIST_REFUSED, BLACKLIST_CAUSE_RETURN, true, true,
	 "kretprobe_blacklist"},
	{"kretprobe_blacklist", 0, REFUSED(OUTSIDE)},
};

static void check_rows(const char *name, const struct row *rows, size_t count)
{
	_cleanup_image_ struct image *image = open_image(name);
	struct blacklist_image *blacklist;

	check_ok(blacklist_image_create(image, &blacklist));
	for (size_t i = 0; i < count; i++) {
		const struct symbol *symbol = symbols_unique(&image->symbols, rows[i].symbol);
		_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
		struct blacklist_place place = {
			.is_return = rows[i].is_return,
			.begins = rows[i].begins,
		};

		if (!symbol)
			fail_msg("%s has no symbol %s", name, rows[i].symbol);
		place.address = symbol->address + rows[i].offset;
		check_ok(blacklist_image_check(blacklist, &place, &answer));
		if (answer.verdict != rows[i].verdict || answer.cause != rows[i].cause)
			fail_msg("%s: %s+%d: %s (%s): %s", name, rows[i].symbol,
				 (int)rows[i].offset, blacklist_verdict_name(answer.verdict),
				 blacklist_cause_name(answer.cause), answer.reason);
		assert_int_equal(answer.reason != NULL, answer.verdict != BLACKLIST_ALLOWED);
		if (rows[i].reason && !strstr(answer.reason, rows[i].reason))
			fail_msg("%s: '%s' is not in: %s", rows[i].symbol, rows[i].reason,
				 answer.reason);
	}
	blacklist_image_destroy(blacklist);
}

#define CHECK_ROWS(name, rows) check_rows(name, rows, sizeof(rows) / sizeof((rows)[0]))

static void test_x86_64(void **state)
{
	static const struct row rows[] = {
		{"iret_site", 0, BLACKLIST_REFUSED, BLACKLIST_CAUSE_INSTRUCTION, false, true,
		 "IRET"},
		{"alternative_site", 0, ALLOWED},
		{"alternative_site", 1, REFUSED(ALTERNATIVE)},
		{"alternative_site", 2, REFUSED(ALTERNATIVE)},
		{"alternative_site", 3, ALLOWED},
	};

	(void)state;
	CHECK_ROWS("banned", both);
	CHECK_ROWS("banned", rows);
}

static void test_arm64(void **state)
{
	static const struct row rows[] = {
		{"has_exclusive", 8, REFUSED(INSTRUCTION)},
		{"has_exclusive", 12, REFUSED(INSTRUCTION)},
		{"has_exclusive", 16, REFUSED(INSTRUCTION)},
		{"has_exclusive", 20, ALLOWED},
		/* There the store is gone once the kernel has booted. */
		{"has_replaced", 16, REFUSED(INSTRUCTION)},
		{"has_entry_before", 0, ALLOWED},
		{"has_entry_before", 4, ALLOWED},
		{"has_entry_before", 8, REFUSED(TRACER)},
		{"has_entry_before", 12, ALLOWED},
		/* Other processors have no sequence there. */
		{"has_sequence", 12, BLACKLIST_UNKNOWN, BLACKLIST_CAUSE_NONE, false, true,
		 "does not replace it"},
		{"has_sequence", 16, ALLOWED},
		/* There some processors have a load-acquire before. */
		{"has_rare", 16, BLACKLIST_UNKNOWN, BLACKLIST_CAUSE_NONE, false, true,
		 "erratum 832075"},
		{"has_fixup", 8, REFUSED(FIXUP)},
		{"has_fixup", 12, ALLOWED},
		/* The second instruction of a function that is traced. */
		{"allowed", 4, REFUSED(TRACER)},
		{"allowed", 2, REFUSED(INSTRUCTION)},
	};

	(void)state;
	CHECK_ROWS("banned-arm64", both);
	CHECK_ROWS("banned-arm64", rows);
}

/* The tables of a module are relocated; of which kernel it is, it does not say. */
static void test_module(void **state)
{
	static const struct {
		const char *symbol;
		enum blacklist_verdict verdict;
	} rows[] = {
		{"sample_read", BLACKLIST_ALLOWED},  {"call_inline", BLACKLIST_ALLOWED},
		{"sample_other", BLACKLIST_ALLOWED}, {"use_lonely", BLACKLIST_UNKNOWN},
		{"sample_init", BLACKLIST_ALLOWED},  {"sample_exit", BLACKLIST_UNKNOWN},
	};
	static const char *const names[] = {"sample-mod.ko", "arm64/sample-mod.ko"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		_cleanup_image_ struct image *image = open_kind(names[i], IMAGE_MODULE);
		struct blacklist_image *blacklist;

		check_ok(blacklist_image_create(image, &blacklist));
		for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++) {
			const struct symbol *symbol = symbols_unique(&image->symbols,
								     rows[j].symbol);
			_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
			struct blacklist_place place = {.begins = true};

			assert_non_null(symbol);
			place.address = symbol->address;
			check_ok(blacklist_image_check(blacklist, &place, &answer));
			if (answer.verdict != rows[j].verdict)
				fail_msg("%s: %s: %s", names[i], rows[j].symbol, answer.reason);
		}
		blacklist_image_destroy(blacklist);
	}
}

/* The list is what the kernel's will be: each with the stretch up to the next symbol. */
static void test_list(void **state)
{
	_cleanup_image_ struct image *image = open_image("banned");
	_cleanup_blacklist_ struct blacklist list = {0};
	bool known;

	(void)state;
	check_ok(image_prepare_tables(image));
	check_ok(areas_read(image, &list, &known));
	assert_true(known);
	assert_int_equal(list.ranges.size, 3);
	vec_for_each(&list.ranges, range) {
		uint64_t end;

		symbols_stretch(&image->symbols, range->start, &end);
		assert_int_equal(range->end, end);
		assert_int_equal(range->cause, strcmp(range->symbol, "nokprobe") == 0
						       ? BLACKLIST_CAUSE_NOKPROBE
						       : BLACKLIST_CAUSE_NOINSTR);
	}
	assert_non_null(blacklist_find(&list, symbols_unique(&image->symbols, "quiet")->address));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x86_64),
		cmocka_unit_test(test_arm64),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, make_images, NULL);
}
