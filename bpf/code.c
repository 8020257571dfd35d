/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bpf/codegen.h"

void filter_code_deinit(struct filter_code *code)
{
	vec_deinit(&code->insns);
	vec_deinit(&code->references);
	code->object_call = 0;
}

static struct sonde_error *append(const struct filter_code *from, struct filter_code *to)
{
	vec_for_each(&from->insns, insn)
		TRY(vec_push(&to->insns, *insn));
	vec_for_each(&from->references, reference)
		TRY(vec_push(&to->references, *reference));
	to->object_call = from->object_call;
	return NULL;
}

struct sonde_error *filter_code_copy(const struct filter_code *from, struct filter_code *ret)
{
	struct filter_code code = {.insns = VEC_INIT, .references = VEC_INIT};
	struct sonde_error *error = append(from, &code);

	if (error)
		filter_code_deinit(&code);
	else
		*ret = code;
	return error;
}

bool filter_code_is_equal(const struct filter_code *a, const struct filter_code *b)
{
	if (a->insns.size != b->insns.size || a->references.size != b->references.size ||
	    a->object_call != b->object_call)
		return false;
	for (size_t i = 0; i < a->references.size; i++) {
		const struct filter_reference *one = &a->references.data[i];
		const struct filter_reference *other = &b->references.data[i];

		if (one->insn != other->insn || one->map != other->map ||
		    one->is_value != other->is_value || one->offset != other->offset)
			return false;
	}
	return !a->insns.size ||
	       memcmp(a->insns.data, b->insns.data, a->insns.size * sizeof(*a->insns.data)) == 0;
}
