/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said in the kernel's words means the same there: filters that are made up, and a model of
 * how the kernel reads and tests them (kernel/trace/trace_events_filter.c): numbers in the size and
 * sign of the field, patterns by how they begin and end, and texts in a room of their own with
 * rubbish behind their end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/filter/scope.h"
#include "tests/unit/check.h"
#include "tests/unit/filter_random.h"

/* What the kernel tests: a filter's text, and the record. */
struct model {
	const char *at;
	const struct hist_event *event;
	const struct filter_random_hit *hit;
};

/* A text as it lies in a record: its room goes on behind its end. */
struct room {
	char bytes[FILTER_RANDOM_ROOM];
	/** With the NUL, or all of it. */
	int size;
};

static bool take(struct model *model, const char *word)
{
	const size_t size = strlen(word);

	while (*model->at == ' ')
		model->at++;
	if (strncmp(model->at, word, size) != 0)
		return false;
	model->at += size;
	return true;
}

static bool is_middle(const struct room *room, const char *part, size_t size)
{
	for (size_t i = 0; i + size <= (size_t)room->size; i++) {
		if (memcmp(room->bytes + i, part, size) == 0)
			return true;
	}
	return false;
}

static bool is_end(const struct room *room, const char *part, size_t size)
{
	return (size_t)room->size - 1 >= size &&
	       memcmp(room->bytes + room->size - 1 - size, part, size) == 0;
}

/* As filter_parse_regex() tells them apart. */
static bool matches(const struct room *room, const char *pattern)
{
	const size_t size = strlen(pattern);
	const bool at_front = pattern[0] == '*';
	const size_t last = strcspn(pattern + at_front, "*") + at_front;
	char part[FILTER_RANDOM_ROOM * 4];

	/* Nothing that is printed begins so. */
	assert_false(isdigit((unsigned char)pattern[0]) || pattern[0] == '!');
	if (strpbrk(pattern, "?[\\") || last + 1 < size)
		return filter_eval_glob(pattern, room->bytes);
	assert_true(size < sizeof(part));
	memcpy(part, pattern + at_front, last - at_front);
	part[last - at_front] = '\0';
	if (at_front && last < size)
		return is_middle(room, part, strlen(part));
	if (at_front)
		return is_end(room, part, strlen(part));
	if (last < size)
		return strncmp(room->bytes, part, strlen(part)) == 0;
	return strncmp(room->bytes, part, (size_t)room->size) == 0;
}

static bool test_text(struct model *model, const struct room *room)
{
	const bool is_pattern = take(model, "~");
	const bool is_equal = !is_pattern && take(model, "==");
	char quote, text[FILTER_RANDOM_ROOM * 4];
	size_t size;

	assert_true(is_pattern || is_equal || take(model, "!="));
	take(model, "");
	quote = *model->at++;
	assert_true(quote == '"' || quote == '\'');
	size = strcspn(model->at, (char[]){quote, '\0'});
	assert_true(size < sizeof(text));
	memcpy(text, model->at, size);
	text[size] = '\0';
	model->at += size + 1;
	if (is_pattern)
		return matches(room, text);
	return (strncmp(room->bytes, text, (size_t)room->size) == 0) == is_equal;
}

static bool compare(const char *op, bool is_less, bool is_equal)
{
	if (strcmp(op, "==") == 0 || strcmp(op, "!=") == 0)
		return is_equal == (*op == '=');
	return (op[0] == '<' ? is_less : !is_less && !is_equal) || (op[1] && is_equal);
}

/* In the field's own type, whatever the number is. */
#define TEST_AS(type, field, value, op)                 \
	(strcmp((op), "&") == 0                         \
		 ? ((type)(field) & (type)(value)) != 0 \
		 : compare((op), (type)(field) < (type)(value), (type)(field) == (type)(value)))

static bool test_number(struct model *model, uint64_t field, unsigned size, bool is_signed)
{
	static const char *const operators[] = {"==", "!=", "<=", ">=", "<", ">", "&"};
	const char *op = NULL;
	uint64_t value;
	char *end;

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators) && !op; i++)
		op = take(model, operators[i]) ? operators[i] : NULL;
	assert_non_null(op);
	assert_true(is_signed || model->at[1] != '-');
	value = is_signed ? (uint64_t)strtoll(model->at, &end, 10) : strtoull(model->at, &end, 10);
	model->at = end;
	switch (size * 2 + is_signed) {
	case 2:
		return TEST_AS(uint8_t, field, value, op);
	case 3:
		return TEST_AS(int8_t, field, value, op);
	case 4:
		return TEST_AS(uint16_t, field, value, op);
	case 5:
		return TEST_AS(int16_t, field, value, op);
	case 8:
		return TEST_AS(uint32_t, field, value, op);
	case 9:
		return TEST_AS(int32_t, field, value, op);
	case 16:
		return TEST_AS(uint64_t, field, value, op);
	default:
		return TEST_AS(int64_t, field, value, op);
	}
}

static struct room room_of(const char *text, int size)
{
	struct room room = {.size = size ? size : (int)strlen(text) + 1};

	memset(room.bytes, 'a', sizeof(room.bytes) - 1);
	memcpy(room.bytes, text, strlen(text) + 1);
	return room;
}

static bool test_field(struct model *model, size_t index)
{
	const struct hist_field *field = &model->event->fields.data[index];
	const struct filter_value *value = &model->hit->arguments[index];
	struct room room;

	if (!field->is_string)
		return test_number(model, value->number, field->size, field->is_signed);
	room = room_of(field->is_command ? model->hit->command : value->text, 0);
	return test_text(model, &room);
}

static bool test_one(struct model *model)
{
	const struct hist_event *event = model->event;
	const struct room command = room_of(model->hit->command, 16);
	char name[16];
	size_t size;

	take(model, "");
	size = strspn(model->at, "abcdefghijklmnopqrstuvwxyzCOMPU_0123456789");
	assert_true(size && size < sizeof(name));
	memcpy(name, model->at, size);
	name[size] = '\0';
	model->at += size;
	for (size_t i = 0; i < event->fields.size; i++) {
		if (strcmp(event->fields.data[i].field, name) == 0)
			return test_field(model, i);
	}
	if (strcmp(name, "COMM") == 0)
		return test_text(model, &command);
	if (strcmp(name, "CPU") == 0)
		return test_number(model, model->hit->values.cpu, 4, true);
	assert_string_equal(name, "common_pid");
	return test_number(model, model->hit->values.thread, 4, true);
}

static bool test_or(struct model *model);

static bool test_unit(struct model *model)
{
	const bool is_not = take(model, "!(");
	bool is;

	if (!is_not && !take(model, "("))
		return test_one(model);
	is = test_or(model);
	assert_true(take(model, ")"));
	return is != is_not;
}

static bool test_and(struct model *model)
{
	bool is = test_unit(model);

	while (take(model, "&&"))
		is &= test_unit(model);
	return is;
}

static bool test_or(struct model *model)
{
	bool is = test_and(model);

	while (take(model, "||"))
		is |= test_and(model);
	return is;
}

/* The fields that the made-up variables have; the command is one of them, or not. */
static void make_event(struct hist_event *event, bool has_command)
{
	const struct test_variable *variables = filter_random_variables();

	*event = (struct hist_event){.kind = HIST_EVENT_KPROBE};
	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++) {
		const struct filter_variable *variable = &variables[i].variable;

		check_ok(vec_push(&event->fields, ((struct hist_field){
							  .is_string = variable->is_text,
							  .size = variable->size,
							  .is_signed = variable->is_signed,
						  })));
		check_ok(sonde_strdup(variables[i].name, &vec_last(&event->fields)->field));
	}
	if (!has_command)
		return;
	check_ok(vec_push(&event->fields,
			  ((struct hist_field){.is_string = true, .is_command = true})));
	check_ok(sonde_strdup("comm", &vec_last(&event->fields)->field));
}

static bool has_faults(const struct filter_random_hit *hit)
{
	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++) {
		if (hit->arguments[i].is_fault)
			return true;
	}
	return false;
}

static void check_hits(struct filter_random *random, const struct hist_event *event,
		       const struct filter_made *made, const char *text)
{
	for (int i = 0; i < 20; i++) {
		struct filter_random_hit hit;
		struct model model = {text, event, &hit};
		bool passes, is;

		filter_random_values(random, made, &hit);
		if (has_faults(&hit))
			continue;
		passes = filter_eval(&made->typed, &hit.values) == FILTER_PASSES;
		is = !*text || test_or(&model);
		assert_int_equal(*model.at, '\0');
		if (is != passes)
			fail_msg("%s\n%s: the kernel says %d", str_text(&made->text), text, is);
	}
}

static void test_same_answer(void **state)
{
	struct filter_random random = filter_random_init(4);
	size_t said = 0, texts = 0;

	(void)state;
	for (int i = 0; i < 40000; i++) {
		_cleanup_hist_event_ struct hist_event event = {0};
		_cleanup_filter_made_ struct filter_made made = {0};
		_cleanup_str_ struct str text = STR_INIT;
		struct sonde_error *error;

		make_event(&event, i % 2);
		check_ok(filter_random_make(&random, &made));
		error = filter_scope_print(&made.typed, &event, &text);
		if (error) {
			assert_int_equal(error->kind, SONDE_ERROR_UNAVAILABLE);
			assert_true(error->column >= 1 && error->column <= made.text.size);
			sonde_error_destroy(error);
			continue;
		}
		said++;
		texts += strchr(str_text(&text), '"') != NULL;
		check_hits(&random, &event, &made, str_text(&text));
	}
	printf("# %zu of 40000 filters can be said, %zu with texts\n", said, texts);
	assert_true(said > 8000);
	assert_true(texts > 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
