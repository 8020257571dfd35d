/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/cast.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/suggest.h"
#include "probe/ctype.h"
#include "probe/die.h"
#include "probe/space.h"

/* Among the types of one unit; a definition before a declaration. */
static bool find_in_unit(const struct ctype *type, Dwarf_Die *unit, Dwarf_Die *ret)
{
	bool found = false;
	Dwarf_Die child;

	if (dwarf_child(unit, &child) != 0)
		return false;
	do {
		if (type->stars ? dwarf_tag(&child) != DW_TAG_pointer_type ||
					  !ctype_matches_pointer(type, &child)
				: !ctype_matches(type, &child))
			continue;
		*ret = child;
		found = true;
		if (!die_flag(&child, DW_AT_declaration))
			return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return found;
}

/* The type itself, which pointers of other units need not point to by a definition. */
static bool has_type(const struct ctype *type, Dwarf_Die *unit)
{
	struct ctype bare = *type;
	Dwarf_Die found;

	bare.stars = 0;
	return ctype_is_void(&bare) ||
	       (find_in_unit(&bare, unit, &found) && !die_flag(&found, DW_AT_declaration));
}

/* A type that is looked for, and what for. */
struct wanted {
	const struct args_request *request;
	const struct probe_arg *arg;
	struct ctype type;
};

static struct sonde_error *ask(const struct wanted *wanted, const char *where,
			       const struct lookup_query *query, const struct lookup_answer **ret)
{
	_cleanup_str_ struct str key = STR_INIT;
	struct lookup_query asked = *query;

	str_appendf(&key, "cast %s %u %s", where, wanted->type.stars, wanted->arg->cast);
	TRY(str_check(&key));
	asked.key = str_text(&key);
	asked.data = &wanted->type;
	return lookup_ask(wanted->request->context->lookup, &asked, ret);
}

static struct sonde_error *look_near(struct lookup *lookup, const struct lookup_query *query,
				     Dwarf_Die *unit, struct lookup_answer *answer)
{
	(void)lookup;
	answer->count = find_in_unit(query->data, unit, &answer->die);
	return NULL;
}

/* In the probed function's own unit, where the name means what the source says. */
static struct sonde_error *find_near(const struct wanted *wanted, bool *found, Dwarf_Die *ret)
{
	Dwarf_Die die = wanted->request->context->instance->die, unit;
	const struct lookup_answer *answer;

	*found = false;
	if (!die_source_unit(&die, &unit))
		return NULL;
	TRY(ask(wanted, "near", &(struct lookup_query){.unit = &unit, .look = look_near}, &answer));
	*found = answer->count;
	*ret = answer->die;
	return NULL;
}

static struct sonde_error *look_far(struct lookup *lookup, const struct lookup_query *query,
				    Dwarf_Die *unit, struct lookup_answer *answer)
{
	Dwarf_Die die;

	if (!has_type(query->data, unit) || !find_in_unit(query->data, unit, &die))
		return NULL;
	return lookup_add_type(lookup, &die, answer);
}

static struct sonde_error *find_flat(const struct wanted *wanted, bool *found, Dwarf_Die *ret)
{
	const struct lookup_answer *answer;

	TRY(find_near(wanted, found, ret));
	if (*found)
		return NULL;
	TRY(ask(wanted, "far", &(struct lookup_query){.look = look_far}, &answer));
	if (answer->count > 1)
		return sonde_error_hint(
			probe_def_error(wanted->request->def, SONDE_ERROR_UNAVAILABLE,
					wanted->arg->cast_column,
					"Units differ in what '%s' is, and that of the "
					"probed function does not know it.",
					wanted->arg->cast),
			"Probe a function of a unit that does.");
	*found = answer->count;
	*ret = answer->die;
	return NULL;
}

/* A pointer, with so many stars, to this very type. */
static bool find_pointer(Dwarf_Die *unit, unsigned stars, const Dwarf_Die *type, Dwarf_Die *ret)
{
	if (dwarf_child(unit, ret) != 0)
		return false;
	do {
		Dwarf_Die at = *ret;
		unsigned count = 0;

		while (count < stars && dwarf_tag(&at) == DW_TAG_pointer_type && die_type(&at, &at))
			count++;
		if (count == stars && at.addr == type->addr)
			return true;
	} while (dwarf_siblingof(ret, ret) == 0);
	return false;
}

/* The type itself, by what is around the function; of C's own types that of any unit. */
static struct sonde_error *find_bare(const struct wanted *wanted, bool *found, Dwarf_Die *ret)
{
	const struct loc_context *context = wanted->request->context;
	_cleanup_space_ struct space space = VEC_INIT;
	_cleanup_str_ struct str name = STR_INIT;
	Dwarf_Die die = context->instance->die;
	struct wanted bare = *wanted;

	str_append_bytes(&name, wanted->type.name, wanted->type.size);
	TRY(str_check(&name));
	TRY(space_around(&die, &space));
	TRY(space_find_type(
		&(struct space_query){
			.lookup = context->lookup,
			.die = &die,
			.space = &space,
			.name = str_text(&name),
			.tag = wanted->type.tag,
		},
		found, ret));
	if (*found)
		return NULL;
	bare.type.stars = 0;
	TRY(find_flat(&bare, found, ret));
	*found &= dwarf_tag(ret) == DW_TAG_base_type;
	return NULL;
}

/* In C++ and Rust: pointers to types of one name can be to those of several namespaces. */
static struct sonde_error *find_in_spaces(const struct wanted *wanted, bool *found, Dwarf_Die *ret)
{
	Dwarf_Die die = wanted->request->context->instance->die, unit, type;

	if (ctype_is_void(&wanted->type))
		return find_flat(wanted, found, ret);
	TRY(find_bare(wanted, found, &type));
	*ret = type;
	if (*found && wanted->type.stars)
		*found = die_source_unit(&die, &unit) &&
			 find_pointer(&unit, wanted->type.stars, &type, ret);
	return NULL;
}

static struct sonde_error *find_anywhere(const struct wanted *wanted, bool *found, Dwarf_Die *ret)
{
	Dwarf_Die die = wanted->request->context->instance->die;

	return space_applies(&die) ? find_in_spaces(wanted, found, ret)
				   : find_flat(wanted, found, ret);
}

/* The word that was forgotten, where `(foo *)` can only be `(struct foo *)`; NULL for none. */
static struct sonde_error *find_word(const struct wanted *wanted, const char *name,
				     const char **ret)
{
	static const char *const words[] = {"struct", "union", "enum"};

	*ret = NULL;
	for (size_t i = 0; i < 3 && !wanted->type.tag && !*ret; i++) {
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_str_ struct str text = STR_INIT;
		struct probe_arg arg = *wanted->arg;
		struct wanted tagged = {.request = wanted->request, .arg = &arg};
		bool found = false;
		Dwarf_Die die;

		str_appendf(&text, "%s %s", words[i], name);
		TRY(str_check(&text));
		arg.cast = (char *)str_text(&text);
		tagged.type = ctype_parse(arg.cast);
		error = find_anywhere(&tagged, &found, &die);
		if (error && error->kind == SONDE_ERROR_NO_MEMORY)
			return take_ptr(error);
		/* Units may know different ones: then there is one as well. */
		if (error || found)
			*ret = words[i];
	}
	return NULL;
}

/* Names of types of the unit that are near. */
static struct sonde_error *unknown_type(const struct wanted *wanted)
{
	const struct args_request *request = wanted->request;
	Dwarf_Die die = request->context->instance->die, unit, child;
	_cleanup_str_ struct str name = STR_INIT;
	struct sonde_error *error;
	struct suggest suggest;
	const char *word;

	str_append_bytes(&name, wanted->type.name, wanted->type.size);
	TRY(str_check(&name));
	TRY(find_word(wanted, str_text(&name), &word));
	error = probe_def_error(request->def, SONDE_ERROR_NOT_FOUND, wanted->arg->cast_column,
				"There is no type '%s' in this debuginfo.", wanted->arg->cast);
	if (word)
		return sonde_error_hint(error, "Did you mean '%s %s'?", word, str_text(&name));
	if (!die_source_unit(&die, &unit) || dwarf_child(&unit, &child) != 0)
		return error;
	suggest_init(&suggest, str_text(&name));
	do {
		const int tag = dwarf_tag(&child);

		if ((wanted->type.tag ? tag == wanted->type.tag : tag == DW_TAG_typedef) &&
		    die_name(&child))
			suggest_offer(&suggest, die_name(&child));
	} while (dwarf_siblingof(&child, &child) == 0);
	error = suggest_hint(&suggest, error);
	suggest_deinit(&suggest);
	return error;
}

/*
 * Where no unit has a pointer to the type, because it is only ever a part of others, the type
 * itself will do: `is_behind` is set then.
 */
static struct sonde_error *find_type(const struct args_request *request,
				     const struct probe_arg *arg, bool *is_behind, Dwarf_Die *ret)
{
	struct wanted wanted = {.request = request, .arg = arg, .type = ctype_parse(arg->cast)};
	bool found;

	*is_behind = false;
	TRY(find_anywhere(&wanted, &found, ret));
	if (!found && wanted.type.stars) {
		*is_behind = true;
		wanted.type.stars--;
		TRY(find_anywhere(&wanted, &found, ret));
	}
	return found ? NULL : unknown_type(&wanted);
}

/* A pointer, or a number without a point; its size in bytes. */
static bool is_word(const struct loc_context *context, Dwarf_Die *type, uint64_t *size)
{
	const int tag = dwarf_tag(type);

	if (die_is_pointer(type)) {
		*size = context->arch->word_size;
		return true;
	}
	if (!lookup_byte_size(context->lookup, type, size) || *size == 0 ||
	    *size > context->arch->word_size)
		return false;
	if (tag == DW_TAG_enumeration_type)
		return true;
	return tag == DW_TAG_base_type && !die_is_float(type);
}

static struct sonde_error *no_cast(const char *cast, Dwarf_Die *from, const char *why)
{
	_cleanup_str_ struct str text = STR_INIT;

	die_print_type(from, &text);
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its type is %s, and '%s' is %s",
			       str_text(&text), cast, why);
}

/* The field becomes what an operand says, which has no type yet. */
static struct sonde_error *move_to(const struct operand *operand, struct field *field)
{
	struct field moved = {.user = field->user};

	TRY(field_of_operand(field->context, operand, &moved));
	moved.operand = *operand;
	field_deinit(field);
	*field = moved;
	return NULL;
}

/* An array is its address, where it has one. */
static struct sonde_error *decay(const char *cast, Dwarf_Die *array, struct field *field)
{
	struct operand operand = field->operand;

	if (!field->operand.in_memory)
		return no_cast(cast, array, "a pointer, but it is held in a register");
	if (field->user)
		return no_cast(cast, array, "a pointer to it, not to user space");
	operand.in_memory = false;
	return move_to(&operand, field);
}

/* Whether the cast is another look at the same bits, of a pointer or a number of `to_size`. */
static struct sonde_error *check_bits(const struct loc_context *context, const char *cast,
				      bool to_pointer, uint64_t to_size, struct field *field)
{
	Dwarf_Die from = field->type;
	uint64_t from_size;

	if (!field->has_type || !die_peel(&from, &from))
		return no_cast(cast, NULL, "no cast of it");
	if (dwarf_tag(&from) == DW_TAG_array_type && to_pointer)
		return decay(cast, &from, field);
	if (!is_word(context, &from, &from_size))
		return no_cast(cast, &from, "for pointers and numbers");
	if (to_pointer && from_size != to_size)
		return no_cast(cast, &from, "larger");
	if (to_size > from_size)
		return no_cast(cast, &from, "larger: only smaller ones can be cut out");
	if (field->operand.bit_size)
		return no_cast(cast, &from, "no cast for bits of a number");
	return NULL;
}

/* `type` is what the pointer points to, which the step behind the cast goes to. */
static struct sonde_error *go_behind(const struct args_request *request,
				     const struct probe_arg *arg, Dwarf_Die *type,
				     struct field *field, size_t *taken)
{
	const struct probe_step *step = &arg->steps.data[arg->cast_after];
	struct operand operand;
	uint64_t size;
	int64_t distance;
	Dwarf_Die peeled;

	if (arg->cast_after == arg->steps.size)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the debuginfo has no pointer to it: as a number it is had "
				       "without the cast");
	TRY(check_bits(request->context, arg->cast, true, request->context->arch->word_size,
		       field));
	operand = field->operand;
	TRY(operand_load(&operand));
	operand.in_memory = true;
	TRY(move_to(&operand, field));
	if (step->member)
		return NULL;
	if (!die_peel(type, &peeled) ||
	    !lookup_byte_size(request->context->lookup, &peeled, &size) || size > INT64_MAX ||
	    __builtin_mul_overflow((int64_t)size, step->index, &distance) ||
	    !part_move(&field->part, distance))
		return probe_def_error(request->def, SONDE_ERROR_UNAVAILABLE, step->column,
				       "The index %" PRId64 " is too large.", step->index);
	*taken = 1;
	return NULL;
}

static struct sonde_error *go_to(const struct args_request *request, const struct probe_arg *arg,
				 Dwarf_Die *type, struct field *field)
{
	uint64_t size, encoding;
	Dwarf_Die to;

	if (!die_peel(type, &to) || !is_word(request->context, &to, &size))
		return no_cast(arg->cast, field->has_type ? &field->type : NULL,
			       "neither a pointer nor a number of the kernel");
	/* It would be whether there is any bit. */
	if (die_unsigned(&to, DW_AT_encoding, &encoding) && encoding == DW_ATE_boolean)
		return no_cast(arg->cast, field->has_type ? &field->type : NULL,
			       "no part of its bits");
	return check_bits(request->context, arg->cast, die_is_pointer(&to), size, field);
}

struct sonde_error *cast_apply(const struct args_request *request, const struct probe_arg *arg,
			       struct field *field, size_t *taken)
{
	bool is_behind;
	Dwarf_Die type;

	*taken = 0;
	TRY(find_type(request, arg, &is_behind, &type));
	if (is_behind)
		TRY(go_behind(request, arg, &type, field, taken));
	else
		TRY(go_to(request, arg, &type, field));
	field->type = type;
	field->has_type = true;
	field->dimensions_done = 0;
	return NULL;
}
