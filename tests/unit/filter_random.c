/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/filter_random.h"

#include <inttypes.h>
#include <string.h>

struct filter_random filter_random_init(uint64_t seed)
{
	return (struct filter_random){seed * 0x9e3779b97f4a7c15 + 0x632be59bd9b4e019};
}

/* The generator splitmix64: each state gives one number. */
static uint64_t next(struct filter_random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t filter_random_below(struct filter_random *random, uint64_t below)
{
	return next(random) % below;
}

#define NUMBER(prefix, bytes, sign, at)                                             \
	{prefix "a",                                                                \
	 {.argument = (at),                                                         \
	  .size = (bytes),                                                          \
	  .is_signed = (sign),                                                      \
	  .is_unsigned = (bytes) == 8 && !(sign)}},                                 \
	{                                                                           \
		prefix "b",                                                         \
		{                                                                   \
			.argument = (at) + 1, .size = (bytes), .is_signed = (sign), \
			.is_unsigned = (bytes) == 8 && !(sign)                      \
		}                                                                   \
	}

const struct test_variable *filter_random_variables(void)
{
	static const struct test_variable variables[] = {
		NUMBER("u8", 1, false, 0),
		NUMBER("s8", 1, true, 2),
		NUMBER("u16", 2, false, 4),
		NUMBER("s16", 2, true, 6),
		NUMBER("u32", 4, false, 8),
		NUMBER("s32", 4, true, 10),
		NUMBER("u64", 8, false, 12),
		NUMBER("s64", 8, true, 14),
		{"name", {.argument = 16, .is_text = true}},
		{"path", {.argument = 17, .is_text = true}},
		{"comm", {.meaning = FILTER_IS_COMMAND, .is_text = true}},
		{"pid", {.meaning = FILTER_IS_PROCESS, .size = 4, .is_signed = true}},
		{"tid", {.meaning = FILTER_IS_THREAD, .size = 4, .is_signed = true}},
		{"cpu", {.meaning = FILTER_IS_CPU, .size = 4, .is_signed = true}},
		{NULL, {0}},
	};

	return variables;
}

static const char *pick(struct filter_random *random, const char *const *texts, size_t count)
{
	return texts[filter_random_below(random, count)];
}

#define PICK(random, texts) pick((random), (texts), sizeof(texts) / sizeof(*(texts)))

/* Few letters, so that texts are often alike. */
static const char letters[] = "aab.cb-x";

static void add_text(struct filter_random *random, size_t most, struct str *out)
{
	for (size_t size = filter_random_below(random, most + 1); size; size--)
		str_append_char(out, letters[filter_random_below(random, sizeof(letters) - 1)]);
}

static void add_set(struct filter_random *random, struct str *out)
{
	static const char *const sets[] = {"[ab]",  "[a-c]", "[!a]", "[!a-b]", "[]x]",
					   "[!].]", "[a-]",  "[-x]", "[b.-]",  "[\\\\a]"};

	str_append(out, PICK(random, sets));
}

static void add_pattern(struct filter_random *random, struct str *out)
{
	for (size_t parts = filter_random_below(random, 5); parts; parts--) {
		switch (filter_random_below(random, 7)) {
		case 0:
		case 1:
			str_append(out, "*");
			break;
		case 2:
			str_append(out, "?");
			break;
		case 3:
			add_set(random, out);
			break;
		case 4:
			str_append(out, filter_random_below(random, 2) ? "\\*" : "\\a");
			break;
		default:
			add_text(random, 3, out);
		}
	}
}

static const char *number_name(struct filter_random *random)
{
	const struct test_variable *variables = filter_random_variables();
	static const char *const others[] = {"pid", "tid", "cpu"};

	if (filter_random_below(random, 10) == 0)
		return PICK(random, others);
	return variables[filter_random_below(random, FILTER_RANDOM_NUMBERS)].name;
}

/* Where things happen: near 0 and near where a sign or a size ends. */
static uint64_t edge(struct filter_random *random)
{
	const uint64_t near = filter_random_below(random, 5) - 2;

	switch (filter_random_below(random, 4)) {
	case 0:
		return filter_random_below(random, 8);
	case 1:
		return ((uint64_t)1 << filter_random_below(random, 64)) + near;
	case 2:
		return next(random) >> filter_random_below(random, 64);
	default:
		return -(((uint64_t)1 << filter_random_below(random, 64)) + near);
	}
}

static void add_constant(struct filter_random *random, struct str *out)
{
	const uint64_t number = edge(random);

	switch (filter_random_below(random, 6)) {
	case 0:
		str_appendf(out, "0x%" PRIx64, number);
		break;
	case 1:
		str_appendf(out, "%" PRIu64 "u", number);
		break;
	case 2:
		str_append(out, "-ENOENT");
		break;
	case 3:
		str_appendf(out, "'%c'", letters[filter_random_below(random, 4)]);
		break;
	default:
		if ((int64_t)number < 0)
			str_appendf(out, "-%" PRIu64, -number);
		else
			str_appendf(out, "%" PRIu64, number);
	}
}

static void add_number(struct filter_random *random, unsigned depth, struct str *out)
{
	static const char *const operators[] = {"+", "-", "*",	"/",  "%", "&",
						"|", "^", "<<", ">>", "&", "-"};
	static const char *const ones[] = {"-", "~", "!"};

	if (depth == 0 || filter_random_below(random, 3) == 0) {
		if (filter_random_below(random, 3))
			str_append(out, number_name(random));
		else
			add_constant(random, out);
		return;
	}
	if (filter_random_below(random, 6) == 0) {
		str_appendf(out, "(%s", PICK(random, ones));
		add_number(random, depth - 1, out);
		str_append(out, ")");
		return;
	}
	str_append(out, "(");
	add_number(random, depth - 1, out);
	str_appendf(out, " %s ", PICK(random, operators));
	add_number(random, depth - 1, out);
	str_append(out, ")");
}

static void add_text_test(struct filter_random *random, struct str *out)
{
	static const char *const names[] = {"name", "path", "comm"};

	str_appendf(out, "%s ", PICK(random, names));
	switch (filter_random_below(random, 6)) {
	case 0:
		str_appendf(out, "%s %s",
			    filter_random_below(random, 2) ? "==" : "!=", PICK(random, names));
		return;
	case 1:
	case 2:
		str_appendf(out, "%s \"", filter_random_below(random, 2) ? "==" : "!=");
		add_text(random, 4, out);
		break;
	default:
		str_appendf(out, "%s \"", filter_random_below(random, 3) ? "~" : "!~");
		add_pattern(random, out);
	}
	str_append(out, "\"");
}

static void add_test(struct filter_random *random, struct str *out)
{
	static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};

	if (filter_random_below(random, 4) == 0) {
		add_text_test(random, out);
		return;
	}
	add_number(random, filter_random_below(random, 3), out);
	if (filter_random_below(random, 8) == 0)
		return;
	str_appendf(out, " %s ", PICK(random, operators));
	add_number(random, filter_random_below(random, 3), out);
}

static void add_condition(struct filter_random *random, unsigned depth, struct str *out)
{
	if (depth == 0 || filter_random_below(random, 4) == 0) {
		add_test(random, out);
		return;
	}
	str_append(out, filter_random_below(random, 5) ? "(" : "!(");
	add_condition(random, depth - 1, out);
	if (filter_random_below(random, 5)) {
		str_append(out, filter_random_below(random, 2) ? " && " : " || ");
		add_condition(random, depth - 1, out);
	}
	str_append(out, ")");
}

void filter_made_deinit(struct filter_made *made)
{
	filter_typed_deinit(&made->typed);
	filter_expr_deinit(&made->expr);
	str_deinit(&made->text);
}

struct sonde_error *filter_random_make(struct filter_random *random, struct filter_made *ret)
{
	const struct test_variables variables = {filter_random_variables()};
	const struct filter_scope scope = test_scope(&variables);
	struct sonde_error *error;

	/* Not all that can be written is taken. */
	for (;;) {
		filter_made_deinit(ret);
		add_condition(random, filter_random_below(random, 4), &ret->text);
		TRY(str_check(&ret->text));
		error = filter_expr_parse(str_text(&ret->text), &ret->expr);
		if (!error)
			error = filter_typed_make(&ret->expr, &scope, &ret->typed);
		if (!error || error->kind != SONDE_ERROR_SYNTAX)
			return error;
		sonde_error_destroy(error);
	}
}

/* A number that the filter speaks of, or one beside it. */
static uint64_t spoken_number(struct filter_random *random, const struct filter_made *made)
{
	const struct filter_typed_node *node =
		&made->typed.nodes.data[filter_random_below(random, made->typed.nodes.size)];

	if (node->kind != FILTER_CONSTANT)
		return edge(random);
	return node->number + filter_random_below(random, 3) - 1;
}

/* A text that the filter speaks of; of a pattern one that it may match. */
static void spoken_text(struct filter_random *random, const struct filter_made *made,
			struct str *out)
{
	const struct filter_typed_node *node =
		&made->typed.nodes.data[filter_random_below(random, made->typed.nodes.size)];

	if (node->kind != FILTER_LITERAL) {
		add_text(random, filter_random_below(random, 4) ? 5 : 30, out);
		return;
	}
	for (const char *at = node->text; *at; at++) {
		if (*at == '*' || *at == '?' || *at == '[')
			add_text(random, *at == '*' ? 3 : 1, out);
		else
			str_append_char(out, *at);
	}
	if (filter_random_below(random, 4) == 0)
		add_text(random, 2, out);
}

static void fill_text(struct filter_random *random, const struct filter_made *made, char *text,
		      size_t room)
{
	_cleanup_str_ struct str made_up = STR_INIT;
	size_t size;

	spoken_text(random, made, &made_up);
	size = made_up.size < room - 1 ? made_up.size : room - 1;
	memset(text, 0, room);
	memcpy(text, str_text(&made_up), size);
}

void filter_random_values(struct filter_random *random, const struct filter_made *made,
			  struct filter_random_hit *ret)
{
	const uint64_t faults = filter_random_below(random, 4) ? 0 : 12;

	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++) {
		struct filter_value *value = &ret->arguments[i];

		*value = (struct filter_value){
			.is_fault = faults && filter_random_below(random, faults) == 0,
			.number = filter_random_below(random, 2) ? spoken_number(random, made)
								 : edge(random),
		};
		if (i < FILTER_RANDOM_NUMBERS)
			continue;
		value->text = ret->texts[i - FILTER_RANDOM_NUMBERS];
		fill_text(random, made, ret->texts[i - FILTER_RANDOM_NUMBERS], FILTER_RANDOM_ROOM);
	}
	fill_text(random, made, ret->command, sizeof(ret->command));
	ret->values = (struct filter_values){
		.arguments = ret->arguments,
		.command = ret->command,
		.process = (uint32_t)spoken_number(random, made) & 0x3fffff,
		.thread = (uint32_t)spoken_number(random, made) & 0x3fffff,
		.cpu = (uint32_t)filter_random_below(random, 8),
	};
}
