/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/type.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "probe/die.h"
#include "probe/member.h"

/* MAX_ARRAY_LEN of kernel/trace/trace_probe.h. */
#define ARRAY_COUNT_MAX 64

/* A type that the kernel has a name for. */
struct scalar {
	char prefix;
	uint64_t bits;
};

__attribute__((returns_nonnull)) static struct sonde_error *unavailable_type(Dwarf_Die *type,
									     const char *why)
{
	_cleanup_str_ struct str text = STR_INIT;

	die_print_type(type, &text);
	if (text.failed)
		return &sonde_error_no_memory;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its type is %s: %s", str_text(&text), why);
}

static bool is_composite(Dwarf_Die *type)
{
	return member_is_aggregate(type) || dwarf_tag(type) == DW_TAG_array_type;
}

/* Whether the kernel has a number of so many bytes. */
static bool is_number(uint64_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

/* Whether numbers of so many bytes are cut out of the next larger one of the kernel. */
static bool is_odd(uint64_t size)
{
	return size == 3 || (size >= 5 && size <= 7);
}

static const char *why_not(Dwarf_Die *type, uint64_t size)
{
	if (is_composite(type))
		return "name one of its members";
	if (size == 16)
		return "the kernel has no number of that size; in memory its halves are had by "
		       ":x64[2] behind it";
	return "the kernel has no number of that size";
}

/* What of C++ is no number, whatever its size. */
static struct sonde_error *check_kind(Dwarf_Die *type)
{
	_cleanup_str_ struct str text = STR_INIT;
	Dwarf_Attribute attr;
	Dwarf_Die class;

	/* DW_TAG_unspecified_type: decltype(nullptr). */
	if (dwarf_tag(type) == DW_TAG_unspecified_type)
		return unavailable_type(type, "nullptr is its only value");
	if (dwarf_tag(type) != DW_TAG_ptr_to_member_type)
		return NULL;
	if (dwarf_attr(type, DW_AT_containing_type, &attr) && dwarf_formref_die(&attr, &class))
		die_print_type(&class, &text);
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is a pointer to a member of %s, which says where in an object "
			       "that is, and no address",
			       text.size ? str_text(&text) : "a class");
}

/*
 * The size of a peeled type, where the kernel has a number of that size or can cut it out. With a
 * prefix, the bytes of a struct are such a number too.
 */
static struct sonde_error *scalar_of(struct lookup *lookup, Dwarf_Die *type, char prefix,
				     struct scalar *ret)
{
	uint64_t size;

	TRY(check_kind(type));
	if (dwarf_tag(type) == DW_TAG_pointer_type && !dwarf_hasattr(type, DW_AT_byte_size))
		size = 8;
	else if (!lookup_byte_size(lookup, type, &size))
		return unavailable_type(type, "its size is not in this debuginfo");
	if (!is_number(size) && !(is_odd(size) && (prefix || !is_composite(type))))
		return unavailable_type(type, why_not(type, size));
	*ret = (struct scalar){.prefix = die_is_signed(type) ? 's' : 'x', .bits = 8 * size};
	return NULL;
}

/* Whether the type comes from Rust, whose texts have a length and no end. */
static bool is_of_rust(Dwarf_Die *type)
{
	Dwarf_Die unit;

	return dwarf_diecu(type, &unit, NULL, NULL) && dwarf_srclang(&unit) == DW_LANG_Rust;
}

static struct sonde_error *not_a_string(Dwarf_Die *type)
{
	if (is_of_rust(type))
		return unavailable_type(type, "a text of Rust does not end with a NUL: fetch its "
					      "length, and bytes of it as in [0]:u8[16]");
	return unavailable_type(type, "a string is a char pointer or char array");
}

/* `string` stands for the bytes, so a pointer to them is followed, and an array is them. */
static struct sonde_error *to_string(struct field *field)
{
	Dwarf_Die type, element, peeled;
	int tag;

	if (!field->has_type || !die_peel(&field->type, &type))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it has no type: no string");
	tag = dwarf_tag(&type);
	if (tag != DW_TAG_pointer_type && tag != DW_TAG_array_type)
		return not_a_string(&type);
	if (!die_type(&type, &element) || !die_peel(&element, &peeled) || !die_is_char(&peeled))
		return not_a_string(&type);
	if (tag == DW_TAG_array_type && die_array_dimensions(&type) > field->dimensions_done + 1)
		return unavailable_type(&type, "name one of its strings by its index");
	if (tag == DW_TAG_pointer_type) {
		TRY(operand_load(&field->operand));
		field->operand.in_memory = true;
	}
	if (!field->operand.in_memory)
		return unavailable_type(&type, "it is held in a register, which has no string");
	return NULL;
}

/*
 * A number that was widened from fewer bits is those bits, as long as they are taken with the sign
 * that it was widened with.
 */
static struct sonde_error *keep_widened(const struct field *field, Dwarf_Die *type, uint64_t bits,
					char *prefix)
{
	const struct operand *operand = &field->operand;

	if (field->part.bit_size || operand->bit_size >= bits)
		return NULL;
	if (!operand->bits_signed && *prefix == 's')
		*prefix = 'u';
	if (operand->bits_signed && (*prefix ? *prefix != 's' : !die_is_signed(type)))
		return unavailable_type(type, "it was widened from a number with a sign, which a "
					      "fetch argument cannot do");
	return NULL;
}

/*
 * Bits of a number. The kernel fills up with zeros, whatever the sign, so that signed ones are had
 * only by who asks for the bits as such.
 */
static struct sonde_error *bits_type(struct field *field, Dwarf_Die *type, char prefix,
				     struct str *out)
{
	struct operand *operand = &field->operand;
	const bool is_signed = prefix ? prefix == 's' : operand->bits_signed;
	unsigned size;

	if (operand_uncut(operand, &size)) {
		str_appendf(out, "%c%u", prefix ? prefix : is_signed ? 's' : 'x', size);
		return NULL;
	}
	if (is_signed)
		return unavailable_type(type,
					"the kernel cuts out bits without their sign; as bits "
					"they are had by :x behind it");
	str_appendf(out, "b%u@%u/%u", operand->bit_size, operand->bit_offset,
		    operand->bit_container);
	return NULL;
}

/* What is behind the number in memory is read with it, which does no harm to a kernel. */
static void to_bits(struct operand *operand, uint64_t bits)
{
	operand->bit_size = (unsigned)bits;
	operand->bit_container = operand->in_memory && bits < 32 ? 32 : 64;
}

/* An array that is not fetched as a whole, and how parts of it are. */
static struct sonde_error *bad_count(struct lookup *lookup, Dwarf_Die *array, unsigned dimension)
{
	_cleanup_str_ struct str why = STR_INIT;
	Dwarf_Die element, peeled;
	struct scalar scalar;
	uint64_t count;
	const bool is_empty = die_array_count(array, dimension, &count) && count == 0;

	str_append(&why, "the kernel fetches arrays of 1 to 64 elements: name one by its index");
	if (!is_empty && die_type(array, &element) && die_peel(&element, &peeled) &&
	    !is_composite(&peeled)) {
		_cleanup_error_ struct sonde_error *error = scalar_of(lookup, &peeled, 0, &scalar);

		if (!error && !is_odd(scalar.bits / 8))
			str_appendf(&why, ", or the first ones by :%c%" PRIu64 "[%d]",
				    scalar.prefix, scalar.bits, ARRAY_COUNT_MAX);
		if (die_is_char(&peeled))
			str_append(&why, ", or a text by :string");
	}
	TRY(str_check(&why));
	return unavailable_type(array, str_text(&why));
}

/* The type of the elements that are left of an array after the dimensions indexed already. */
static struct sonde_error *element_of(const struct field *field, Dwarf_Die *array, uint64_t *count,
				      Dwarf_Die *ret)
{
	Dwarf_Die element;
	uint64_t size;

	if (!field->operand.in_memory)
		return unavailable_type(array, "an array is not fetched from a register");
	if (!die_array_count(array, field->dimensions_done, count) || *count == 0 ||
	    *count > ARRAY_COUNT_MAX)
		return bad_count(field->context->lookup, array, field->dimensions_done);
	if (!die_type(array, &element) || !die_peel(&element, ret))
		return unavailable_type(array, "its elements have no type");
	if (dwarf_tag(ret) == DW_TAG_array_type)
		return unavailable_type(array, "name one of its arrays by its index");
	if (member_is_aggregate(ret) && lookup_byte_size(field->context->lookup, ret, &size) &&
	    !is_number(size))
		return unavailable_type(array, "name a member of one of its elements, as in "
					       "[0].MEMBER");
	return NULL;
}

/* Numbers without their point are of use to who asks for them as such. */
static struct sonde_error *check_float(const struct field *field, Dwarf_Die *type, char prefix)
{
	if (!die_is_float(type) || prefix == 'x' || prefix == 'u')
		return NULL;
	return unavailable_type(type, field->operand.in_memory
					      ? "the kernel cannot fetch floating-point numbers; "
						"its bits are had by :x behind it"
					      : "the kernel cannot fetch floating-point numbers");
}

/* With prefix 0 the sign of the type decides. */
static struct sonde_error *default_type(struct field *field, char prefix, struct str *out)
{
	Dwarf_Die declared = field->type, type;
	struct scalar scalar;
	uint64_t count = 0;

	if (!field->has_type || !die_peel(&declared, &type))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it has no type (void)");
	if (dwarf_tag(&type) == DW_TAG_array_type) {
		Dwarf_Die array = type;

		TRY(element_of(field, &array, &count, &type));
	}
	TRY(check_float(field, &type, prefix));
	TRY(scalar_of(field->context->lookup, &type, prefix, &scalar));
	if (count && is_odd(scalar.bits / 8))
		return unavailable_type(&type,
					"arrays are fetched of numbers of 1, 2, 4 or 8 bytes");
	if (is_odd(scalar.bits / 8) && !field->operand.bit_size)
		to_bits(&field->operand, scalar.bits);
	if (field->operand.bit_size) {
		TRY(keep_widened(field, &type, scalar.bits, &prefix));
		return bits_type(field, &type, prefix, out);
	}
	str_appendf(out, "%c%" PRIu64, prefix ? prefix : scalar.prefix, scalar.bits);
	if (count)
		str_appendf(out, "[%" PRIu64 "]", count);
	return NULL;
}

/* `u16` for bits that are such a number. */
static bool is_wish_of_bits(const struct field *field, const char *wish)
{
	char *end;

	return strchr("usx", wish[0]) && strtoul(wish + 1, &end, 10) == field->operand.bit_size &&
	       !*end;
}

/* Whether the kernel can fetch the field as a type that is taken as it was given. */
static struct sonde_error *check_wish(struct field *field, const char *wish)
{
	unsigned size;

	if (field->operand.bit_size && is_wish_of_bits(field, wish) &&
	    operand_uncut(&field->operand, &size))
		return NULL;
	if (field->operand.bit_size)
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"it is bits of a number, which %s does not cut out: write :x "
			"or no type",
			wish);
	if (strncmp(wish, "string[", 7) == 0 || strncmp(wish, "ustring[", 8) == 0)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "arrays of strings are not fetched: name one by its index");
	if (strchr(wish, '[') && !field->operand.in_memory)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "an array is fetched from memory only: for what a pointer "
				       "points to, write [0] behind it");
	return NULL;
}

struct sonde_error *type_of_field(struct field *field, const char *wish, char **ret)
{
	_cleanup_str_ struct str out = STR_INIT;

	if (wish && (strcmp(wish, "string") == 0 || strcmp(wish, "ustring") == 0)) {
		TRY(to_string(field));
		str_append(&out, wish);
	} else if (!wish || (strchr("usx", wish[0]) && wish[1] == '\0')) {
		TRY(default_type(field, wish ? wish[0] : '\0', &out));
	} else {
		TRY(check_wish(field, wish));
		str_append(&out, wish);
	}
	return str_take(&out, ret);
}
