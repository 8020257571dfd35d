/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locations and frames that no compiler makes: lists that overlap, go backwards or have no end,
 * expressions within expressions, frame information that refers to itself; x86-64. What an
 * expression alone can be is in expr.s.
 */
	.include "hostile.inc"

	.section .debug_abbrev, "", @progbits
abbrevs:
	common_abbrevs
	abbrev	32, 0x2e, 1, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8, AT_frame_base, FORM_exprloc
	abbrev	33, 0x2e, 1, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8, AT_frame_base, FORM_sec_offset
	abbrev	34, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_loclistx
	abbrev	35, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_string
	abbrev	36, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_data1
	abbrev	37, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_const_value, FORM_ref4
	abbrev	38, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_block1
	.byte	0

	.section .debug_loclists, "", @progbits
	.long	lists_end - lists_start
lists_start:
	.short	5
	.byte	8, 0
	.long	0
/* DW_LLE_start_end, and an expression. */
	.macro entry start, end, expression:vararg
	.byte	7
	.quad	\start, \end
	.uleb128 92f - 91f
91:	.byte	\expression
92:
	.endm
list_overlapping:
	entry	lists, lists + 16, DW_OP_reg5
	entry	lists, lists + 8, DW_OP_reg4
	entry	lists + 4, lists + 16, DW_OP_reg0
	.byte	0
list_backwards:
	entry	lists + 16, lists, DW_OP_reg5
	.byte	0
list_nowhere:
	entry	lists + 4, lists + 4, DW_OP_reg5
	.byte	0
list_everywhere:
	entry	0, 0xffffffffffffffff, DW_OP_reg5
	.byte	0
list_many:
	.rept	2000
	entry	lists, lists + 1, DW_OP_reg5
	.endr
	.byte	0
/* DW_LLE_base_addressx, DW_LLE_startx_length: there is no .debug_addr. */
list_indexed:
	.byte	1
	.uleb128 7
	.byte	3
	.uleb128 7
	.uleb128 7
	.uleb128 1
	.byte	DW_OP_reg5
	.byte	0
list_unknown:
	.byte	0x77, 1, 2, 3, 0
/* The frame base is where the frame base is. */
list_frame_base:
	.byte	5
	.uleb128 2
	.byte	DW_OP_fbreg, 0
	.byte	0
/* An expression that ends after the section does. */
list_cut:
	.byte	5
	.uleb128 0x7fff
	.byte	DW_OP_reg5
/* A length that as a negative number leads back to the entry; one longer than libdw reads. */
list_negative:
	.byte	8
	.quad	lists + 32
	.uleb128 1
	.uleb128 0xffffffffffffffec
	entry	lists, lists + 16, DW_OP_reg5
	.byte	0
list_long:
	.byte	8
	.quad	lists
	.uleb128 1
	.byte	0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0
	.byte	DW_OP_reg5
	.byte	0
list_unended:
	entry	lists, lists + 16, DW_OP_reg5
lists_end:

/* Frames: one common entry for most. */
	.section .debug_frame, "", @progbits
cie:
	.long	cie_end - cie_start
cie_start:
	.long	0xffffffff
	.byte	1, 0
	.uleb128 1
	.sleb128 -8
	.byte	16
	.byte	0x0c, 7, 8
cie_end:
	/* Its augmentation is not known. */
strange_cie:
	.long	strange_cie_end - strange_cie_start
strange_cie_start:
	.long	0xffffffff
	.byte	1
	.asciz	"strange"
	.uleb128 1
	.sleb128 -8
	.byte	16
	.byte	0x0c, 7, 8
strange_cie_end:
	.macro frame function, cie, instructions:vararg
	.long	94f - 93f
93:	.long	\cie - cie
	.quad	\function, 16
	.byte	\instructions
94:
	.endm
	frame	cfa_self, cie, 0x0f, 1, DW_OP_call_frame_cfa
	frame	cfa_frame, cie, 0x0f, 2, DW_OP_fbreg, 0
	frame	cfa_cut, cie, 0x0f, 0x7f, DW_OP_breg7
	frame	cfa_underflow, cie, 0x0f, 1, DW_OP_plus
	frame	cfa_unknown, cie, 0x3f, 0x3e, 0x3d
	frame	cfa_register, cie, 0x0c, 0xff, 0xff, 0xff, 0xff, 0x0f, 8
	frame	cfa_restored, cie, 0x0b, 0x0b, 0x0b
	frame	cfa_remembered, cie, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a
	frame	cfa_strange, strange_cie, 0
	frame	cfa_no_cie, cie + 0x7ffffff, 0

	begin_unit
t_int:
	base	"int", 4, 5

	function lists
	.macro listed name, list
	.uleb128 D_PARAM_LIST
	.asciz	"\name"
	reference t_int
	.long	\list
	.endm
	listed	overlapping, list_overlapping
	listed	backwards, list_backwards
	listed	nowhere, list_nowhere
	listed	everywhere, list_everywhere
	listed	many, list_many
	listed	indexed, list_indexed
	listed	unknown, list_unknown
	listed	cut, list_cut
	listed	negative, list_negative
	listed	long, list_long
	listed	unended, list_unended
	listed	header, 0
	listed	end, lists_end
	listed	outside, 0x7fffffff
	.uleb128 34
	.asciz	"number"
	reference t_int
	.uleb128 0
	.uleb128 34
	.asciz	"number_huge"
	reference t_int
	.uleb128 0xffffffffffffffff
	.uleb128 35
	.asciz	"text"
	reference t_int
	.asciz	"location"
	.uleb128 36
	.asciz	"digit"
	reference t_int
	.byte	7
	.uleb128 37
	.asciz	"reference"
	reference t_int
	.long	0
	.uleb128 38
	.asciz	"block"
	reference t_int
	.byte	1, DW_OP_reg5
	end

/* Expressions within expressions: entry_value in entry_value, and so on. */
	function nested
	param	entry, t_int, DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_stack_value
	param	entry_two, t_int, DW_OP_entry_value, 3, DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_stack_value
	/* Each layer is two bytes more. */
	.uleb128 D_PARAM
	.asciz	"entry_many"
	reference t_int
	.uleb128 102
	.set	left, 99
	.rept	50
	.byte	DW_OP_entry_value, left
	.set	left, left - 2
	.endr
	.byte	DW_OP_reg5, DW_OP_stack_value
	param	entry_long, t_int, DW_OP_entry_value, 0x7f, DW_OP_reg5
	param	entry_empty, t_int, DW_OP_entry_value, 0, DW_OP_stack_value
	param	entry_unknown, t_int, DW_OP_entry_value, 1, DW_OP_hi_user, DW_OP_stack_value
	param	piece_huge, t_int, DW_OP_reg5, DW_OP_piece, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1
	param	piece_none, t_int, DW_OP_piece, 0
	param	pieces_short, t_int, DW_OP_reg5, DW_OP_piece, 1
	param	implicit_none, t_int, DW_OP_implicit_value, 0
	param	implicit_cut, t_int, DW_OP_implicit_value, 0x7f, 1, 2
	param	pointer_outside, t_int, DW_OP_implicit_pointer, 0xff, 0xff, 0xff, 0x7f, 0
	param	convert, t_int, DW_OP_breg5, 0, 0xa8, 0xff, 0xff, 0xff, 0x7f, DW_OP_stack_value
	param	jump_back, t_int, DW_OP_breg5, 0, 0x2f, 0xfb, 0xff, DW_OP_stack_value
	param	jump_away, t_int, DW_OP_breg5, 0, 0x2f, 0xff, 0x7f, DW_OP_stack_value
	param	call, t_int, 0x98, 0, 0
	param	call_far, t_int, 0x9a, 0xff, 0xff, 0xff, 0x7f
	param	addrx, t_int, DW_OP_addrx, 7
	/* The longest: thousands of constants that are dropped again. */
	.uleb128 D_PARAM
	.asciz	"long"
	reference t_int
	.uleb128 20002
	.rept	10000
	.byte	DW_OP_lit0, DW_OP_drop
	.endr
	.byte	DW_OP_breg5, 0
	.uleb128 D_PARAM
	.asciz	"derefs"
	reference t_int
	.uleb128 10002
	.byte	DW_OP_breg5, 0
	.fill	10000, 1, DW_OP_deref
	end

	.macro framed name, base:vararg
	code	\name
	.uleb128 32
	.asciz	"\name"
	.quad	\name, 16
	.uleb128 92f - 91f
91:	.byte	\base
92:
	param	v, t_int, DW_OP_fbreg, 8
	end
	.endm
	framed	base_empty, DW_OP_nop
	framed	base_self, DW_OP_fbreg, 0
	framed	base_twice, DW_OP_fbreg, 0, DW_OP_fbreg, 0, DW_OP_plus
	framed	base_entry, DW_OP_entry_value, 2, DW_OP_fbreg, 0
	framed	base_piece, DW_OP_reg5, DW_OP_piece, 8
	framed	base_constant, DW_OP_lit8
	framed	base_cut, DW_OP_breg5
	framed	cfa_self, DW_OP_call_frame_cfa
	framed	cfa_frame, DW_OP_call_frame_cfa
	framed	cfa_cut, DW_OP_call_frame_cfa
	framed	cfa_underflow, DW_OP_call_frame_cfa
	framed	cfa_unknown, DW_OP_call_frame_cfa
	framed	cfa_register, DW_OP_call_frame_cfa
	framed	cfa_restored, DW_OP_call_frame_cfa
	framed	cfa_remembered, DW_OP_call_frame_cfa
	framed	cfa_strange, DW_OP_call_frame_cfa
	framed	cfa_no_cie, DW_OP_call_frame_cfa
	framed	cfa_none, DW_OP_call_frame_cfa
	code	base_list
	.uleb128 33
	.asciz	"base_list"
	.quad	base_list, 16
	.long	list_frame_base
	param	v, t_int, DW_OP_fbreg, 8
	end
	code	base_outside
	.uleb128 33
	.asciz	"base_outside"
	.quad	base_outside, 16
	.long	0x7fffffff
	param	v, t_int, DW_OP_fbreg, 8
	end
	end_unit
