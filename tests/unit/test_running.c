/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "cli/target/running.h"
#include "probe/grammar.h"
#include "tests/unit/check.h"

static const char known[] = "ffffffff81000000 T _text\n"
			    "ffffffff81000000 T _stext\n"
			    "ffffffff81000010 T vfs_read\n"
			    "ffffffff81000010 T vfs_read_alias\n"
			    "ffffffff81000014 T __pfx_vfs_write\n"
			    "ffffffff81000018 t vfs_write\n"
			    "ffffffff81000020 t twice\n"
			    "ffffffff81000040 t twice\n"
			    "ffffffff81000050 t named\n"
			    "ffffffff81000060 W weak.part.0\n"
			    "ffffffff81000080 T _etext\n"
			    "ffffffff81001000 D named\n"
			    "ffffffff81001010 D vfs_data\n"
			    "ffffffff81002000 t vfs_init\n"
			    "ffffffff81002010 t last\n"
			    "ffffffffc0000000 t vfs_module\t[module]\n";

static const char hidden[] = "0000000000000000 T _text\n"
			     "0000000000000000 T _stext\n"
			     "0000000000000000 T vfs_read\n"
			     "0000000000000000 T vfs_init\n"
			     "0000000000000000 T _etext\n";

/* What a definition gives. */
struct outcome {
	struct str events;
	struct notes notes;
	struct sonde_error *error;
};

static struct sonde_error *take(void *data, struct probe_event *event)
{
	struct str *events = data;

	str_appendf(events, "%s=%s+%d ", event->event, event->symbol, (int)event->offset);
	return NULL;
}

static struct outcome resolve(const char *text, const char *definition, size_t max_probes)
{
	struct running_symbols symbols = {.stream = fmemopen((void *)text, strlen(text), "r")};
	_cleanup_probe_def_ struct probe_def def = {0};
	struct outcome outcome = {.events = STR_INIT, .notes = NOTES_INIT};
	const struct resolve_sink sink = {.take = take, .data = &outcome.events};

	assert_non_null(symbols.stream);
	check_ok(probe_def_parse(definition, &def));
	outcome.error = running_resolve(&symbols, &def, max_probes, &outcome.notes, &sink);
	running_symbols_deinit(&symbols);
	return outcome;
}

/* Fail unless the definition gives these events, and this many remarks on what is left out. */
static void good(const char *text, const char *definition, const char *events, size_t notes)
{
	struct outcome outcome = resolve(text, definition, 128);

	check_ok(outcome.error);
	assert_string_equal(str_text(&outcome.events), events);
	assert_int_equal(outcome.notes.size, notes);
	vec_for_each(&outcome.notes, note)
		assert_int_equal(note->kind, NOTE_OMITTED);
	str_deinit(&outcome.events);
	notes_deinit(&outcome.notes);
}

static void bad(const char *text, const char *definition, enum sonde_error_kind kind,
		const char *part)
{
	struct outcome outcome = resolve(text, definition, 2);

	check_error(outcome.error, kind, part);
	assert_int_equal(outcome.events.size, 0);
	str_deinit(&outcome.events);
	notes_deinit(&outcome.notes);
}

static void test_name(void **state)
{
	(void)state;
	good(known, "vfs_read", "vfs_read=vfs_read+0 ", 0);
	good(known, "mine=vfs_read", "mine=vfs_read+0 ", 0);
	good(hidden, "vfs_read", "vfs_read=vfs_read+0 ", 0);
	bad(known, "vfs_module", SONDE_ERROR_NOT_FOUND, "not found among the symbols");
	bad(known, "vfs_raed", SONDE_ERROR_NOT_FOUND, "Did you mean 'vfs_read'?");
	bad(known, "twice", SONDE_ERROR_REFUSED, "has 2 symbols 'twice'");
}

static void test_offset(void **state)
{
	(void)state;
	good(known, "vfs_read+3", "vfs_read=vfs_read+3 ", 0);
	bad(known, "vfs_read+4", SONDE_ERROR_UNAVAILABLE, "The offset is not within the function.");
	bad(known, "vfs_read+99999", SONDE_ERROR_UNAVAILABLE, "not within");
	/* Nothing is known of where these end. */
	good(known, "last+99999", "last=last+99999 ", 0);
	good(hidden, "vfs_read+99999", "vfs_read=vfs_read+99999 ", 0);
	/* The start of the kernel, which other places are counted from. */
	good(known, "_text+24", "_text=_text+24 ", 0);
	/* Of a pattern's functions those are left out that are too short. */
	good(known, "vfs_*+5", "vfs_write=vfs_write+5 ", 3);
	bad(known, "vfs_r*+4", SONDE_ERROR_UNAVAILABLE, "vfs_read_alias is too short");
}

static void test_pattern(void **state)
{
	(void)state;
	/* No data, no module's functions, no padding; what was freed after boot is a remark. */
	good(known, "*vfs_*",
	     "vfs_read=vfs_read+0 vfs_read_alias=vfs_read_alias+0 "
	     "vfs_write=vfs_write+0 ",
	     1);
	good(known, "mine=vfs_[rw]*", "mine=vfs_read+0 mine=vfs_read_alias+0 mine=vfs_write+0 ", 0);
	good(known, "w*", "weak=weak.part.0+0 ", 0);
	good(known, "vfs_write*%return", "vfs_write__return=vfs_write+0 ", 0);
	/* One remark for each name that is there twice, be it for data. */
	good(known, "[tnw]*", "weak=weak.part.0+0 ", 2);
	good(hidden, "vfs_*", "vfs_read=vfs_read+0 vfs_init=vfs_init+0 ", 0);
	bad(known, "vfs_d*", SONDE_ERROR_NOT_FOUND, "'vfs_d*' not found among the symbols");
	bad(known, "vfs_[rw]*", SONDE_ERROR_REFUSED, "Too many( > 2) probe points found: 3");
	bad(known, "vfs_i*", SONDE_ERROR_UNAVAILABLE, "vfs_init is code that the kernel frees");
	bad(known, "tw*", SONDE_ERROR_UNAVAILABLE, "has 2 symbols 'twice'");
}

static void check_lookup(struct running_symbols *symbols, const char *name, size_t count,
			 uint64_t address)
{
	struct kallsyms_symbol symbol;

	check_ok(running_lookup(symbols, name, &symbol));
	assert_int_equal(symbol.count, count);
	assert_int_equal(symbol.address, address);
}

/* The answer for the name before it is not that for this one. */
static void test_lookup(void **state)
{
	struct running_symbols symbols = {.stream = fmemopen((void *)known, strlen(known), "r")};

	(void)state;
	assert_non_null(symbols.stream);
	check_lookup(&symbols, "_text", 1, 0xffffffff81000000);
	check_lookup(&symbols, "_text", 1, 0xffffffff81000000);
	/* It stands at the beginning: the others are not read for it. */
	assert_int_equal(symbols.table.entries.size, 0);
	check_lookup(&symbols, "twice", 2, 0xffffffff81000020);
	check_lookup(&symbols, "_tex", 0, 0);
	check_lookup(&symbols, "_text", 1, 0xffffffff81000000);
	/* The last one is remembered: it is not looked for again. */
	symbols.table.entries.data[0].address++;
	symbols.table.entries.data[1].address++;
	check_lookup(&symbols, "_text", 1, 0xffffffff81000000);
	running_symbols_deinit(&symbols);
}

/* However many are looked up, and in whatever order the names then are. */
static void test_many_lookups(void **state)
{
	struct running_symbols symbols = {.stream = fmemopen((void *)known, strlen(known), "r")};

	(void)state;
	assert_non_null(symbols.stream);
	for (int i = 0; i < 100; i++) {
		check_lookup(&symbols, "twice", 2, 0xffffffff81000020);
		check_lookup(&symbols, "_tex", 0, 0);
	}
	assert_int_not_equal(symbols.table.by_name.size, 0);
	running_symbols_deinit(&symbols);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name),	     cmocka_unit_test(test_offset),
		cmocka_unit_test(test_pattern),	     cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_many_lookups),
	};

	return cmocka_run_group_tests_name("running", tests, NULL, NULL);
}
