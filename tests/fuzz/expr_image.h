/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * An image around one piece of DWARF, mostly a location expression, that can be anything: the
 * function `f` with the parameter `v` that depends on it.
 */
#ifndef TESTS_FUZZ_EXPR_IMAGE_H
#define TESTS_FUZZ_EXPR_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/** Where the bytes go. */
enum expr_place {
	/** DW_AT_location of v, an expression. */
	EXPR_LOCATION,
	/** DW_AT_location of v, the entries of a list (DWARF 5, 7.7.3). */
	EXPR_LIST,
	/** DW_AT_frame_base of f, from which v counts. */
	EXPR_FRAME_BASE,
	/** DW_CFA_def_cfa_expression at f, from which v counts. */
	EXPR_CFA,
	/** All of the call frame instructions of f. */
	EXPR_FRAME,
	/** DW_AT_data_member_location of `value` of struct node. */
	EXPR_MEMBER,
	/** DW_OP_entry_value in DW_AT_location of v. */
	EXPR_ENTRY_VALUE,
	/** DW_AT_const_value of v, a block. */
	EXPR_CONSTANT,
	/** DW_AT_upper_bound of the array type. */
	EXPR_BOUND,
	EXPR_PLACES,
};

/** Of what type v and what f returns are. */
enum expr_type {
	EXPR_INT,
	EXPR_ULONG,
	EXPR_CHAR_POINTER,
	EXPR_NODE_POINTER,
	EXPR_NODE,
	EXPR_ARRAY,
	EXPR_INT128,
	EXPR_TYPES,
};

struct expr_input {
	enum expr_place place;
	enum expr_type type;
	/** EM_X86_64 or EM_AARCH64. */
	uint16_t machine;
	const uint8_t *bytes;
	size_t size;
};

/** Append the image to @p out. */
void expr_image_write(const struct expr_input *input, struct str *out);

#endif /* TESTS_FUZZ_EXPR_IMAGE_H */
