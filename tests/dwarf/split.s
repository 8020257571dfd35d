/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variables that are not whole: split into pieces, cut out of registers, pointers of which only the
 * target is left; functions that return in other ways than most; x86-64. The kernel whose image this
 * is keeps arguments until the return.
 */
	.include "dwarf.inc"

	.text
	.globl split, cut, pointing, returning, altered, keeping, referring
	.type split, @function
split:
	.fill 16, 1, 0x90
split_end:
	.size split, . - split

	.type cut, @function
cut:
	.fill 16, 1, 0x90
cut_end:
	.size cut, . - cut

	.type pointing, @function
pointing:
	.fill 16, 1, 0x90
pointing_end:
	.size pointing, . - pointing

	.type returning, @function
returning:
	.fill 16, 1, 0x90
returning_end:
	.size returning, . - returning

	.type altered, @function
altered:
	.fill 16, 1, 0x90
altered_end:
	.size altered, . - altered

	.type keeping, @function
keeping:
	.cfi_sections .debug_frame
	.cfi_startproc
	.fill 4, 1, 0x90
	.cfi_offset 3, -16
	.fill 12, 1, 0x90
	.cfi_endproc
keeping_end:
	.size keeping, . - keeping

	.type referring, @function
referring:
	.fill 16, 1, 0x90
referring_end:
	.size referring, . - referring

	.data
	.globl counter
	.type counter, @object
counter:
	.quad	0
	.size counter, . - counter

	.section .rodata, "a", @progbits
	.type readme_msg, @object
readme_msg:
	.asciz	"\t kernel return probes support: $retval, $arg<N>, $comm\n"
	.size readme_msg, . - readme_msg

	.section .debug_abbrev, "", @progbits
abbrevs:
	abbrev	1, 0x11, 1, AT_name, FORM_string, AT_language, FORM_data1, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4
	abbrev	2, 0x2e, 1, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4, AT_type, FORM_ref4
	abbrev	3, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_exprloc
	abbrev	4, 0x24, 0, AT_name, FORM_string, AT_byte_size, FORM_udata, AT_encoding, FORM_data1
	abbrev	5, 0x0f, 0, AT_byte_size, FORM_data1, AT_type, FORM_ref4
	abbrev	6, 0x13, 1, AT_name, FORM_string, AT_byte_size, FORM_udata
	abbrev	7, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_data_member_location, FORM_udata
	abbrev	8, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_bit_size, FORM_data1, AT_data_bit_offset, FORM_udata
	abbrev	9, 0x34, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_exprloc
	abbrev	10, 0x01, 1, AT_type, FORM_ref4
	abbrev	11, 0x21, 0, AT_upper_bound, FORM_data1
	abbrev	12, 0x2e, 1, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4, AT_type, FORM_ref4, AT_calling_convention, FORM_data1
	abbrev	13, 0x10, 0, AT_type, FORM_ref4
	abbrev	15, 0x1c, 0, AT_type, FORM_ref4, AT_data_member_location, FORM_udata
	abbrev	16, 0x1c, 0, AT_type, FORM_ref4, AT_data_member_location, FORM_exprloc
	abbrev	14, 0x02, 1, AT_name, FORM_string, AT_byte_size, FORM_udata, AT_calling_convention, FORM_data1
	.byte	0

	.section .debug_info, "", @progbits
cu:
	.long	cu_end - cu_start
cu_start:
	.short	5
	.byte	1, 8
	.long	abbrevs
	.uleb128 1
	.asciz	"split.c"
	.byte	0x0c
	.quad	split
	.long	referring_end - split

type_int:
	.uleb128 4
	.asciz	"int"
	.uleb128 4
	.byte	5
type_uint:
	.uleb128 4
	.asciz	"unsigned int"
	.uleb128 4
	.byte	7
type_long:
	.uleb128 4
	.asciz	"long"
	.uleb128 8
	.byte	5
type_ulong:
	.uleb128 4
	.asciz	"unsigned long"
	.uleb128 8
	.byte	7
type_bool:
	.uleb128 4
	.asciz	"_Bool"
	.uleb128 1
	.byte	2
type_ints:
	.uleb128 10
	reference type_int
	.uleb128 11
	.byte	1
	.byte	0
type_parts:
	.uleb128 6
	.asciz	"parts"
	.uleb128 24
	.uleb128 7
	.asciz	"wide"
	reference type_ulong
	.uleb128 0
	.uleb128 7
	.asciz	"first"
	reference type_int
	.uleb128 8
	.uleb128 7
	.asciz	"second"
	reference type_int
	.uleb128 12
	.uleb128 8
	.asciz	"bits"
	reference type_uint
	.byte	3
	.uleb128 64 + 5
	.uleb128 8
	.asciz	"sign"
	reference type_int
	.byte	8
	.uleb128 64 + 8
	.uleb128 7
	.asciz	"self"
	reference type_parts_pointer
	.uleb128 16
	.uleb128 7
	.asciz	"ints"
	reference type_ints
	.uleb128 8
	.byte	0
type_fields:
	.uleb128 6
	.asciz	"fields"
	.uleb128 8
	.uleb128 8
	.asciz	"low"
	reference type_ulong
	.byte	32
	.uleb128 0
	.uleb128 8
	.asciz	"count"
	reference type_ulong
	.byte	8
	.uleb128 32
	.uleb128 8
	.asciz	"third"
	reference type_ulong
	.byte	3
	.uleb128 42
	.uleb128 8
	.asciz	"last"
	reference type_ulong
	.byte	16
	.uleb128 48
	.byte	0
type_parts_pointer:
	.uleb128 5
	.byte	8
	reference type_parts
type_virtual:
	.uleb128 6
	.asciz	"virtual"
	.uleb128 8
	.uleb128 7
	.asciz	"somewhere"
	reference type_long
	.uleb128 0
	.byte	0
type_derived:
	.uleb128 6
	.asciz	"derived"
	.uleb128 40
	.uleb128 15
	reference type_parts
	.uleb128 8
	.uleb128 16
	reference type_virtual
	.uleb128 2
	.byte	DW_OP_dup, DW_OP_deref
	.uleb128 7
	.asciz	"own"
	reference type_long
	.uleb128 32
	.byte	0
type_reference:
	.uleb128 13
	reference type_parts
type_int_reference:
	.uleb128 13
	reference type_int
type_handle:
	.uleb128 14
	.asciz	"handle"
	.uleb128 8
	.byte	4
	.uleb128 7
	.asciz	"number"
	reference type_long
	.uleb128 0
	.byte	0
type_parts_pointer_pointer:
	.uleb128 5
	.byte	8
	reference type_parts_pointer
type_long_pointer:
	.uleb128 5
	.byte	8
	reference type_long

/* Pieces: of registers, of memory, of constants, of nothing. */
	.uleb128 2
	.asciz	"split"
	.quad	split
	.long	split_end - split
	reference type_int
	param	registers, type_parts, DW_OP_reg5, DW_OP_piece, 8, DW_OP_reg4, DW_OP_piece, 8, DW_OP_reg0 + 1, DW_OP_piece, 8
	param	memory, type_parts, DW_OP_breg7, 0x10, DW_OP_piece, 8, DW_OP_breg5, 0, DW_OP_piece, 16
	param	hole, type_parts, DW_OP_piece, 8, DW_OP_reg4, DW_OP_piece, 8, DW_OP_piece, 8
	param	constants, type_parts, DW_OP_lit4, DW_OP_stack_value, DW_OP_piece, 8, DW_OP_implicit_value, 4, 0xfe, 0xff, 0xff, 0xff, DW_OP_piece, 4
	param	computed, type_parts, DW_OP_breg5, 0, DW_OP_breg4, 0, DW_OP_plus, DW_OP_stack_value, DW_OP_piece, 8, DW_OP_reg4, DW_OP_piece, 16
	param	number, type_ulong, DW_OP_reg5, DW_OP_piece, 4, DW_OP_reg4, DW_OP_piece, 4
	param	gone, type_parts, DW_OP_piece, 8, DW_OP_piece, 16
	param	unfinished, type_parts, DW_OP_reg5, DW_OP_piece, 8, DW_OP_reg4
	param	odd_bits, type_parts, DW_OP_reg5, DW_OP_bit_piece, 8, 8
	param	nothing, type_parts, DW_OP_reg5, DW_OP_piece, 0
	param	fields, type_fields, DW_OP_lit0, DW_OP_stack_value, DW_OP_piece, 4, DW_OP_lit4, DW_OP_stack_value, DW_OP_piece, 1, DW_OP_reg4, DW_OP_piece, 1, DW_OP_breg5, 16, DW_OP_piece, 2
	.byte	0

/* Masks and shifts: what they leave are bits of a register, or of memory. */
	.uleb128 2
	.asciz	"cut"
	.quad	cut
	.long	cut_end - cut
	reference type_int
	param	low, type_uint, DW_OP_breg5, 0, DW_OP_const1u, 0xff, DW_OP_and, DW_OP_stack_value
	param	low_mirrored, type_uint, DW_OP_const1u, 0xff, DW_OP_breg5, 0, DW_OP_and, DW_OP_stack_value
	param	all_of_it, type_uint, DW_OP_breg5, 0, DW_OP_const4u, 0xff, 0xff, 0xff, 0xff, DW_OP_and, DW_OP_stack_value
	param	widened, type_ulong, DW_OP_breg5, 0, DW_OP_const4u, 0xff, 0xff, 0xff, 0xff, DW_OP_and, DW_OP_stack_value
	param	flag, type_bool, DW_OP_breg5, 0, DW_OP_lit0 + 1, DW_OP_and, DW_OP_stack_value
	param	none, type_uint, DW_OP_breg5, 0, DW_OP_lit0, DW_OP_and, DW_OP_stack_value
	param	in_the_middle, type_uint, DW_OP_breg5, 0, DW_OP_lit0 + 6, DW_OP_and, DW_OP_stack_value
	param	twice, type_uint, DW_OP_breg5, 0, DW_OP_const1u, 0xff, DW_OP_and, DW_OP_lit0 + 15, DW_OP_and, DW_OP_stack_value
	param	sign, type_int, DW_OP_breg5, 0, DW_OP_const1u, 56, DW_OP_shl, DW_OP_const1u, 56, DW_OP_shra, DW_OP_stack_value
	param	sign_of_long, type_long, DW_OP_breg5, 0, DW_OP_const1u, 32, DW_OP_shl, DW_OP_const1u, 32, DW_OP_shra, DW_OP_stack_value
	param	sign_of_uint, type_uint, DW_OP_breg5, 0, DW_OP_const1u, 56, DW_OP_shl, DW_OP_const1u, 56, DW_OP_shra, DW_OP_stack_value
	param	sign_dropped, type_uint, DW_OP_breg5, 0, DW_OP_const1u, 32, DW_OP_shl, DW_OP_const1u, 32, DW_OP_shra, DW_OP_stack_value
	param	shifted, type_uint, DW_OP_breg5, 0, DW_OP_lit0 + 3, DW_OP_shr, DW_OP_stack_value
	param	shifted_signed, type_int, DW_OP_breg5, 0, DW_OP_lit0 + 3, DW_OP_shra, DW_OP_stack_value
	param	shifted_masked, type_uint, DW_OP_breg5, 0, DW_OP_lit0 + 3, DW_OP_shr, DW_OP_lit0 + 7, DW_OP_and, DW_OP_stack_value
	param	shifted_out, type_uint, DW_OP_breg5, 0, DW_OP_const1u, 0xff, DW_OP_and, DW_OP_lit8, DW_OP_shr, DW_OP_stack_value
	param	left, type_uint, DW_OP_breg5, 0, DW_OP_lit0 + 3, DW_OP_shl, DW_OP_stack_value
	param	cut_then_added, type_uint, DW_OP_breg5, 0, DW_OP_lit0 + 15, DW_OP_and, DW_OP_lit8, DW_OP_plus, DW_OP_stack_value
	param	added_then_cut, type_uint, DW_OP_breg5, 8, DW_OP_lit0 + 15, DW_OP_and, DW_OP_stack_value
	param	memory, type_uint, DW_OP_breg5, 8, DW_OP_deref, DW_OP_const1u, 0xff, DW_OP_and, DW_OP_stack_value
	param	memory_byte, type_uint, DW_OP_breg5, 8, DW_OP_deref_size, 1, DW_OP_stack_value
	param	memory_byte_added, type_uint, DW_OP_breg5, 8, DW_OP_deref_size, 1, DW_OP_lit8, DW_OP_plus, DW_OP_stack_value
	param	memory_three, type_uint, DW_OP_breg5, 8, DW_OP_deref_size, 3, DW_OP_stack_value
	param	memory_through, type_uint, DW_OP_breg5, 8, DW_OP_deref_size, 4, DW_OP_deref
	param	address_cut, type_uint, DW_OP_breg5, 0, DW_OP_lit0 + 15, DW_OP_and
	param	constant, type_uint, DW_OP_const1u, 0xf0, DW_OP_lit4, DW_OP_shr, DW_OP_stack_value
	param	constant_signed, type_int, DW_OP_const1s, 0xf0, DW_OP_lit4, DW_OP_shra, DW_OP_stack_value
	param	pointer_cut, type_parts_pointer, DW_OP_breg5, 0, DW_OP_const4u, 0xff, 0xff, 0xff, 0xff, DW_OP_and, DW_OP_stack_value
	.byte	0

/* Pointers of which only the target is left. */
	.uleb128 2
	.asciz	"pointing"
	.quad	pointing
	.long	pointing_end - pointing
	reference type_int
target:
	.uleb128 9
	.asciz	"target"
	reference type_parts
	.uleb128 2
	.byte	DW_OP_breg7, 16
in_pieces:
	.uleb128 9
	.asciz	"in_pieces"
	reference type_parts
	.uleb128 6
	.byte	DW_OP_reg5, DW_OP_piece, 8, DW_OP_reg4, DW_OP_piece, 8
	param_implicit to_target, type_parts_pointer, target, 0
	param_implicit to_pieces, type_parts_pointer, in_pieces, 0
	param_implicit to_second, type_long_pointer, in_pieces, 8
	param_implicit before, type_long_pointer, target, -8
	param_implicit to_pointer, type_parts_pointer_pointer, chained, 0
chained:
	param_implicit chained, type_parts_pointer, target, 0
own:
	param_implicit itself, type_parts_pointer, own, 0
	param_implicit to_type, type_parts_pointer, type_parts, 0
	param_implicit to_nothing, type_parts_pointer, cu + 0x7ffffff0, 0
	.byte	0

/* What is known of the entry when the function returns. */
	.uleb128 2
	.asciz	"returning"
	.quad	returning
	.long	returning_end - returning
	reference type_int
	param	first, type_int, DW_OP_reg5
	param	second, type_parts_pointer, DW_OP_reg4
	param	sixth, type_ulong, DW_OP_reg5 + 4
	param	handed_over, type_parts, DW_OP_reg0 + 1, DW_OP_piece, 8, DW_OP_reg0 + 2, DW_OP_piece, 8
	param	was, type_int, DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_stack_value
	param	on_stack, type_int, DW_OP_breg7, 8
	param	elsewhere, type_int, DW_OP_reg0 + 3
	param_address fixed, type_ulong, counter
	.uleb128 9
	.asciz	"local"
	reference type_int
	.uleb128 1
	.byte	DW_OP_reg5
	.byte	0

/* DW_CC_nocall: clang left out an argument, or what is returned. */
	.uleb128 12
	.asciz	"altered"
	.quad	altered
	.long	altered_end - altered
	reference type_parts_pointer
	.byte	3
	param	second, type_int, DW_OP_reg5
	.byte	0

/* A register that is said to be it in all of the function, and is the caller's in some of it. */
	.uleb128 2
	.asciz	"keeping"
	.quad	keeping
	.long	keeping_end - keeping
	reference type_int
	param	untracked, type_ulong, DW_OP_reg0 + 3
	param	argument, type_ulong, DW_OP_reg5
	.byte	0

/*
 * References are what they refer to; a class that is not copied bit by bit (DW_CC_pass_by_reference)
 * is returned in memory.
 */
	.uleb128 2
	.asciz	"referring"
	.quad	referring
	.long	referring_end - referring
	reference type_handle
	param	number, type_int_reference, DW_OP_reg5
	param	parts, type_reference, DW_OP_reg4
	param	derived, type_derived, DW_OP_breg7, 16
	.byte	0
	.byte	0
cu_end:
