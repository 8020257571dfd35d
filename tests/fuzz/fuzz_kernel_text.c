/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts of the kernel that are read once. The first byte says which: `F` the format of an event,
 * `S` that of a stack, `P` events/header_page, `R` README, `C` a list of processors, `K` what is
 * known of the process and the kernel. What a form says keeps its readers within a record.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu_list.h"
#include "bpf/permission.h"
#include "tests/fuzz/check.h"
#include "tracefs/feature.h"
#include "tracefs/format.h"
#include "tracefs/page.h"
#include "tracefs/stack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of a record, and of a page at the most. */
#define RECORD 64
#define PAGE   ((size_t)2 << 20)

/* An error is one of the form. */
static bool is_form(struct sonde_error *error)
{
	check(!error || error->kind == SONDE_ERROR_FORMAT || error->kind == SONDE_ERROR_NO_MEMORY);
	return succeeded(error);
}

static void try_format(const char *text)
{
	_cleanup_event_format_ struct event_format format = {0};

	if (!is_form(event_format_parse(text, &format)))
		return;
	vec_for_each(&format.fields, field) {
		const struct event_field *found = event_format_find(&format, field->name);

		check(*field->name && field->type && found && !strcmp(found->name, field->name));
		check(field->is_common == !strncmp(field->name, "common_", strlen("common_")));
	}
}

static void try_stack(const char *text)
{
	_cleanup_free_ unsigned char *bytes = NULL;
	struct stream_frames frames;
	struct stack_form form;

	if (!is_form(stack_form_parse(text, &form)))
		return;
	for (size_t size = 0; size <= RECORD; size += RECORD / 8) {
		free(take_ptr(bytes));
		bytes = malloc(size ? size : 1);
		if (!bytes)
			return;
		memset(bytes, 1, size);
		frames = stack_frames(&form, bytes, size);
		check(!frames.count ||
		      ((const unsigned char *)frames.bytes == bytes + form.offset &&
		       form.offset + frames.count * 8 <= size));
	}
}

static void try_page(const char *text)
{
	struct page_form form;

	if (is_form(page_form_parse(text, &form)))
		check((form.long_size == 4 || form.long_size == 8) && form.size > 8 &&
		      form.size < PAGE);
}

/* What one half says the whole says too. */
static void try_readme(const char *text)
{
	_cleanup_free_ char *half = strndup(text, strlen(text) / 2);
	const struct features all = features_parse(text);
	const struct features some = half ? features_parse(half) : (struct features){0};

	check(!(all.mask >> FEATURE_COUNT));
	for (enum feature feature = 0; feature < FEATURE_COUNT; feature++) {
		check(!features_have(some, feature) || features_have(all, feature));
		check(feature_by_name(feature_info(feature)->name) == feature);
	}
	check(features_missing(all, some) == FEATURE_COUNT);
}

/* A list has no processor behind the last one that it counts. */
static void try_cpus(const char *text)
{
	struct cpu_bits bits = VEC_INIT;
	const uint64_t count = cpu_list_count(text);

	if (is_form(cpu_list_bits(text, &bits)) && bits.size) {
		check((count + 63) / 64 == bits.size && count % 64 <= 63);
		check(bits.data[(count - 1) / 64] >> ((count - 1) % 64) & 1);
		check(count % 64 == 0 || !(bits.data[count / 64] >> count % 64 & 1));
	}
	vec_deinit(&bits);
}

static void try_facts(const char *text)
{
	const struct filter_fact_texts texts = {text, text, text, text, text};
	const struct filter_facts facts = filter_facts_parse(&texts);
	static const enum filter_step steps[] = {FILTER_STEP_LOAD, FILTER_STEP_OPEN};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		_cleanup_error_ struct sonde_error *error = filter_permission(&facts, steps[i]);

		check(error && *error->message);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		char letter;
		void (*try)(const char *text);
	} kinds[] = {
		{'F', try_format}, {'S', try_stack}, {'P', try_page},
		{'R', try_readme}, {'C', try_cpus},  {'K', try_facts},
	};
	_cleanup_free_ char *text = size ? strndup((const char *)data + 1, size - 1) : NULL;

	for (size_t i = 0; text && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (data[0] == kinds[i].letter)
			kinds[i].try(text);
	}
	return 0;
}
