/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check TRUTH TRACE [KNOWN]: compares what was fetched with what is true.
 *
 * TRUTH has `EVENT KEY TURN NAME TYPE VALUE` on each line; TRACE is what the kernel shows of
 * events:
 * `... EVENT__N: (PLACE) NAME=VALUE ...`, with `now`, the key, among the values. A place that is
 * passed more than once in a call has a turn for each time; compilers may do turns in any order,
 * but all values of an event must be those of one.
 *
 * A line `gdb EVENT__N inside=1 NAME=VALUE ...` behind one of TRACE has what gdb says of the same
 * variables at that moment (gdb.awk). Where it has a value it must be the fetched one, unless what
 * was fetched is true.
 *
 * KNOWN has `EVENT NAME` of variables whose description by the compiler is wrong: what is fetched
 * may be wrong then, if it is what gdb has, and must be at least once. Without KNOWN that is so for
 * all of them.
 *
 * Prints what is wrong, and a line of figures: `hits H compared C wrong W known K unset U unhit M
 * gdb agrees A silent S mistaken E`.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define SHOWN_MAX 40
#define KNOWN_MAX 256

/** A line of KNOWN, and whether it was seen to be wrong. */
struct known {
	char name[64];
	bool is_seen;
};

struct tally {
	size_t hits, compared, wrong, known, unset;
	/** Of gdb. */
	size_t agrees, silent, mistaken;
	struct known known_list[KNOWN_MAX];
	size_t known_count;
	/** There is no list. */
	bool trusts_gdb;
	/** What was shown: events and names. */
	char shown[SHOWN_MAX][64];
	size_t shown_count;
};

/* Whether one number is the other, in so many bits; a sign must be the type's. */
static bool same_number(const char *type, const char *wanted, const char *got)
{
	const unsigned bits = (unsigned)strtoul(type + 1, NULL, 10);
	const uint64_t mask = bits < 64 ? ((uint64_t)1 << bits) - 1 : ~(uint64_t)0;
	const uint64_t truth = strtoull(wanted, NULL, 16);
	const bool is_hex = strncmp(got, "0x", 2) == 0;
	uint64_t value = strtoull(got, NULL, is_hex ? 16 : 10);

	if (*type == 'u' && *got == '-')
		return false;
	/* In decimal, the number itself. */
	if (*type == 's' && !is_hex) {
		value = (uint64_t)strtoll(got, NULL, 10);
		return value == (truth & (uint64_t)1 << (bits - 1) ? truth | ~mask : truth);
	}
	return *type == 's' || *type == 'c' ? (value & mask) == truth : value == truth;
}

/* `{1,2}` or `{0x1, 0x2}` against `0x1,0x2`. */
static bool same_numbers(const char *type, const char *wanted, const char *got)
{
	if (*got != '{')
		return !strchr(wanted, ',') && same_number(type, wanted, got);
	for (;;) {
		got += strspn(got, ", {}");
		if (!same_number(type, wanted, got))
			return false;
		wanted = strchr(wanted, ',');
		got = strchr(got, ',');
		if (!wanted || !got)
			return !wanted && !got;
		wanted++;
	}
}

static bool is_same(const struct row *row, const char *got)
{
	const size_t size = strlen(row->value);

	if (strcmp(row->type, "text") == 0)
		return strlen(got) == size + 2 && strncmp(got + 1, row->value, size) == 0;
	return same_numbers(row->type, row->value, got);
}

/* How many arguments are not what they are in that turn; -1 if there is no such turn. */
static int count_wrong(const struct truth *truth, const struct hit *hit, unsigned turn)
{
	int wrong = 0;

	if (!truth_find(truth, hit, turn, "now"))
		return -1;
	for (size_t i = 0; i < hit->count; i++) {
		const struct row *row = truth_find(truth, hit, turn, hit->args[i].name);

		wrong += row && !is_same(row, hit->args[i].value);
	}
	return wrong;
}

/* Of a variable at a place the first wrong value is shown. */
static bool is_shown(struct tally *tally, const char *event, const char *name)
{
	char *text = tally->shown[tally->shown_count];

	if (tally->shown_count == SHOWN_MAX)
		return true;
	snprintf(text, sizeof(*tally->shown), "%s %s", event, name);
	for (size_t i = 0; i < tally->shown_count; i++) {
		if (strcmp(tally->shown[i], text) == 0)
			return true;
	}
	tally->shown_count++;
	return false;
}

static bool is_known(struct tally *tally, const char *event, const char *name)
{
	char text[64];

	snprintf(text, sizeof(text), "%s %s", event, name);
	for (size_t i = 0; i < tally->known_count; i++) {
		if (strcmp(tally->known_list[i].name, text) != 0)
			continue;
		tally->known_list[i].is_seen = true;
		return true;
	}
	return false;
}

/** An event, what gdb says of it, and the turn that it is of. */
struct moment {
	const struct truth *truth;
	const struct hit *hit, *gdb;
	unsigned turn;
};

/* What gdb says of an argument; NULL if it says nothing: it stands elsewhere, or has no value. */
static const char *told(const struct hit *gdb, const char *name)
{
	if (!gdb->count || strcmp(gdb->args[0].value, "1") != 0)
		return NULL;
	for (size_t i = 1; i < gdb->count; i++) {
		const char *value = gdb->args[i].value;

		if (strcmp(gdb->args[i].name, name) == 0)
			return !*value || (*value != '"' && strpbrk(value, "<=")) ? NULL : value;
	}
	return NULL;
}

/* Whether they are the same but for the braces of arrays in arrays. */
static bool same_text(const char *a, const char *b)
{
	static const char between[] = ", {}";

	if (*a == '"')
		return strcmp(a, b) == 0;
	for (;;) {
		size_t size;

		a += strspn(a, between);
		b += strspn(b, between);
		size = strcspn(a, between);
		if (size != strcspn(b, between) || strncmp(a, b, size) != 0)
			return false;
		if (!size)
			return true;
		a += size;
		b += size;
	}
}

/* Whether the name is that of something that the variable points to, or of its other members. */
static bool is_relative(const char *name, const char *variable)
{
	const size_t length = strspn(variable + 1, "0123456789");

	if (name[0] == 't')
		return strcmp(name + 1, variable + 1) == 0;
	return name[0] == (variable[length + 1] ? 'v' : 'p') &&
	       strncmp(name + 1, variable + 1, length) == 0 && name[length + 1] == '_';
}

/*
 * Of what is not known itself, a pointer or the unused member of a union: whether any such was
 * fetched along with it, and all of them are true.
 */
static bool has_true_relatives(const struct moment *moment, const char *variable)
{
	const struct hit *hit = moment->hit;
	bool is_found = false;

	for (size_t i = 0; i < hit->count; i++) {
		const struct argument *arg = &hit->args[i];
		const struct row *row = truth_find(moment->truth, hit, moment->turn, arg->name);

		if (!row || !is_relative(arg->name, variable))
			continue;
		is_found = true;
		if (!is_same(row, arg->value))
			return false;
	}
	return is_found;
}

/* One value. */
static void judge(struct tally *tally, const struct moment *moment, const struct argument *arg)
{
	const struct hit *hit = moment->hit;
	const struct row *row = truth_find(moment->truth, hit, moment->turn, arg->name);
	const char *gdb = told(moment->gdb, arg->name);
	const bool agrees = gdb && same_text(arg->value, gdb);
	const bool is_true = row ? is_same(row, arg->value)
				 : !gdb || agrees || has_true_relatives(moment, arg->name);

	tally->compared += row != NULL;
	tally->unset += !row;
	tally->agrees += agrees;
	tally->silent += !gdb;
	if (is_true) {
		tally->mistaken += gdb && !agrees;
		return;
	}
	if ((!gdb || agrees) &&
	    (is_known(tally, hit->event, arg->name) || (agrees && tally->trusts_gdb))) {
		tally->known++;
		return;
	}
	tally->wrong++;
	if (is_shown(tally, hit->event, arg->name))
		return;
	printf("%s (key %u): %s is %s, and was fetched as %s", hit->event, hit->key, arg->name,
	       row ? row->value : "not known", arg->value);
	if (moment->gdb->count)
		printf("; gdb: %s", gdb ? gdb : "nothing");
	putchar('\n');
}

static void check_hit(const struct truth *truth, const struct hit *hit, const struct hit *gdb,
		      struct tally *tally)
{
	struct moment moment = {.truth = truth, .hit = hit, .gdb = gdb};
	int least = count_wrong(truth, hit, 0);

	tally->hits++;
	if (least < 0) {
		tally->wrong++;
		if (tally->wrong <= SHOWN_MAX)
			printf("%s: is not passed where now is %u\n", hit->event, hit->key);
		return;
	}
	for (unsigned turn = 1;; turn++) {
		const int wrong = count_wrong(truth, hit, turn);

		if (wrong < 0)
			break;
		if (wrong < least ||
		    (wrong == least && truth_find(truth, hit, moment.turn, "now")->is_hit)) {
			least = wrong;
			moment.turn = turn;
		}
	}
	truth_find(truth, hit, moment.turn, "now")->is_hit = true;
	for (size_t i = 0; i < hit->count; i++)
		judge(tally, &moment, &hit->args[i]);
}

static void read_known(const char *path, struct tally *tally)
{
	FILE *file = record_open(path);
	struct known known = {0};

	while (fgets(known.name, sizeof(known.name), file)) {
		known.name[strcspn(known.name, "\n")] = '\0';
		if (tally->known_count == KNOWN_MAX) {
			fprintf(stderr, "%s: too long\n", path);
			exit(2);
		}
		tally->known_list[tally->known_count++] = known;
	}
	fclose(file);
}

/* All events; what gdb says of one is on the line behind it. */
static void check_trace(const char *path, const struct truth *truth, struct tally *tally)
{
	char *lines[2] = {NULL, NULL};
	size_t sizes[2] = {0, 0};
	struct hit hit = {0}, gdb = {0};
	bool is_hit = false, more = true;
	FILE *file = record_open(path);

	for (unsigned at = 0; more; at = !at) {
		const bool is_gdb = (more = getline(&lines[at], &sizes[at], file) > 0) &&
				    strncmp(lines[at], "gdb ", 4) == 0;

		gdb.count = 0;
		if (is_gdb)
			hit_parse_arguments(lines[at] + strcspn(lines[at] + 4, " ") + 4, &gdb);
		if (is_hit)
			check_hit(truth, &hit, &gdb, tally);
		is_hit = more && !is_gdb && hit_parse(lines[at], &hit);
	}
	free(lines[0]);
	free(lines[1]);
	fclose(file);
}

/* What is known to be wrong, and was right or not there. */
static size_t count_stale(const struct tally *tally)
{
	size_t stale = 0;

	for (size_t i = 0; i < tally->known_count; i++) {
		if (tally->known_list[i].is_seen)
			continue;
		stale++;
		printf("%s: is known to be wrong, and was not\n", tally->known_list[i].name);
	}
	return stale;
}

int main(int argc, char **argv)
{
	struct truth truth = {0};
	struct tally tally = {.trusts_gdb = argc == 3};
	size_t unhit = 0, stale;

	if (argc < 3 || argc > 4) {
		fputs("usage: check TRUTH TRACE [KNOWN]\n", stderr);
		return 2;
	}
	if (argc == 4)
		read_known(argv[3], &tally);
	truth_read(argv[1], &truth);
	check_trace(argv[2], &truth, &tally);
	stale = count_stale(&tally);
	for (size_t i = 0; i < truth.count; i++)
		unhit += strcmp(truth.rows[i].name, "now") == 0 && !truth.rows[i].is_hit;
	printf("hits %zu compared %zu wrong %zu known %zu unset %zu unhit %zu", tally.hits,
	       tally.compared, tally.wrong, tally.known, tally.unset, unhit);
	if (tally.agrees)
		printf(" gdb agrees %zu silent %zu mistaken %zu", tally.agrees, tally.silent,
		       tally.mistaken);
	putchar('\n');
	return tally.wrong || stale;
}
