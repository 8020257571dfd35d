/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of entries in memory: what they give, and how the time grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cache/merge.h"
#include "tests/unit/check.h"

/* Steps of the comparison, and changes of one at most. */
#define STEPS	 500
#define STEP_MAX 8
/* Bytes of a definition there. */
#define DEFINITION_SIZE 16
/* Twice as many as there can be beside each other: three groups by three events, two texts. */
#define MODEL_MAX 36

/* What grows with the square takes 64 times as long for 8 times as many. */
#define FEW	    2500U
#define ALIKE	    (8 * FEW)
#define MOST_GROWTH 32
/* The shorter one is over too soon to be measured once. */
#define LEAST_SECONDS 0.001

/* `group:event=text`, or less. */
static struct sonde_error *sense_parts(const char *definition, struct cache_sense *ret)
{
	const char *colon = strchr(definition, ':'), *equals = strchr(definition, '=');
	const char *event = colon ? colon + 1 : definition;

	if (colon)
		TRY(sonde_strndup(definition, (size_t)(colon - definition), &ret->group));
	if (equals)
		TRY(sonde_strndup(event, (size_t)(equals - event), &ret->event));
	str_append(&ret->text, equals ? equals + 1 : event);
	return str_check(&ret->text);
}

static const struct cache_meaning parts = {.sense = sense_parts};

/* What there should be, found out without any table: each is compared with each. */
struct model {
	char definitions[MODEL_MAX][DEFINITION_SIZE];
	size_t count;
};

static bool asks_for_same(const char *a, const char *b)
{
	_cleanup_cache_sense_ struct cache_sense left = {0}, right = {0};

	check_ok(sense_parts(a, &left));
	check_ok(sense_parts(b, &right));
	return strcmp(str_text(&left.text), str_text(&right.text)) == 0 &&
	       cache_sense_agree(&left, &right);
}

/* Take out what asks for the same; where the first of it was, or the end. */
static size_t model_remove(struct model *model, const char *definition)
{
	size_t kept = 0, first = SIZE_MAX;

	for (size_t i = 0; i < model->count; i++) {
		if (!asks_for_same(model->definitions[i], definition))
			memmove(model->definitions[kept++], model->definitions[i], DEFINITION_SIZE);
		else if (first == SIZE_MAX)
			first = kept;
	}
	model->count = kept;
	return first == SIZE_MAX ? kept : first;
}

static void model_put(struct model *model, const char *definition)
{
	const size_t at = model_remove(model, definition);

	assert_in_range(model->count, 0, MODEL_MAX - 1);
	memmove(model->definitions[at + 1], model->definitions[at],
		(model->count - at) * DEFINITION_SIZE);
	memcpy(model->definitions[at], definition, DEFINITION_SIZE);
	model->count++;
}

static void check_model(const struct model *model, const struct cache_entries *entries)
{
	assert_int_equal(entries->size, model->count);
	for (size_t i = 0; i < model->count; i++)
		assert_string_equal(entries->data[i].definition, model->definitions[i]);
}

/* Carry out changes; the entries are what comes out. */
static struct cache_applied merge_all(struct cache_entries *entries,
				      const struct cache_change *const *changes, size_t count)
{
	_cleanup_merge_ struct merge merge = {0};
	struct cache_applied applied = {0};

	check_ok(merge_init(entries, changes, count, &parts, &merge));
	for (size_t i = 0; i < count; i++)
		check_ok(merge_change(&merge, changes[i], &applied));
	check_ok(merge_finish(&merge, entries));
	return applied;
}

/* Some of the next; not random enough for anything else. */
static uint32_t next_number(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void make_definition(uint32_t *seed, char ret[static DEFINITION_SIZE])
{
	static const char *const groups[] = {"", "a:", "b:"}, *const events[] = {"", "x=", "y="};

	memset(ret, 0, DEFINITION_SIZE);
	snprintf(ret, DEFINITION_SIZE, "%s%s%c", groups[next_number(seed) % 3],
		 events[next_number(seed) % 3], "fg"[next_number(seed) % 5 == 0]);
}

/* One change of the list, and of the model. */
static void make_change(uint32_t *seed, char *definition, struct cache_entry *entry,
			struct cache_change *change, struct model *model)
{
	make_definition(seed, definition);
	if (next_number(seed) % 4 == 0) {
		*change = (struct cache_change){.definition = definition};
		model_remove(model, definition);
		return;
	}
	*entry = (struct cache_entry){.definition = definition};
	*change = (struct cache_change){.entry = entry};
	model_put(model, definition);
}

/* Many steps after each other give what comparing each with each gives, in its order. */
static void changes_give_what_comparing_gives(void **state)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	struct model model = {.count = 0};
	uint32_t seed = 1;

	(void)state;
	for (size_t step = 0; step < STEPS; step++) {
		char definitions[STEP_MAX][DEFINITION_SIZE];
		struct cache_entry made[STEP_MAX];
		struct cache_change changes[STEP_MAX];
		const struct cache_change *pointers[STEP_MAX];
		const size_t count = 1 + step % STEP_MAX;

		for (size_t i = 0; i < count; i++) {
			make_change(&seed, definitions[i], &made[i], &changes[i], &model);
			pointers[i] = &changes[i];
		}
		merge_all(&entries, pointers, count);
		check_model(&model, &entries);
	}
}

/* Processor time to put @p count events at one place, and to put them once more. */
static double seconds_of_alike(unsigned count)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_cache_entries_ struct cache_entries made = VEC_INIT;
	struct cache_change *changes = calloc(count, sizeof(*changes));
	const struct cache_change **pointers = calloc(count, sizeof(*pointers));
	struct cache_applied first, second;
	clock_t start;
	double seconds;

	assert_true(changes && pointers);
	for (unsigned i = 0; i < count; i++) {
		struct cache_entry entry = {0};

		assert_true(asprintf(&entry.definition, "event_%u=f", i) >= 0);
		check_ok(vec_push(&made, entry));
	}
	for (unsigned i = 0; i < count; i++) {
		changes[i] = (struct cache_change){.entry = &made.data[i]};
		pointers[i] = &changes[i];
	}
	start = clock();
	first = merge_all(&entries, pointers, count);
	second = merge_all(&entries, pointers, count);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	assert_int_equal(first.added, count);
	assert_int_equal(second.replaced, count);
	assert_int_equal(entries.size, count);
	free(changes);
	free(pointers);
	return seconds;
}

static void alike_do_not_grow_with_the_square(void **state)
{
	const double few = seconds_of_alike(FEW), many = seconds_of_alike(ALIKE);

	(void)state;
	printf("# %.0f ns for one of %u, %.0f ns for one of %u\n", few / FEW * 1e9, FEW,
	       many / ALIKE * 1e9, ALIKE);
	assert_true(many < (few > LEAST_SECONDS ? few : LEAST_SECONDS) * MOST_GROWTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_give_what_comparing_gives),
		cmocka_unit_test(alike_do_not_grow_with_the_square),
	};

	return cmocka_run_group_tests_name("cache_merge", tests, NULL, NULL);
}
