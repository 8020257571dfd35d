/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What killed writers have left is cleared away, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cache/tidy.h"
#include "tests/unit/cache_tree.h"

static bool wants_all(const char *build_id, void *data)
{
	(void)build_id;
	(void)data;
	return true;
}

static struct sonde_error *tidy(const char *root, bool dry_run, struct cache_tidied *ret)
{
	return cache_tidy(root, &(struct cache_tidy_request){wants_all, NULL, dry_run}, ret);
}

/* In all builds: of kernels, of programs, and where a writer came no further than to a directory.
 */
static void test_leftovers(void **state)
{
	static const char *const leftovers[] = {
		"[kernel.kallsyms]/" OTHER_ID "/probes.TmpAbCdE1",
		"opt/a/b/abcd/sonde.json.TmpAbCdE2",
		"opt/abce/details.TmpAbCdE3",
		HOME_OF_ID "/probes.TmpAbCdE4",
		".build-id/00/112233445566778899aabbccddeeff00112233.TmpAbCdE5",
	};
	static const char *const others[] = {
		"opt/x/probes.TmpAbCdEf",     "opt/abce/probes.Tmp", "opt/abce/elf.TmpAbCdEf",
		"opt/abce/probes.TmpAbCdEfg", "probes.TmpAbCdEf",
	};
	const size_t count = sizeof(leftovers) / sizeof(*leftovers);
	_cleanup_cache_tidied_ struct cache_tidied dry = VEC_INIT, real = VEC_INIT,
						   again = VEC_INIT;
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, OTHER_ID, "f", "p:probe/f f"));
	make_below(*state, "opt/a/b/abcd");
	make_below(*state, "opt/abce");
	make_below(*state, "opt/x");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		write_below(*state, others[i], "mine");
	picture(*state, &before);
	for (size_t i = 0; i < count; i++)
		write_below(*state, leftovers[i], "half");
	check_ok(tidy(*state, true, &dry));
	assert_int_equal(dry.size, count);
	check_ok(tidy(*state, false, &real));
	assert_int_equal(real.size, count);
	picture(*state, &after);
	assert_string_equal(str_text(&after), str_text(&before));
	check_ok(tidy(*state, false, &again));
	assert_int_equal(again.size, 0);
}

/* The way leads through no link, nor down without end. */
static void test_links(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_cache_tidied_ struct cache_tidied items = VEC_INIT;
	_cleanup_str_ struct str deep = STR_INIT;

	make_below(*state, "outside/abcd");
	write_below(*state, "outside/abcd/probes.TmpAbCdEf", "half");
	check_ok(put(root, "f", "p:probe/f f"));
	link_below(root, "outside", "../outside");
	link_below(root, "up", "..");
	for (int i = 0; i < 200; i++)
		str_append(&deep, "a/");
	make_below(root, str_text(&deep));
	check_ok(tidy(root, false, &items));
	assert_int_equal(items.size, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_leftovers), TEST(test_links)};

	return cmocka_run_group_tests_name("cache_tidy", tests, NULL, NULL);
}
