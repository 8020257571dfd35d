/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading and writing a cache, and what is refused there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cache/find.h"
#include "tests/unit/cache_tree.h"

static void check_picture(const char *root, const char *expected)
{
	_cleanup_str_ struct str now = STR_INIT;

	picture(root, &now);
	assert_string_equal(str_text(&now), expected);
}

static void test_put_and_load(void **state)
{
	_cleanup_free_ char *root = join(*state, "made/here");

	check_ok(put(root, "f a", "p:probe/f f a=%di"));
	check_ok(put(root, "g", "p:probe/g g"));
	check_loaded(root, BUILD_ID, "#f a\np:probe/f f a=%di\n#g\np:probe/g g\n");
	check_loaded(root, "00112233445566778899AABBCCDDEEFF00112233",
		     "#f a\np:probe/f f a=%di\n#g\np:probe/g g\n");
	check_ok(put(root, "f a", "p:probe/f f+0 a=%di"));
	check_loaded(root, BUILD_ID, "#f a\np:probe/f f+0 a=%di\n#g\np:probe/g g\n");
}

static struct sonde_error *sense_first_letter(const char *definition, struct cache_sense *ret)
{
	str_append_char(&ret->text, definition[0]);
	return str_check(&ret->text);
}

/* The callback decides; all that are the same give way to the one entry. */
static void test_replace(void **state)
{
	static const struct cache_meaning meaning = {.sense = sense_first_letter};
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry entry = {.definition = "f  b"};
	const struct cache_change change = {.key = &key, .meta = META, .entry = &entry};
	struct cache_applied applied;

	check_ok(put(*state, "f a", "p:probe/f f"));
	check_ok(put(*state, "g", "p:probe/g g"));
	check_ok(put(*state, "f c", "p:probe/f f+4"));
	check_ok(cache_key_init(*state, TARGET, BUILD_ID, &key));
	check_ok(cache_apply(*state, &change, 1, &meaning, &applied));
	assert_int_equal(applied.replaced, 2);
	assert_int_equal(applied.added, 0);
	check_loaded(*state, BUILD_ID, "#f  b\n#g\np:probe/g g\n");
	entry.definition = "h";
	check_ok(cache_apply(*state, &change, 1, &meaning, &applied));
	assert_int_equal(applied.replaced, 0);
	assert_int_equal(applied.added, 1);
}

/* Exactly what perf makes, but for nobody else to see. */
static void test_layout(void **state)
{
	_cleanup_str_ struct str expected = STR_INIT;
	const char *root = *state;
	mode_t mask = umask(0);

	check_ok(put(root, "f", "p:probe/f f"));
	umask(mask);
	str_appendf(&expected, "%s/.build-id 40700 \n%s/.build-id/00 40700 \n", root, root);
	str_appendf(&expected, "%s/" LINK_OF_ID " 120777 ../../" HOME_OF_ID "\n", root);
	str_appendf(&expected, "%s/usr 40700 \n%s/usr/bin 40700 \n%s/usr/bin/demo 40700 \n", root,
		    root, root);
	str_appendf(&expected, "%s/" HOME_OF_ID " 40700 \n", root);
	str_appendf(&expected, "%s/" HOME_OF_ID "/details 100600 #f\nsum d272f9e0db4ed53f\n\n",
		    root);
	str_appendf(&expected, "%s/" HOME_OF_ID "/probes 100600 #f\np:probe/f f\n\n", root);
	str_appendf(&expected, "%s/" HOME_OF_ID "/sonde.json 100600 {\n  \"format\":1,\n", root);
	str_append(&expected, "  \"sonde\":\"0.1\",\n  \"release\":\"6.1.0\",\n"
			      "  \"architecture\":\"x86_64\"\n}\n\n");
	check_picture(root, str_text(&expected));
	check_ok(put(root, "f", "p:probe/f f"));
	check_picture(root, str_text(&expected));
}

static void test_not_found(void **state)
{
	_cleanup_free_ char *missing = join(*state, "missing");
	struct cache_entries entries = {.size = 42};

	check_error(cache_load(missing, BUILD_ID, &entries), SONDE_ERROR_NOT_FOUND,
		    "No probes are cached for build id " BUILD_ID);
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_NOT_FOUND, "No probes");
	check_error(cache_load(*state, "../..", &entries), SONDE_ERROR_USAGE, "no build id");
	check_ok(put(*state, "f", "p:probe/f f"));
	check_error(cache_load(*state, OTHER_ID, &entries), SONDE_ERROR_NOT_FOUND, OTHER_ID);
	write_below(*state, HOME_OF_ID "/probes", "");
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_NOT_FOUND, "No probes");
	assert_int_equal(entries.size, 42);
	check_error(take_out(missing, "f"), SONDE_ERROR_NOT_FOUND, "'f' is not cached");
	assert_false(file_exists(missing));
}

/* What sonde.json says of the build. */
static struct sonde_error *read_info(const char *root, struct cache_info *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT, build = CACHE_DIR_INIT;

	TRY(cache_dir_open_root(root, &dir));
	TRY(cache_find(&dir, BUILD_ID, &build));
	return cache_find_info(&build, ret);
}

static void test_meta(void **state)
{
	_cleanup_free_ char *path = join(*state, HOME_OF_ID "/sonde.json");
	_cleanup_cache_info_ struct cache_info info = {0};

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(read_info(*state, &info));
	assert_string_equal(info.release, "6.1.0");
	cache_info_deinit(&info);
	assert_int_equal(unlink(path), 0);
	check_ok(read_info(*state, &info));
	assert_null(info.release);
	assert_null(info.version);
	write_below(*state, HOME_OF_ID "/sonde.json", "junk");
	check_error(read_info(*state, &info), SONDE_ERROR_FORMAT, "is no JSON");
	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(read_info(*state, &info));
	write_below(*state, HOME_OF_ID "/sonde.json", "{\"format\":2}");
	check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_UNSUPPORTED, "newer");
	check_error(take_out(*state, "f"), SONDE_ERROR_UNSUPPORTED, "newer");
	check_error(take_out(*state, NULL), SONDE_ERROR_UNSUPPORTED, "newer");
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
}

static struct sonde_error *put_meta(const char *root, const struct cache_meta *meta)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	const struct cache_entry entry = {.definition = (char *)"f"};
	const struct cache_change change = {.key = &key, .meta = meta, .entry = &entry};

	TRY(cache_key_init(root, TARGET, BUILD_ID, &key));
	return cache_apply(root, &change, 1, NULL, NULL);
}

static void check_meta(const char *root, const char *release, const char *arch, const char *image)
{
	_cleanup_cache_info_ struct cache_info info = {0};

	check_ok(read_info(root, &info));
	assert_string_equal(info.release, release);
	assert_string_equal(info.arch, arch);
	assert_string_equal(info.image ? info.image : "none", image);
}

static bool is_a(const char *path, const char *build_id)
{
	assert_string_equal(build_id, BUILD_ID);
	return strcmp(path, "/a") == 0;
}

/* Who does not know something does not make it unknown. */
static void test_meta_kept(void **state)
{
	const struct cache_meta unknowing = {.version = "0.2", .holds_image = is_a};

	check_ok(put_meta(*state,
			  &(struct cache_meta){
				  .release = "6.1", .arch = "x", .image = "/a", .version = "0.1"}));
	check_ok(put_meta(*state, &unknowing));
	check_meta(*state, "6.1", "x", "/a");
	check_ok(put_meta(*state, &(struct cache_meta){.arch = "y",
						       .image = "/b",
						       .version = "0.1",
						       .holds_image = is_a}));
	check_meta(*state, "6.1", "y", "/a");
	check_ok(put_meta(*state,
			  &(struct cache_meta){.release = "6.2", .image = "/b", .version = "0.1"}));
	check_meta(*state, "6.2", "y", "/b");
	check_ok(put_meta(*state, &unknowing));
	check_meta(*state, "6.2", "y", "none");
}

/* perf linked the vmlinux it copied; the kernel's probes are found beside that. */
static void test_kernel_beside_link(void **state)
{
	_cleanup_free_ char *probes = join(*state, CACHE_TARGET_KERNEL "/" BUILD_ID "/probes");
	_cleanup_free_ char *link = join(*state, LINK_OF_ID);
	char text[256] = "";

	make_below(*state, "boot/vmlinux/" BUILD_ID);
	make_below(*state, ".build-id/00");
	link_below(*state, LINK_OF_ID, "../../boot/vmlinux/" BUILD_ID);
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, BUILD_ID, "f", "p:probe/f f"));
	assert_true(file_exists(probes));
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
	assert_true(readlink(link, text, sizeof(text) - 1) > 0);
	assert_string_equal(text, "../../boot/vmlinux/" BUILD_ID);
}

/* One build id, one link: a copy of the binary shares the first one's entries. */
static void test_copy_of_binary(void **state)
{
	_cleanup_free_ char *copy = join(*state, "opt");

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_for(*state, "/opt/demo", BUILD_ID, "g", "p:probe/g g"));
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n#g\np:probe/g g\n");
	assert_false(file_exists(copy));
}

static void test_dangling_link(void **state)
{
	make_below(*state, ".build-id/00");
	link_below(*state, LINK_OF_ID, "../../gone/" BUILD_ID);
	check_ok(put(*state, "f", "p:probe/f f"));
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
}

static void test_remove(void **state)
{
	_cleanup_str_ struct str before = STR_INIT;

	picture(*state, &before);
	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put(*state, "g", "p:probe/g g"));
	check_error(take_out(*state, "h"), SONDE_ERROR_NOT_FOUND, "'h' is not cached");
	check_ok(take_out(*state, "f"));
	check_loaded(*state, BUILD_ID, "#g\np:probe/g g\n");
	check_ok(take_out(*state, "g"));
	check_picture(*state, str_text(&before));
}

/* perf's own files and the way to them stay. */
static void test_remove_beside_perf(void **state)
{
	_cleanup_free_ char *elf = join(*state, LINK_OF_ID "/elf");
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");

	check_ok(put(*state, "f", "p:probe/f f"));
	write_below(*state, HOME_OF_ID "/elf", "binary");
	check_ok(take_out(*state, "f"));
	assert_true(file_exists(elf));
	assert_false(file_exists(probes));
}

static void test_scan(void **state)
{
	_cleanup_cache_summaries_ struct cache_summaries all = VEC_INIT;
	_cleanup_free_ char *missing = join(*state, "missing");
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");

	check_ok(cache_scan(missing, &all));
	assert_int_equal(all.size, 0);
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, OTHER_ID, "f", "p:probe/f f"));
	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put(*state, "g", "p:probe/g g"));
	check_ok(put_for(*state, "/junk", "abcd", "g", "p:probe/g g"));
	write_below(*state, "junk/abcd/probes", "junk\n");
	make_below(*state, "perf/abce");
	link_below(*state, ".build-id/ab/ce", "../../perf/abce");
	link_below(*state, ".build-id/ab/cf", "/etc");
	check_ok(cache_scan(*state, &all));
	assert_int_equal(all.size, 4);
	assert_null(all.data[0].target);
	assert_string_equal(all.data[0].build_id, "abcf");
	assert_non_null(strstr(all.data[0].problem, "does not lead to its directory"));
	assert_string_equal(all.data[1].target, "/junk");
	assert_non_null(strstr(all.data[1].problem, "probes:1:1: a line before the first"));
	assert_int_equal(all.data[1].entries, 0);
	assert_string_equal(all.data[2].target, TARGET);
	assert_string_equal(all.data[2].build_id, BUILD_ID);
	assert_string_equal(all.data[2].path, probes);
	assert_int_equal(all.data[2].entries, 2);
	assert_string_equal(all.data[2].info.arch, "x86_64");
	assert_null(all.data[2].problem);
	assert_string_equal(all.data[3].target, CACHE_TARGET_KERNEL);
	assert_string_equal(all.data[3].build_id, OTHER_ID);
}

static void test_junk_is_kept(void **state)
{
	struct cache_entries entries;

	check_ok(put(*state, "f", "p:probe/f f"));
	write_below(*state, HOME_OF_ID "/probes", "#f\n\x1b[2J\n");
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT,
		    "/" HOME_OF_ID "/probes:2:1: a control character");
	check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_FORMAT, "probes:2:1:");
	check_error(take_out(*state, "f"), SONDE_ERROR_FORMAT, "probes:2:1:");
	check_error(put(*state, "g\nh", "p:probe/g g"), SONDE_ERROR_FORMAT, "cannot be cached");
}

static void test_too_large(void **state)
{
	_cleanup_free_ char *path = join(*state, HOME_OF_ID "/probes");
	struct cache_entries entries;

	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(truncate(path, CACHE_PROBES_LIMIT + 1), 0);
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT, "is larger than");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_put_and_load),
		TEST(test_replace),
		TEST(test_layout),
		TEST(test_not_found),
		TEST(test_meta),
		TEST(test_meta_kept),
		TEST(test_kernel_beside_link),
		TEST(test_copy_of_binary),
		TEST(test_dangling_link),
		TEST(test_remove),
		TEST(test_remove_beside_perf),
		TEST(test_scan),
		TEST(test_junk_is_kept),
		TEST(test_too_large),
	};

	return cmocka_run_group_tests_name("cache_store", tests, NULL, NULL);
}
