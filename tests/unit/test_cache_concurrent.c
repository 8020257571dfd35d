/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several at once: writers who wait for each other, readers who do not, and perf, which knows of
 * neither. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/wait.h>

#include "tests/unit/cache_tree.h"

#define WRITERS 2
#define ROUNDS	1000
/* Definitions that a writer has, one after the other. */
#define OWN 40

#define PROBES HOME_OF_ID "/probes"

static const struct cache_meta meta = {.version = "0.1"};

/* One of several writers; each has his own definitions, and puts them again and again. */
static void write_many(const char *root, int writer)
{
	for (int i = 0; i < ROUNDS; i++) {
		_cleanup_free_ char *definition = NULL;
		_cleanup_free_ char *line = NULL;

		if (asprintf(&definition, "w%d_%d a", writer, i % OWN) < 0 ||
		    asprintf(&line, "p:probe/w%d_%d f+%d a=%%di", writer, i % OWN, i) < 0 ||
		    put(root, definition, line))
			_exit(1);
	}
	_exit(0);
}

/* Rounds of each definition that were seen last. */
struct seen {
	int rounds[WRITERS][OWN];
	size_t entries;
};

/* An entry is whole, and never an older one than before. */
static void check_entry(const struct cache_entry *entry, struct seen *seen)
{
	int writer, own, again, again_own, round;

	assert_int_equal(entry->lines.size, 1);
	assert_int_equal(entry->checksum, CACHE_CHECKSUM_GOOD);
	assert_int_equal(sscanf(entry->definition, "w%d_%d a", &writer, &own), 2);
	assert_int_equal(sscanf(entry->lines.data[0], "p:probe/w%d_%d f+%d a=%%di", &again,
				&again_own, &round),
			 3);
	assert_true(again == writer && again_own == own);
	assert_true(round >= seen->rounds[writer][own]);
	seen->rounds[writer][own] = round;
}

static void read_all(const char *root, struct seen *seen)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	struct sonde_error *error = cache_load(root, BUILD_ID, &entries);

	if (error && error->kind == SONDE_ERROR_NOT_FOUND && !seen->entries) {
		sonde_error_destroy(error);
		return;
	}
	check_ok(error);
	vec_for_each(&entries, entry)
		check_entry(entry, seen);
	assert_true(entries.size >= seen->entries);
	seen->entries = entries.size;
}

static void start_writers(const char *root)
{
	for (int i = 0; i < WRITERS; i++) {
		const pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			write_many(root, i);
	}
}

static void test_writers(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_free_ char *lock = join(*state, "root/.sonde.lock");
	struct seen seen = {0};
	int running = WRITERS;

	start_writers(root);
	while (running) {
		int status;
		const pid_t pid = waitpid(-1, &status, WNOHANG);

		assert_true(pid >= 0);
		read_all(root, &seen);
		if (pid == 0)
			continue;
		assert_int_equal(status, 0);
		running--;
	}
	assert_int_equal(seen.entries, WRITERS * OWN);
	for (int i = 0; i < WRITERS * OWN; i++)
		assert_true(seen.rounds[i / OWN][i % OWN] >= ROUNDS - OWN);
	assert_false(file_exists(lock));
	assert_int_equal(count_files(root), 4);
}

/* What perf does while somebody is at work: it empties the file and writes it, in place. */
struct perf {
	char *path;
	/* How often it still will. */
	int times;
	int done;
};

/* The one at work; the cache gives its callbacks no data. */
static struct perf perf;

static void write_in_place(void)
{
	_cleanup_close_ int fd = open(perf.path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	char text[64];

	assert_true(fd >= 0);
	snprintf(text, sizeof(text), "#by_perf_%d\np:probe/by_perf _text+1\n", ++perf.done);
	check_ok(file_write_all(fd, perf.path, text, strlen(text)));
}

/* A writer asks this when he has read the file. */
static struct sonde_error *sense_late(const char *definition, struct cache_sense *ret)
{
	if (perf.times > 0) {
		perf.times--;
		write_in_place();
	}
	str_append(&ret->text, definition);
	return str_check(&ret->text);
}

static const struct cache_meaning late = {.sense = sense_late};

static struct sonde_error *put_late(const char *root, int times)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry entry = {.definition = "mine"};

	perf.times = times;
	TRY(cache_key_init(root, TARGET, BUILD_ID, &key));
	return cache_apply(root,
			   &(struct cache_change){.key = &key, .meta = &meta, .entry = &entry}, 1,
			   &late, NULL);
}

/* A writer begins anew, with what perf has written. */
static void test_perf_meanwhile(void **state)
{
	_cleanup_free_ char *path = join(*state, PROBES);

	perf = (struct perf){.path = path};
	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_late(*state, 1));
	check_loaded(*state, BUILD_ID, "#by_perf_1\np:probe/by_perf _text+1\n#mine\n");
}

/* It goes on and on: the writer gives up, and what perf wrote is there. */
static void test_perf_for_ever(void **state)
{
	_cleanup_free_ char *path = join(*state, PROBES);
	_cleanup_str_ struct str text = STR_INIT;

	perf = (struct perf){.path = path};
	check_ok(put(*state, "f", "p:probe/f f"));
	check_error(put_late(*state, 1000), SONDE_ERROR_EXISTS, "Somebody else writes the probes");
	str_appendf(&text, "#by_perf_%d\np:probe/by_perf _text+1\n", perf.done);
	check_loaded(*state, BUILD_ID, str_text(&text));
	assert_int_equal(count_files(*state), 4);
}

/* Half a file of perf's: whatever is read of it, nothing of it is written. */
static void test_half(void **state)
{
	struct cache_entries entries;

	check_ok(put(*state, "f", "p:probe/f f"));
	write_below(*state, PROBES, "#f\np:probe/f f\n#");
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT,
		    "probes:3:2: an empty definition");
	check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_FORMAT, "probes:3:2:");
	write_below(*state, PROBES, "p:probe/f f\n");
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT,
		    "a line before the first definition");
	check_error(take_out(*state, "f"), SONDE_ERROR_FORMAT, "probes:1:1:");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_writers),
		TEST(test_perf_meanwhile),
		TEST(test_perf_for_ever),
		TEST(test_half),
	};

	/* Nothing here waits for a disk. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests_name("cache_concurrent", tests, NULL, NULL);
}
