/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writers that are killed before each of their system calls: what a reader finds is what was there
 * before or what is there afterwards, and the next writer clears away what was left, or
 * cache_tidy(), which may be killed itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "cache/details.h"
#include "cache/tidy.h"
#include "tests/unit/cache_tree.h"
#include "tests/unit/kill_at.h"

#define OTHER_TARGET  "/usr/lib/other.so"
#define HOME_OF_OTHER "usr/lib/other.so/" OTHER_ID
/* More calls than any writer makes. */
#define MANY 1000
/* Files of two builds: probes, details, sonde.json and a link each. */
#define FILES 8

/* One writer. */
struct story {
	/** What is there before. */
	void (*prepare)(const char *root);
	/** What he does; its data is the path. Returns 0 if it went well. */
	int (*run)(void *root);
};

/* What can be read of two builds. */
struct state {
	struct str first, second;
};

static void state_deinit(struct state *state)
{
	str_deinit(&state->first);
	str_deinit(&state->second);
}
#define _cleanup_state_ _cleanup_(state_deinit)

static const struct cache_meta meta = {.release = "6.1.0", .arch = "x86_64", .version = "0.1"};

/* An entry with all that can be said of one. */
static void make_entry(const char *definition, const char *line, struct cache_entry *entry)
{
	char *copy = strdup(line);

	assert_non_null(copy);
	*entry = (struct cache_entry){.is_checked = true};
	check_ok(sonde_strdup(definition, &entry->definition));
	check_ok(vec_push(&entry->lines, copy));
	check_ok(cache_entry_leave_out(entry, "f+4 cannot be probed: a trap."));
	check_ok(cache_entry_add_source(entry, line + 2));
}

static struct sonde_error *put_in(const char *root, bool is_second, const char *definition,
				  const char *line)
{
	_cleanup_cache_entry_ struct cache_entry entry = {0};
	_cleanup_cache_key_ struct cache_key key = {0};

	make_entry(definition, line, &entry);
	TRY(cache_key_init(root, is_second ? OTHER_TARGET : TARGET, is_second ? OTHER_ID : BUILD_ID,
			   &key));
	return cache_apply(root,
			   &(struct cache_change){.key = &key, .meta = &meta, .entry = &entry}, 1,
			   NULL, NULL);
}

static void print_build(const char *root, const char *build_id, struct str *out)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	struct sonde_error *error = cache_load(root, build_id, &entries);

	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return;
	}
	check_ok(error);
	cache_format_print(&entries, out);
	cache_details_print(&entries, out);
	/* Neither has anybody changed what sonde stored, nor does anything say so. */
	vec_for_each(&entries, entry)
		assert_int_not_equal(entry->checksum, CACHE_CHECKSUM_BAD);
}

/* Whatever there is, a list of it has no problem. */
static void read_state(const char *root, struct state *state)
{
	_cleanup_cache_summaries_ struct cache_summaries all = VEC_INIT;

	print_build(root, BUILD_ID, &state->first);
	print_build(root, OTHER_ID, &state->second);
	check_ok(cache_scan(root, &all));
	vec_for_each(&all, summary)
		assert_null(summary->problem);
	assert_int_equal(all.size, (state->first.size != 0) + (state->second.size != 0));
}

static bool same(const struct str *a, const struct str *b)
{
	return strcmp(str_text(a), str_text(b)) == 0;
}

/* Each build is whole, and of two builds each for itself. */
static void check_state(const struct state *now, const struct state *before,
			const struct state *after, unsigned long at)
{
	if (!same(&now->first, &before->first) && !same(&now->first, &after->first))
		fail_msg("torn by a kill at call %lu:\n%s", at, str_text(&now->first));
	if (!same(&now->second, &before->second) && !same(&now->second, &after->second))
		fail_msg("torn by a kill at call %lu:\n%s", at, str_text(&now->second));
}

/* The next writer loses nothing, and leaves nothing but what belongs there. */
static void check_next(const char *root, const struct state *found, unsigned long at)
{
	_cleanup_state_ struct state now = {STR_INIT, STR_INIT};
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	check_ok(put_in(root, false, "next", "p:probe/next next"));
	check_ok(put_in(root, true, "next", "p:probe/next next"));
	if (count_files(root) != FILES) {
		picture(root, &now.first);
		fail_msg("left after a kill at call %lu:\n%s", at, str_text(&now.first));
	}
	check_ok(cache_load(root, BUILD_ID, &entries));
	assert_string_equal(vec_last(&entries)->definition, "next");
	print_build(root, BUILD_ID, &now.first);
	/* All entries stand before all details. */
	assert_int_equal(now.first.size > found->first.size, true);
	assert_memory_equal(str_text(&now.first), str_text(&found->first),
			    strcspn(str_text(&found->first), "\n"));
}

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

static int is_empty_directory(const char *path, const struct stat *status, int type,
			      struct FTW *where)
{
	(void)status;
	/* The others cannot be removed. */
	return where->level && type == FTW_DP && rmdir(path) == 0;
}

/* Of builds that nobody can read any more nothing is left, nor what only writers have. */
static void check_tidy(const char *root, const struct state *found, unsigned long at)
{
	_cleanup_cache_tidied_ struct cache_tidied told = VEC_INIT, gone = VEC_INIT;
	_cleanup_state_ struct state now = {STR_INIT, STR_INIT};
	_cleanup_str_ struct str after = STR_INIT;
	size_t files = 0;

	check_ok(tidy(root, true, &told));
	check_ok(tidy(root, false, &gone));
	assert_int_equal(told.size, gone.size);
	for (size_t i = 0; i < gone.size; i++)
		assert_string_equal(told.data[i].path, gone.data[i].path);
	read_state(root, &now);
	assert_string_equal(str_text(&now.first), str_text(&found->first));
	assert_string_equal(str_text(&now.second), str_text(&found->second));
	picture(root, &after);
	files += now.first.size ? FILES / 2 : 0;
	files += now.second.size ? FILES / 2 : 0;
	if (count_files(root) > files ||
	    nftw(root, is_empty_directory, 8, FTW_DEPTH | FTW_PHYS) != 0)
		fail_msg("not tidied after a kill at call %lu:\n%s", at, str_text(&after));
}

static char *make_root(const char *parent, const char *name)
{
	char *root = join(parent, name);

	make_folders(root, 0700);
	return root;
}

/* Returns whether the writer was killed, and not done before that. */
static bool kill_once(const char *root, const struct story *story, unsigned long at)
{
	switch (kill_at(at, story->run, (void *)root)) {
	case KILL_DONE:
		return true;
	case KILL_TOO_LATE:
		return false;
	case KILL_FAILED:
		fail_msg("the writer failed by itself");
		break;
	case KILL_NOT_PERMITTED:
		fail_msg("this machine does not let a process trace its child (%s): nothing was "
			 "tested",
			 strerror(errno));
		break;
	}
	return false;
}

static void tell(const char *parent, const struct story *story)
{
	static void (*const checks[])(const char *root, const struct state *found,
				      unsigned long at) = {check_next, check_tidy};
	_cleanup_free_ char *reference = make_root(parent, "reference");
	_cleanup_state_ struct state before = {STR_INIT, STR_INIT}, after = {STR_INIT, STR_INIT};
	unsigned long at;
	bool killed = true;

	story->prepare(reference);
	read_state(reference, &before);
	assert_int_equal(story->run(reference), 0);
	read_state(reference, &after);
	for (at = 0; killed && at < MANY; at++) {
		for (size_t i = 0; i < 2; i++) {
			_cleanup_state_ struct state now = {STR_INIT, STR_INIT};
			_cleanup_free_ char *name = NULL, *root = NULL;

			assert_true(asprintf(&name, "%lu.%zu", at, i) >= 0);
			root = make_root(parent, name);
			story->prepare(root);
			killed = kill_once(root, story, at);
			read_state(root, &now);
			check_state(&now, &before, &after, at);
			checks[i](root, &now, at);
		}
	}
	assert_in_range(at, 10, MANY - 1);
}

static int say(struct sonde_error *error)
{
	const int result = error ? 1 : 0;

	sonde_error_destroy(error);
	return result;
}

static void prepare_none(const char *root)
{
	(void)root;
}

static void prepare_one(const char *root)
{
	check_ok(put_in(root, false, "f", "p:probe/f f"));
}

static void prepare_two(const char *root)
{
	prepare_one(root);
	check_ok(put_in(root, false, "g", "p:probe/g g"));
}

static void prepare_builds(const char *root)
{
	prepare_two(root);
	check_ok(put_in(root, true, "h", "p:probe/h h"));
}

/* perf has made it, and says nothing of it. */
static void prepare_perf(const char *root)
{
	make_below(root, HOME_OF_ID);
	make_below(root, ".build-id/00");
	link_below(root, LINK_OF_ID, "../../" HOME_OF_ID);
	write_below(root, HOME_OF_ID "/probes", "#g\np:probe/g g+perf\n#h\np:probe/h h\n");
}

static void prepare_dangling(const char *root)
{
	make_below(root, ".build-id/00");
	link_below(root, LINK_OF_ID, "../../gone/" BUILD_ID);
}

static void remove_below(const char *root, const char *relative)
{
	_cleanup_free_ char *path = join(root, relative);

	assert_int_equal(unlink(path), 0);
}

/* One has lost its probes, the other one all; and there is half a file. */
static void prepare_remains(const char *root)
{
	prepare_builds(root);
	remove_below(root, HOME_OF_ID "/probes");
	remove_below(root, HOME_OF_OTHER "/probes");
	remove_below(root, HOME_OF_OTHER "/sonde.json");
	remove_below(root, HOME_OF_OTHER "/details");
	write_below(root, HOME_OF_ID "/probes.TmpAbCdEf", "#f\n");
}

static int run_put(void *root)
{
	return say(put_in(root, false, "g", "p:probe/g g+new"));
}

static int run_remove(void *root)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	const struct cache_change change = {.key = &key, .definition = "f"};
	struct sonde_error *error = cache_key_init(root, TARGET, BUILD_ID, &key);

	return say(error ? error : cache_apply(root, &change, 1, NULL, NULL));
}

/* One build gets an entry and loses another, the other one loses all. */
static int run_builds(void *root)
{
	_cleanup_cache_entry_ struct cache_entry entry = {0};
	_cleanup_cache_key_ struct cache_key first = {0}, second = {0};
	const struct cache_change changes[] = {
		{.key = &first, .meta = &meta, .entry = &entry},
		{.key = &first, .definition = "f"},
		{.key = &second, .definition = NULL},
	};

	make_entry("g", "p:probe/g g+new", &entry);
	check_ok(cache_key_init(root, TARGET, BUILD_ID, &first));
	check_ok(cache_key_init(root, OTHER_TARGET, OTHER_ID, &second));
	return say(cache_apply(root, changes, 3, NULL, NULL));
}

static int run_tidy(void *root)
{
	_cleanup_cache_tidied_ struct cache_tidied items = VEC_INIT;

	return say(tidy(root, false, &items));
}

/* What `sonde cache gc` does where the files of both are gone. */
static int run_gc(void *root)
{
	_cleanup_cache_key_ struct cache_key first = {0}, second = {0};
	const struct cache_change changes[] = {{.key = &first}, {.key = &second}};

	check_ok(cache_key_init(root, TARGET, BUILD_ID, &first));
	check_ok(cache_key_init(root, OTHER_TARGET, OTHER_ID, &second));
	check_ok(cache_apply(root, changes, 2, NULL, NULL));
	return run_tidy(root);
}

static void test_first(void **state)
{
	tell(*state, &(struct story){prepare_none, run_put});
}

static void test_second(void **state)
{
	tell(*state, &(struct story){prepare_one, run_put});
}

static void test_replacing(void **state)
{
	tell(*state, &(struct story){prepare_two, run_put});
}

static void test_replacing_perf(void **state)
{
	tell(*state, &(struct story){prepare_perf, run_put});
}

static void test_dangling(void **state)
{
	tell(*state, &(struct story){prepare_dangling, run_put});
}

static void test_remove(void **state)
{
	tell(*state, &(struct story){prepare_two, run_remove});
}

static void test_remove_last(void **state)
{
	tell(*state, &(struct story){prepare_one, run_remove});
}

static void test_builds(void **state)
{
	tell(*state, &(struct story){prepare_builds, run_builds});
}

static void test_tidy(void **state)
{
	tell(*state, &(struct story){prepare_remains, run_tidy});
}

static void test_gc(void **state)
{
	tell(*state, &(struct story){prepare_builds, run_gc});
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_replacing_perf), TEST(test_first),
		TEST(test_second),	   TEST(test_replacing),
		TEST(test_dangling),	   TEST(test_remove),
		TEST(test_remove_last),	   TEST(test_builds),
		TEST(test_tidy),	   TEST(test_gc),
	};

	/* Nothing here waits for a disk. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests_name("cache_kill", tests, NULL, NULL);
}
