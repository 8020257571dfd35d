/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of the cache: names, `probes` and `sonde.json`. Nothing is written here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cache/spelling.h"
#include "tests/unit/cache_tree.h"

#define FIRST "#a\np:g/a f\n"

static void read_sample(const char *name, struct str *out)
{
	const char *source = getenv("srcdir");
	_cleanup_free_ char *path = NULL;

	assert_true(asprintf(&path, "%s/tests/data/cache/%s", source ? source : ".", name) >= 0);
	check_ok(file_read(path, 0, out));
}

/* perf wrote these files. */
static void test_perf_samples(void **state)
{
	static const struct {
		const char *name;
		size_t entries;
		const char *first;
	} samples[] = {
		{"perf-kernel.probes", 4, "vfs_read count"},
		{"perf-sdt.probes", 1, "%sdt_demo:fired=fired"},
		{"perf-mixed.probes", 3, "sub a b"},
		{"perf-long.probes", 4, "sub a b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
		_cleanup_str_ struct str text = STR_INIT, again = STR_INIT;

		read_sample(samples[i].name, &text);
		check_ok(cache_format_parse(str_text(&text), text.size, samples[i].name, &entries));
		assert_int_equal(entries.size, samples[i].entries);
		assert_string_equal(entries.data[0].definition, samples[i].first);
		cache_format_print(&entries, &again);
		assert_string_equal(str_text(&again), str_text(&text));
	}
}

/* What perf would refuse the whole file for is no variable to it. */
static void test_spelling(void **state)
{
	static const char *const spelled[][2] = {
		{"vfs_read count", "vfs_read count"},
		{"vfs_read%return $retval", "vfs_read%return $retval"},
		{"f%return $retval->a r=$retval %ax @sym +0(%di) \\1 n=%dx", NULL},
		{"f%return file", "f%return .file"},
		{"e=f%return  n=file->f_inode\t_x:u8", "e=f%return  n=.file->f_inode\t._x:u8"},
		{"f%return $params $vars", "f%return .$params .$vars"},
		{"f%return (struct s *)p->a", "f%return (struct .s *)p->a"},
		{"f%return .odd ..n ._ .1 n= =", "f%return ..odd ...n .._ .1 n= ="},
		{"f count%return x", "f count%return x"},
		{"g:e=%sdt_p:n", "g:e=\\%sdt_p\\:n"},
		{"e=%sdt_p:n@/bin/a a=arg1 b:x64", "e=\\%sdt_p\\:n@/bin/a a=arg1 b:x64"},
		{"e=\\%sdt_p\\:n a", "e=\\\\%sdt_p\\\\:n a"},
		{"%sdt_p:n=n", NULL},
		{"%sdt_p:n a=arg1", NULL},
		{"f a=%di", NULL},
		{"ns\\:\\:f\\(int,\\ long\\ int\\) a", "ns\\:\\:f\\(int,\\_long\\_int\\) a"},
		{"K\\:\\:operator\\=%return a:b", "K\\:\\:operator\\=%return .a:b"},
		{"f\\ g%return a", "f\\_g%return .a"},
		{"f\\", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(spelled) / sizeof(*spelled); i++) {
		const char *definition = spelled[i][0];
		const char *text = spelled[i][1] ? spelled[i][1] : definition;
		_cleanup_str_ struct str out = STR_INIT;
		_cleanup_free_ char *again = NULL;

		spelling_print(definition, &out);
		assert_string_equal(str_text(&out), text);
		check_ok(spelling_parse(text, &again));
		assert_string_equal(again, definition);
	}
}

static void test_entries(void **state)
{
	static const char text[] = "#vfs_read $params\n"
				   "p:probe/vfs_read _text+16 file=%di:x64\n"
				   "p:probe/vfs_read _text+32 file=%si:x64\n"
				   "#erased by perf\n"
				   "%sdt_p:e=e\n"
				   "p:sdt_p/e /bin/\xc3\xa4:0x10";
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	(void)state;
	check_ok(cache_format_parse(text, strlen(text), "f", &entries));
	assert_int_equal(entries.size, 3);
	assert_string_equal(entries.data[0].definition, "vfs_read $params");
	assert_false(entries.data[0].is_marker);
	assert_int_equal(entries.data[0].lines.size, 2);
	assert_string_equal(entries.data[0].lines.data[1],
			    "p:probe/vfs_read _text+32 file=%si:x64");
	assert_int_equal(entries.data[1].lines.size, 0);
	assert_true(entries.data[2].is_marker);
	assert_string_equal(entries.data[2].definition, "%sdt_p:e=e");
	assert_string_equal(entries.data[2].lines.data[0], "p:sdt_p/e /bin/\xc3\xa4:0x10");
}

static void test_empty(void **state)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	(void)state;
	check_ok(cache_format_parse("", 0, "f", &entries));
	assert_int_equal(entries.size, 0);
}

static void test_junk(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *message;
	} junk[] = {
#define JUNK(text, message) {text, sizeof(text) - 1, message}
		JUNK("p:g/a f\n", "f:1:1: a line before the first definition ('#' or '%')"),
		JUNK("\x7f"
		     "ELF",
		     "f:1:1: a control character"),
		JUNK("<html>", "f:1:1: a line before the first definition ('#' or '%')"),
		JUNK("\n", "f:1:1: an empty line"),
		JUNK(FIRST "\n", "f:3:1: an empty line"),
		JUNK("#\n", "f:1:2: an empty definition"),
		JUNK(FIRST "%\n", "f:3:2: an empty definition"),
		JUNK(FIRST "a=%di:x64\n",
		     "f:3:1: neither a definition ('#' or '%') nor a line for the kernel"),
		JUNK(FIRST "-:g/a\n",
		     "f:3:1: neither a definition ('#' or '%') nor a line for the kernel"),
		JUNK(FIRST "p",
		     "f:3:1: neither a definition ('#' or '%') nor a line for the kernel"),
		JUNK("#a\0b\n", "f:1:3: a NUL byte"),
		JUNK(FIRST "p:g/a f\r\n", "f:3:8: a control character"),
		JUNK("#a\x1b[2J\n", "f:1:3: a control character"),
#undef JUNK
	};

	(void)state;
	for (size_t i = 0; i < sizeof(junk) / sizeof(*junk); i++) {
		struct cache_entries entries = {.size = 42};

		check_error(cache_format_parse(junk[i].text, junk[i].size, "f", &entries),
			    SONDE_ERROR_FORMAT, junk[i].message);
		assert_int_equal(entries.size, 42);
	}
}

static void test_line_length(void **state)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	str_append(&text, "#a\np:");
	while (text.size < strlen("#a\n") + CACHE_LINE_MAX)
		str_append_char(&text, 'x');
	check_ok(cache_format_parse(str_text(&text), text.size, "f", &entries));
	assert_int_equal(strlen(entries.data[0].lines.data[0]), CACHE_LINE_MAX);
	str_append_char(&text, 'x');
	check_error(cache_format_parse(str_text(&text), text.size, "f", &entries),
		    SONDE_ERROR_FORMAT, "f:2:4095: a line longer than the kernel takes");
	str_truncate(&text, 0);
	str_append_char(&text, '#');
	while (text.size < 1 + CACHE_LINE_MAX)
		str_append_char(&text, 'x');
	cache_entries_deinit(&entries);
	check_ok(cache_format_parse(str_text(&text), text.size, "f", &entries));
}

static void check_entry(char *definition, bool is_marker, char *line, const char *message)
{
	struct cache_entry entry = {.definition = definition, .is_marker = is_marker};

	check_ok(vec_push(&entry.lines, line));
	if (message)
		check_error(cache_entry_check(&entry), SONDE_ERROR_FORMAT, message);
	else
		check_ok(cache_entry_check(&entry));
	vec_deinit(&entry.lines);
}

/* What would be read back as something else is not written. */
static void test_entry_check(void **state)
{
	(void)state;
	check_entry("f a", false, "p:g/f f a=%di", NULL);
	check_entry("%sdt_p:e=e", true, "p:sdt_p/e /x:0x1", NULL);
	check_entry("%sdt_p:e", false, "p:sdt_p/e /x:0x1", NULL);
	check_entry("f\n#g", false, "p:g/f f", "cannot be cached");
	check_entry("f", false, "p:g/f f\np:g/h h", "cannot be cached");
	check_entry("f", false, "#g", "cannot be cached");
	check_entry("f", true, "p:g/f f", "a line before the first definition");
	check_entry("", false, "p:g/f f", "an empty definition");
	check_entry("f", false, "", "an empty line");
}

static void test_key(void **state)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_str_ struct str path = STR_INIT;

	(void)state;
	check_ok(cache_key_init("/c//", "/bin/x", "ABCDef0123", &key));
	cache_key_directory(&key, &path);
	assert_string_equal(str_text(&path), "/c/bin/x/abcdef0123");
	str_truncate(&path, 0);
	cache_key_link(&key, &path);
	assert_string_equal(str_text(&path), "/c/.build-id/ab/cdef0123");
	cache_key_deinit(&key);
	check_ok(cache_key_init("rel", CACHE_TARGET_KERNEL, "abcd", &key));
	str_truncate(&path, 0);
	cache_key_directory(&key, &path);
	assert_string_equal(str_text(&path), "rel/[kernel.kallsyms]/abcd");
}

static void test_bad_keys(void **state)
{
	static const struct {
		const char *root, *target, *build_id, *message;
	} bad[] = {
		{"", "/x", "abcd", "empty"},
		{"/c\n", "/x", "abcd", "control character"},
		{"/c", "x", "abcd", "neither an absolute path nor a [name]"},
		{"/c", "", "abcd", "neither an absolute path nor a [name]"},
		{"/c", "/", "abcd", "has empty, '.' or '..' parts"},
		{"/c", "/x/", "abcd", "has empty, '.' or '..' parts"},
		{"/c", "/x//y", "abcd", "has empty, '.' or '..' parts"},
		{"/c", "/x/./y", "abcd", "has empty, '.' or '..' parts"},
		{"/c", "/../etc", "abcd", "has empty, '.' or '..' parts"},
		{"/c", "/x/..", "abcd", "has empty, '.' or '..' parts"},
		{"/c", "[..]/..", "abcd", "neither an absolute path nor a [name]"},
		{"/c", "[a/../b]", "abcd", "neither an absolute path nor a [name]"},
		{"/c", "[]", "abcd", "neither an absolute path nor a [name]"},
		{"/c", "/[kernel.kallsyms]", "abcd", "which is no file"},
		{"/c", "/.build-id/ab", "abcd", "the links of the cache lie there"},
		{"/c", "/.build-id", "abcd", "the links of the cache lie there"},
		{"/c", "/.sonde-index", "abcd", "the indexes of images lie there"},
		{"/c", "/.sonde-index/x", "abcd", "the indexes of images lie there"},
		{"/c", "/.sonde.lock", "abcd", "that is the lock of the cache"},
		{"/c", "/[kernel.kallsyms]/x", "abcd", "which is no file"},
		{"/c", "/x\x1b[2J", "abcd", "control character"},
		{"/c", "/x", "", "no build id"},
		{"/c", "/x", "ab", "no build id"},
		{"/c", "/x", "abc", "no build id"},
		{"/c", "/x", "ab/../cd", "no build id"},
		{"/c", "/x", "../../etc", "no build id"},
		{"/c", "/x", "ghij", "no build id"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct cache_key key = {.root = "untouched"};

		check_error(cache_key_init(bad[i].root, bad[i].target, bad[i].build_id, &key),
			    SONDE_ERROR_USAGE, bad[i].message);
		assert_string_equal(key.root, "untouched");
	}
}

static void test_key_parse_link(void **state)
{
	static const struct {
		const char *text, *target;
	} links[] = {
		{"../../usr/bin/x/abcd", "/usr/bin/x"},
		{"../../x/abcd", "/x"},
		{"../../[kernel.kallsyms]/abcd", "[kernel.kallsyms]"},
		{"../../[odd]x/y/abcd", "/[odd]x/y"},
		{"../../[odd]/x/abcd", NULL},
		{"../../.sonde-index/abcd", NULL},
		{"../../usr/bin/x/abce", NULL},
		{"../usr/bin/x/abcd", NULL},
		{"/usr/bin/x/abcd", NULL},
		{"../../../etc/abcd", NULL},
		{"../../x/../../../abcd", NULL},
		{"../../abcd", NULL},
		{"../../", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		_cleanup_cache_key_ struct cache_key key = {0};
		struct sonde_error *error = cache_key_parse_link("/c", "abcd", links[i].text, &key);

		if (!links[i].target) {
			check_error(error, SONDE_ERROR_FORMAT, "link of build id abcd");
			continue;
		}
		check_ok(error);
		assert_string_equal(key.target, links[i].target);
	}
}

static void test_default_root(void **state)
{
	_cleanup_free_ char *root = NULL;

	(void)state;
	assert_int_equal(setenv("HOME", "/home/u", 1), 0);
	check_ok(cache_default_root(&root));
	assert_string_equal(root, "/home/u/.debug");
	assert_int_equal(setenv("HOME", "u", 1), 0);
	check_error(cache_default_root(&root), SONDE_ERROR_USAGE, "not an absolute path");
	assert_int_equal(unsetenv("HOME"), 0);
	check_error(cache_default_root(&root), SONDE_ERROR_USAGE, "HOME is not set");
}

static void test_info(void **state)
{
	_cleanup_cache_info_ struct cache_info info = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	check_ok(cache_info_print(META, &text));
	assert_string_equal(str_text(&text), "{\n  \"format\":1,\n  \"sonde\":\"0.1\",\n"
					     "  \"release\":\"6.1.0\",\n"
					     "  \"architecture\":\"x86_64\"\n}\n");
	check_ok(cache_info_parse(str_text(&text), text.size, "f", &info));
	assert_string_equal(info.version, "0.1");
	assert_string_equal(info.release, "6.1.0");
	assert_string_equal(info.arch, "x86_64");
	cache_info_deinit(&info);
	check_ok(cache_info_parse("{\"format\":1}", 12, "f", &info));
	assert_null(info.version);
	assert_null(info.release);
	assert_null(info.arch);
	assert_null(info.image);
}

/* Any path that a file can have, but those with characters that a terminal would act on. */
static void test_image(void **state)
{
	static const char *const images[][2] = {
		{"/b/vmlinux", "/b/vmlinux"},
		{"/b/a \"\\\xc3\xa4\xff", "/b/a \"\\\xc3\xa4\xff"},
		{"/b/\n", NULL},
		{"vmlinux", NULL},
		{"", NULL},
	};
	_cleanup_cache_info_ struct cache_info info = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		const struct cache_meta meta = {.version = "0.1", .image = images[i][0]};
		_cleanup_str_ struct str text = STR_INIT;

		check_ok(cache_info_print(&meta, &text));
		check_ok(cache_info_parse(str_text(&text), text.size, "f", &info));
		if (images[i][1])
			assert_string_equal(info.image, images[i][1]);
		else
			assert_null(info.image);
		cache_info_deinit(&info);
	}
	check_ok(cache_info_parse("{\"format\":1,\"image\":7}", 22, "f", &info));
	assert_null(info.image);
	check_ok(cache_info_parse("{\"format\":1,\"image\":\"/\\u001b\"}", 30, "f", &info));
	assert_null(info.image);
}

static void test_bad_info(void **state)
{
	static const struct {
		const char *text;
		enum sonde_error_kind kind;
		const char *message;
	} bad[] = {
		{"", SONDE_ERROR_FORMAT, "f is no JSON: it ends too soon"},
		{"{", SONDE_ERROR_FORMAT, "f is no JSON: it ends too soon"},
		{"{\"format\":1} x", SONDE_ERROR_FORMAT, "f is no JSON"},
		{"null ", SONDE_ERROR_FORMAT, "no \"format\""},
		{"[1]", SONDE_ERROR_FORMAT, "no \"format\""},
		{"{}", SONDE_ERROR_FORMAT, "no \"format\""},
		{"{\"format\":\"1\"}", SONDE_ERROR_FORMAT, "no \"format\""},
		{"{\"format\":0}", SONDE_ERROR_FORMAT, "no \"format\""},
		{"{\"format\":1,\"sonde\":7}", SONDE_ERROR_FORMAT, "\"sonde\" is not a plain text"},
		{"{\"format\":1,\"release\":\"\\u001b[2J\"}", SONDE_ERROR_FORMAT,
		 "\"release\" is not a plain text"},
		{"{\"format\":1,\"release\":\"a\\u0000b\"}", SONDE_ERROR_FORMAT,
		 "\"release\" is not a plain text"},
		{"{\"format\":2}", SONDE_ERROR_UNSUPPORTED, "newer than this sonde"},
		{"[[[[[[[[[[[[[[[[", SONDE_ERROR_FORMAT, "f is no JSON"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct cache_info info = {.version = "untouched"};

		check_error(cache_info_parse(bad[i].text, strlen(bad[i].text), "f", &info),
			    bad[i].kind, bad[i].message);
		assert_string_equal(info.version, "untouched");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_perf_samples), cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_entries),	     cmocka_unit_test(test_empty),
		cmocka_unit_test(test_junk),	     cmocka_unit_test(test_line_length),
		cmocka_unit_test(test_entry_check),  cmocka_unit_test(test_key),
		cmocka_unit_test(test_bad_keys),     cmocka_unit_test(test_key_parse_link),
		cmocka_unit_test(test_default_root), cmocka_unit_test(test_info),
		cmocka_unit_test(test_image),	     cmocka_unit_test(test_bad_info),
	};

	return cmocka_run_group_tests_name("cache_format", tests, NULL, NULL);
}
