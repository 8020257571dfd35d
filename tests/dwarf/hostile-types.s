/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types that no compiler makes: in cycles, of absurd sizes, without what every type has, and
 * references that lead to no type; x86-64. A parameter of `types` for each, in a register.
 */
	.include "hostile.inc"

	.section .debug_abbrev, "", @progbits
abbrevs:
	common_abbrevs
	abbrev	32, 0x24, 0
	abbrev	33, 0x24, 0, AT_name, FORM_string, AT_byte_size, FORM_udata
	abbrev	34, 0x13, 1, AT_name, FORM_string
	abbrev	35, 0x0d, 0, AT_name, FORM_string, AT_data_member_location, FORM_data8
	abbrev	36, 0x13, 0, AT_name, FORM_string, AT_specification, FORM_ref4
	abbrev	37, 0x13, 0, AT_name, FORM_string, AT_signature, FORM_ref_sig8
	abbrev	38, 0x04, 0, AT_name, FORM_string, AT_type, FORM_ref4
	abbrev	39, 0x24, 0, AT_name, FORM_strp, AT_byte_size, FORM_udata, AT_encoding, FORM_data1
	abbrev	40, 0x24, 0, AT_name, FORM_strx1, AT_byte_size, FORM_udata, AT_encoding, FORM_data1
	abbrev	41, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_data_member_location, FORM_block1
	abbrev	42, 0x21, 0, AT_count, FORM_exprloc
	abbrev	43, 0x21, 0, AT_type, FORM_ref4
	abbrev	44, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref_addr, AT_location, FORM_exprloc
	abbrev	45, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref_sig8, AT_location, FORM_exprloc
	abbrev	46, 0x13, 1, AT_byte_size, FORM_data8
	abbrev	47, 0x01, 0
	.byte	0

	begin_unit

t_int:
	base	"int", 4, 5
t_char:
	base	"char", 1, 6

/* Cycles. */
t_typedef_self:
	typedef	"typedef_self", t_typedef_self
t_const_self:
	.uleb128 D_CONST
	reference t_const_self
t_pointer_self:
	pointer	t_pointer_self
t_array_self:
	.uleb128 D_ARRAY
	reference t_array_self
	.uleb128 D_COUNT
	.quad	2
	end
t_array_other:
	.uleb128 D_ARRAY
	reference t_array_typedef
	.uleb128 D_COUNT
	.quad	4
	end
t_array_typedef:
	typedef	"array_typedef", t_array_other
t_struct_self:
	struct	"struct_self", 8
	member	"self", t_struct_self, 0
	member	"at", t_struct_self, 4
	end
t_struct_self_pointer:
	pointer	t_struct_self
t_union_pair:
	struct	"one", 8
	anonymous t_union_other, 1
	end
t_union_other:
	struct	"other", 8
	anonymous t_union_pair, 1
	end
t_union_pair_pointer:
	pointer	t_union_pair
t_enum_self:
	.uleb128 38
	.asciz	"enum_self"
	reference t_enum_self
t_specified:
	.uleb128 36
	.asciz	"specified"
	reference t_specified
t_specified_pointer:
	pointer	t_specified
t_subrange_self:
	.uleb128 D_ARRAY
	reference t_int
t_subrange:
	.uleb128 43
	reference t_subrange
	end

/* Nested deeper than anybody does. */
	.set	depth, 1000
	.rept	999
	.uleb128 D_TYPEDEF
	.asciz	"chained"
	.long	. - cu + 4
	.endr
	.uleb128 D_TYPEDEF
	.asciz	"chained"
	reference t_int
	.set	t_chained, . - 1000 * (1 + 8 + 4)
t_pointers:
	.rept	1000
	.uleb128 D_POINTER
	.long	. - cu + 4
	.endr
	.uleb128 D_POINTER
	reference t_int
t_deep:
	/* Each holds the next one, which stands right behind it: 1 + 8 + 1 + 4 + 8 + 1 bytes. */
	.rept	1000
	.uleb128 46
	.quad	8
	.uleb128 D_ANONYMOUS
	.long	. - cu + 4 + 8 + 1
	.quad	1
	.byte	0
	.endr
	struct	"innermost", 8
	member	"deepest", t_int, 0
	end
t_deep_pointer:
	pointer	t_deep
t_dimensions:
	.uleb128 D_ARRAY
	reference t_int
	.rept	1000
	.uleb128 D_COUNT
	.quad	2
	.endr
	end

/* Absurd sizes and places. */
t_huge:
	struct	"huge", 0x8000000000000000
	member	"first", t_int, 0
	member	"middle", t_int, 0x4000000000000000
	member	"last", t_int, 0x7fffffffffffffff
	member	"over", t_int, 0x8000000000000000
	member	"end", t_int, 0xffffffffffffffff
	member	"huge", t_huge_number, 8
	end
t_huge_pointer:
	pointer	t_huge
t_huge_number:
	base	"huge number", 0xffffffffffffffff, 7
t_no_bytes:
	base	"no bytes", 0, 7
t_elements:
	.uleb128 D_ARRAY
	reference t_int
	.uleb128 D_COUNT
	.quad	0xffffffffffffffff
	end
t_elements_huge:
	.uleb128 D_ARRAY
	reference t_huge
	.uleb128 D_COUNT
	.quad	0xffffffffffffffff
	.uleb128 D_COUNT
	.quad	0xffffffffffffffff
	end
t_no_elements:
	.uleb128 D_ARRAY
	reference t_int
	.uleb128 D_COUNT
	.quad	0
	end
t_bits:
	struct	"bits", 8
	bits	"zero", t_int, 0, 0
	bits	"wide", t_int, 65, 0
	bits	"absurd", t_int, 0x10000000000, 0
	bits	"far", t_int, 3, 0xffffffffffffffff
	bits	"farther", t_int, 3, 0x8000000000000000
	bits	"of_pointer", t_bits_pointer, 3, 1
	bits	"of_struct", t_bits, 3, 1
	bits	"of_nothing", t_typedef_self, 3, 1
	old_bits "before", t_int, 3, 0x8000000000000000
	old_bits "behind", t_int, 3, 0x7fffffffffffffff
	old_bits "outside", t_int, 3, 33
	end
t_bits_pointer:
	pointer	t_bits

/* Without what every type has. */
t_bare:
	.uleb128 32
t_no_encoding:
	.uleb128 33
	.asciz	"no_encoding"
	.uleb128 4
t_no_size:
	.uleb128 34
	.asciz	"no_size"
	member	"first", t_int, 4
	.uleb128 35
	.asciz	"untyped"
	.quad	4
	.uleb128 D_MEMBER
	.asciz	"dangling"
	.long	cu_end - cu
	.quad	0
	.uleb128 41
	.asciz	"block"
	reference t_int
	.byte	3, DW_OP_plus_uconst, 0x80, 0x80
	.uleb128 41
	.asciz	"empty"
	reference t_int
	.byte	0
	end
t_no_size_pointer:
	pointer	t_no_size
t_signed:
	.uleb128 37
	.asciz	"elsewhere"
	.quad	0x1122334455667788
t_signed_pointer:
	pointer	t_signed
t_name_outside:
	.uleb128 39
	.long	0x7fffffff
	.uleb128 4
	.byte	5
t_name_number:
	.uleb128 40
	.byte	200
	.uleb128 4
	.byte	5
t_array_bare:
	.uleb128 47
t_array_count:
	.uleb128 D_ARRAY
	reference t_int
	.uleb128 42
	.uleb128 2
	.byte	DW_OP_fbreg, 0
	end

	function types
	param	typedef_self, t_typedef_self, DW_OP_reg5
	param	const_self, t_const_self, DW_OP_reg5
	param	pointer_self, t_pointer_self, DW_OP_reg5
	param	array_self, t_array_self, DW_OP_breg5, 0
	param	array_other, t_array_other, DW_OP_breg5, 0
	param	struct_self, t_struct_self_pointer, DW_OP_reg5
	param	struct_held, t_struct_self, DW_OP_reg5
	param	pair, t_union_pair_pointer, DW_OP_reg5
	param	enum_self, t_enum_self, DW_OP_reg5
	param	specified, t_specified_pointer, DW_OP_reg5
	param	subrange_self, t_subrange_self, DW_OP_breg5, 0
	param	chained, t_chained, DW_OP_reg5
	param	pointers, t_pointers, DW_OP_reg5
	param	deep, t_deep_pointer, DW_OP_reg5
	param	dimensions, t_dimensions, DW_OP_breg5, 0
	param	huge, t_huge_pointer, DW_OP_reg5
	param	huge_held, t_huge, DW_OP_reg5
	param	huge_number, t_huge_number, DW_OP_reg5
	param	no_bytes, t_no_bytes, DW_OP_reg5
	param	elements, t_elements, DW_OP_breg5, 0
	param	elements_huge, t_elements_huge, DW_OP_breg5, 0
	param	no_elements, t_no_elements, DW_OP_breg5, 0
	param	bits, t_bits_pointer, DW_OP_reg5
	param	bits_held, t_bits, DW_OP_reg5
	param	bare, t_bare, DW_OP_reg5
	param	no_encoding, t_no_encoding, DW_OP_reg5
	param	no_size, t_no_size_pointer, DW_OP_reg5
	param	no_size_held, t_no_size, DW_OP_reg5
	param	elsewhere, t_signed_pointer, DW_OP_reg5
	param	name_outside, t_name_outside, DW_OP_reg5
	param	name_number, t_name_number, DW_OP_reg5
	param	array_bare, t_array_bare, DW_OP_breg5, 0
	param	array_count, t_array_count, DW_OP_breg5, 0
/* What is no type. */
own_type:
	param	own_type, own_type, DW_OP_reg5
	param	of_function, t_function, DW_OP_reg5
	param	of_unit, cu_start + 8, DW_OP_reg5
	param	of_header, cu + 1, DW_OP_reg5
	param	of_middle, t_struct_self + 3, DW_OP_reg5
	param	of_null, t_null, DW_OP_reg5
	param	of_end, cu_end, DW_OP_reg5
	.uleb128 44
	.asciz	"far_reference"
	.long	0x7ffffff0
	.uleb128 1
	.byte	DW_OP_reg5
	.uleb128 45
	.asciz	"signature"
	.quad	0x1122334455667788
	.uleb128 1
	.byte	DW_OP_reg5
t_null:
	end
t_function:
	function other
	end
	end_unit
