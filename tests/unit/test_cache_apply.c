/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many changes in one step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/resource.h>

#include "tests/unit/cache_tree.h"

#define OTHER_TARGET "/usr/lib/other.so"
#define MANY	     2000

/* Up to the first blank it is a name, which a definition may have or not. */
static struct sonde_error *sense_named(const char *definition, struct cache_sense *ret)
{
	const char *equals = strchr(definition, '=');

	if (equals)
		TRY(sonde_strndup(definition, (size_t)(equals - definition), &ret->event));
	str_append(&ret->text, equals ? equals + 1 : definition);
	return str_check(&ret->text);
}

static bool stem_named(const char *definition, char ret[static CACHE_STEM_SIZE])
{
	const char *equals = strchr(definition, '=');

	snprintf(ret, CACHE_STEM_SIZE, "%s", equals ? equals + 1 : definition);
	return true;
}

static const struct cache_meta meta = {.version = "0.1"};
static const struct cache_meaning named = {.sense = sense_named, .stem = stem_named};

static void make_key(const char *root, const char *target, const char *build_id,
		     struct cache_key *key)
{
	check_ok(cache_key_init(root, target, build_id, key));
}

static void put_all(const char *root, const char *const *definitions, size_t count)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry entries[16] = {0};
	struct cache_change changes[16];

	make_key(root, TARGET, BUILD_ID, &key);
	for (size_t i = 0; i < count; i++) {
		entries[i].definition = (char *)definitions[i];
		changes[i] =
			(struct cache_change){.key = &key, .meta = &meta, .entry = &entries[i]};
	}
	check_ok(cache_apply(root, changes, count, &named, NULL));
}

/* Names count where both have one: nothing else is as hard to find by a table. */
static void test_names(void **state)
{
	static const char *const first[] = {"a=f", "b=f", "g", "c=g"};
	static const char *const second[] = {"b=f", "d=f", "c=g"};
	static const char *const third[] = {"f", "h", "h", "x=h"};

	put_all(*state, first, 4);
	/* The fourth is the same as the third, and takes its place. */
	check_loaded(*state, BUILD_ID, "#a=f\n#b=f\n#c=g\n");
	put_all(*state, second, 3);
	check_loaded(*state, BUILD_ID, "#a=f\n#b=f\n#c=g\n#d=f\n");
	put_all(*state, third, 4);
	check_loaded(*state, BUILD_ID, "#f\n#c=g\n#x=h\n");
}

/* Removed and put in one step, in the order that is given. */
static void test_order(void **state)
{
	static const char *const first[] = {"f", "g", "h"};
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry g = {.definition = "g"}, i = {.definition = "i"};
	struct cache_applied applied;
	struct cache_change changes[] = {
		{.key = &key, .definition = "g"},
		{.key = &key, .definition = "gone"},
		{.key = &key, .meta = &meta, .entry = &i},
		{.key = &key, .meta = &meta, .entry = &g},
		{.key = &key, .definition = "h"},
		{.key = &key, .definition = "i"},
	};

	put_all(*state, first, 3);
	make_key(*state, TARGET, BUILD_ID, &key);
	check_ok(cache_apply(*state, changes, 6, &named, &applied));
	check_loaded(*state, BUILD_ID, "#f\n#g\n");
	assert_int_equal(applied.added, 2);
	assert_int_equal(applied.removed, 3);
	assert_int_equal(applied.missing, 1);
	assert_int_equal(applied.replaced, 0);
}

/* One of two builds cannot be written: the other stays as it was, too. */
static void test_all_or_none(void **state)
{
	_cleanup_cache_key_ struct cache_key key = {0}, other = {0};
	struct cache_entry g = {.definition = "g"};
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;
	struct cache_change changes[] = {
		{.key = &key, .definition = NULL},
		{.key = &other, .meta = &meta, .entry = &g},
	};

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_for(*state, OTHER_TARGET, OTHER_ID, "f", "p:probe/f f"));
	write_below(*state, "usr/lib/other.so/" OTHER_ID "/probes", "junk\n");
	picture(*state, &before);
	make_key(*state, TARGET, BUILD_ID, &key);
	make_key(*state, OTHER_TARGET, OTHER_ID, &other);
	check_error(cache_apply(*state, changes, 2, NULL, NULL), SONDE_ERROR_FORMAT, "probes:1:1");
	picture(*state, &after);
	assert_string_equal(str_text(&after), str_text(&before));
	changes[1].entry = NULL;
	check_ok(cache_apply(*state, changes, 2, NULL, NULL));
	assert_int_equal(count_files(*state), 0);
}

#define COPY_TARGET "/usr/lib/copy.so"

/* Fail because of the junk at OTHER_TARGET, after `changes`, and leave all as it was. */
static void check_taken_back(const char *root, struct cache_change *changes, size_t count)
{
	_cleanup_cache_key_ struct cache_key other = {0};
	struct cache_entry entry = {.definition = "last"};
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

	make_key(root, OTHER_TARGET, OTHER_ID, &other);
	changes[count] = (struct cache_change){.key = &other, .meta = &meta, .entry = &entry};
	picture(root, &before);
	check_error(cache_apply(root, changes, count + 1, NULL, NULL), SONDE_ERROR_FORMAT,
		    "probes:1:1");
	picture(root, &after);
	assert_string_equal(str_text(&after), str_text(&before));
}

/* Copies of one binary have one directory: each finds there what the others have done. */
static void test_copies(void **state)
{
	_cleanup_cache_key_ struct cache_key key = {0}, copy = {0}, kernel = {0};
	struct cache_entry f = {.definition = "f"}, g = {.definition = "g"};
	struct cache_entry h = {.definition = "h"};
	struct cache_change changes[] = {
		{.key = &key, .meta = &meta, .entry = &f},
		{.key = &copy, .meta = &meta, .entry = &g},
		{.key = &kernel, .meta = &meta, .entry = &h},
		{.key = &key, .definition = "g"},
		{.key = &copy, .definition = "old"},
		{0},
	};
	struct cache_applied applied;

	make_key(*state, TARGET, BUILD_ID, &key);
	make_key(*state, COPY_TARGET, BUILD_ID, &copy);
	make_key(*state, CACHE_TARGET_KERNEL, BUILD_ID, &kernel);
	check_ok(put_for(*state, OTHER_TARGET, OTHER_ID, "f", "p:probe/f f"));
	write_below(*state, "usr/lib/other.so/" OTHER_ID "/probes", "junk\n");
	/* There is no link yet, then one that leads nowhere, then a good one. */
	check_taken_back(*state, changes, 5);
	make_below(*state, ".build-id/00");
	link_below(*state, LINK_OF_ID, "../../gone/" BUILD_ID);
	check_taken_back(*state, changes, 5);
	check_ok(put(*state, "old", "p:probe/old old"));
	check_taken_back(*state, changes, 5);
	check_ok(cache_apply(*state, changes, 2, NULL, NULL));
	check_loaded(*state, BUILD_ID, "#old\np:probe/old old\n#f\n#g\n");
	check_ok(cache_apply(*state, changes + 2, 3, NULL, &applied));
	assert_int_equal(applied.removed, 2);
	check_loaded(*state, BUILD_ID, "#h\n");
	changes[2] = (struct cache_change){.key = &kernel};
	check_ok(cache_apply(*state, changes + 2, 1, NULL, NULL));
	check_loaded(*state, BUILD_ID, "#f\n");
}

/* Without a link from before, too. */
static void test_copies_first(void **state)
{
	_cleanup_cache_key_ struct cache_key key = {0}, copy = {0};
	struct cache_entry f = {.definition = "f"}, g = {.definition = "g"};
	struct cache_change changes[] = {
		{.key = &copy, .definition = "f"},
		{.key = &key, .meta = &meta, .entry = &f},
		{.key = &copy, .meta = &meta, .entry = &g},
	};

	make_key(*state, TARGET, BUILD_ID, &key);
	make_key(*state, COPY_TARGET, BUILD_ID, &copy);
	check_ok(cache_apply(*state, changes, 3, NULL, NULL));
	check_loaded(*state, BUILD_ID, "#f\n#g\n");
	/* probes, sonde.json, details and the link. */
	assert_int_equal(count_files(*state), 4);
}

/* What is no file goes with all, but not what a link leads to; for less it is an error. */
static void check_strange(const char *root, const char *probes)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry g = {.definition = "g"};
	struct cache_change changes[] = {
		{.key = &key},
		{.key = &key, .meta = &meta, .entry = &g},
	};
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

	make_key(root, TARGET, BUILD_ID, &key);
	picture(root, &before);
	check_error(cache_apply(root, changes + 1, 1, NULL, NULL), SONDE_ERROR_FORMAT,
		    "is not what a cache has there");
	check_error(take_out(root, "f"), SONDE_ERROR_FORMAT, "is not what a cache has there");
	picture(root, &after);
	assert_string_equal(str_text(&after), str_text(&before));
	check_ok(cache_apply(root, changes, 1, NULL, NULL));
	assert_int_equal(access(probes, F_OK), -1);
}

static void test_strange(void **state)
{
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");
	_cleanup_free_ char *outside = join(*state, "outside");
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry g = {.definition = "g"};
	struct cache_change changes[] = {
		{.key = &key},
		{.key = &key, .meta = &meta, .entry = &g},
	};
	_cleanup_str_ struct str text = STR_INIT;

	make_key(*state, TARGET, BUILD_ID, &key);
	write_below(*state, "outside", "#f\n");
	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(unlink(probes), 0);
	assert_int_equal(symlink(outside, probes), 0);
	check_strange(*state, probes);
	assert_int_equal(count_files(*state), 1);
	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(unlink(probes), 0);
	assert_int_equal(mkfifo(probes, 0600), 0);
	check_strange(*state, probes);
	/* Another can take its place, too. */
	make_below(*state, HOME_OF_ID);
	assert_int_equal(symlink(outside, probes), 0);
	check_ok(cache_apply(*state, changes, 2, NULL, NULL));
	check_loaded(*state, BUILD_ID, "#g\n");
	check_ok(file_read(outside, 0, &text));
	assert_string_equal(str_text(&text), "#f\n");
}

/* A build id is of one kind of build, whoever asks for it and however many builds are written. */
static void test_kinds(void **state)
{
	static const char kernel_line[] = "p:probe/f f+0", module_line[] = "p:probe/f xfs:f+0",
			  program_line[] = "p:probe/f " TARGET ":0x10";
	static const struct {
		const char *target, *line;
		const char *other_target, *other_line;
		const char *message;
	} refused[] = {
		{"[kernel.kallsyms]", kernel_line, "/x", program_line,
		 "'g' is for a program, /x, but its build id is cached for a kernel, [kernel."},
		{"[kernel.kallsyms]", kernel_line, "/x", module_line, "'g' is for a module, /x"},
		{TARGET, program_line, "[kernel.kallsyms]", kernel_line,
		 "'g' is for a kernel, [kernel.kallsyms], but its build id is cached for a "
		 "program, " TARGET},
		{TARGET, program_line, "/x", module_line, "cached for a program"},
		{TARGET, module_line, "[kernel.kallsyms]", kernel_line, "cached for a module"},
		{TARGET, module_line, "/x", program_line, "cached for a module"},
	};

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		_cleanup_free_ char *root = NULL;
		_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

		assert_true(asprintf(&root, "%s/%zu", (char *)*state, i) >= 0);
		check_ok(put_for(root, refused[i].target, BUILD_ID, "f", refused[i].line));
		picture(root, &before);
		check_error(put_for(root, refused[i].other_target, BUILD_ID, "g",
				    refused[i].other_line),
			    SONDE_ERROR_MISMATCH, refused[i].message);
		picture(root, &after);
		assert_string_equal(str_text(&after), str_text(&before));
		/* Of the same kind, a copy. */
		if (refused[i].target[0] == '/')
			check_ok(put_for(root, "/x", BUILD_ID, "g", refused[i].line));
	}
}

/* Nor are two kinds put in one step. */
static void test_kinds_at_once(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_cache_key_ struct cache_key key = {0};
	char *kernel_line = (char *)"p:probe/f xfs:f", *program_line = (char *)"p:probe/g /x:0x1";
	struct cache_entry f = {.definition = "f"}, g = {.definition = "g"};
	struct cache_change changes[] = {
		{.key = &key, .meta = &meta, .entry = &f},
		{.key = &key, .meta = &meta, .entry = &g},
	};

	check_ok(vec_push(&f.lines, kernel_line));
	check_ok(vec_push(&g.lines, program_line));
	make_key(root, TARGET, BUILD_ID, &key);
	check_error(cache_apply(root, changes, 2, NULL, NULL), SONDE_ERROR_MISMATCH,
		    "'g' is for a program");
	assert_false(file_exists(root));
	vec_deinit(&f.lines);
	vec_deinit(&g.lines);
}

/* To remove what is not there changes nothing, and makes nothing. */
static void test_missing(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_cache_key_ struct cache_key key = {0}, other = {0};
	struct cache_applied applied;
	struct cache_change changes[] = {
		{.key = &key, .definition = "f"},
		{.key = &other, .definition = NULL},
	};

	make_key(root, TARGET, BUILD_ID, &key);
	make_key(root, OTHER_TARGET, OTHER_ID, &other);
	check_ok(cache_apply(root, changes, 2, NULL, &applied));
	assert_int_equal(applied.missing, 2);
	assert_false(file_exists(root));
	check_ok(put(root, "g", "p:probe/g g"));
	check_ok(cache_apply(root, changes, 2, NULL, &applied));
	assert_int_equal(applied.missing, 2);
	check_loaded(root, BUILD_ID, "#g\np:probe/g g\n");
}

/* Twice as many as there are, one by one in the other order: each is found. */
static void test_many(void **state)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry *entries = calloc(MANY, sizeof(*entries));
	struct cache_change *changes = calloc(MANY, sizeof(*changes));
	struct cache_applied applied;

	assert_true(entries && changes);
	make_key(*state, TARGET, BUILD_ID, &key);
	for (size_t i = 0; i < MANY; i++) {
		assert_true(asprintf(&entries[i].definition, "f%zu", MANY - i) >= 0);
		changes[i] =
			(struct cache_change){.key = &key, .meta = &meta, .entry = &entries[i]};
	}
	check_ok(cache_apply(*state, changes + MANY / 2, MANY / 2, &named, &applied));
	assert_int_equal(applied.added, MANY / 2);
	check_ok(cache_apply(*state, changes, MANY, &named, &applied));
	assert_int_equal(applied.added, MANY / 2);
	assert_int_equal(applied.replaced, MANY / 2);
	for (size_t i = 0; i < MANY; i++)
		changes[i] = (struct cache_change){.key = &key,
						   .definition = entries[i].definition};
	check_ok(cache_apply(*state, changes, MANY, &named, &applied));
	assert_int_equal(applied.removed, MANY);
	assert_int_equal(count_files(*state), 0);
	for (size_t i = 0; i < MANY; i++)
		free(entries[i].definition);
	free(entries);
	free(changes);
}

#define BUILDS 100
/* Less than one for each build. */
#define FEW 80

/* Put an entry into each of many builds, or remove them all. */
static void change_builds(const char *root, bool removes, struct cache_applied *applied)
{
	struct cache_entry entry = {.definition = (char *)"f"};
	struct cache_key *keys = calloc(BUILDS, sizeof(*keys));
	struct cache_change *changes = calloc(BUILDS, sizeof(*changes));

	assert_true(keys && changes);
	for (size_t i = 0; i < BUILDS; i++) {
		char build_id[5], target[16];

		snprintf(build_id, sizeof(build_id), "%04zx", i);
		snprintf(target, sizeof(target), "/bin/p%zu", i);
		make_key(root, target, build_id, &keys[i]);
		changes[i] = (struct cache_change){
			.key = &keys[i], .meta = &meta, .entry = removes ? NULL : &entry};
	}
	check_ok(cache_apply(root, changes, BUILDS, &named, applied));
	for (size_t i = 0; i < BUILDS; i++)
		cache_key_deinit(&keys[i]);
	free(changes);
	free(keys);
}

/* More builds than a process may have files open, as long as it may allow itself more; which it
 * does not keep. */
static void test_many_builds(void **state)
{
	struct rlimit before, few, after;
	struct cache_applied applied;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	assert_true(before.rlim_max > 4 * BUILDS);
	few = before;
	few.rlim_cur = FEW;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	change_builds(*state, false, &applied);
	assert_int_equal(applied.added, BUILDS);
	change_builds(*state, false, &applied);
	assert_int_equal(applied.replaced, BUILDS);
	change_builds(*state, true, &applied);
	assert_int_equal(applied.removed, BUILDS);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
	assert_int_equal(after.rlim_cur, FEW);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(count_files(*state), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names),	  TEST(test_order),	  TEST(test_kinds),
		TEST(test_kinds_at_once), TEST(test_all_or_none), TEST(test_missing),
		TEST(test_many),	  TEST(test_copies),	  TEST(test_copies_first),
		TEST(test_strange),	  TEST(test_many_builds),
	};

	return cmocka_run_group_tests_name("cache_apply", tests, NULL, NULL);
}
