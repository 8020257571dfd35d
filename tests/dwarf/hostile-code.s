/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions, blocks and calls that no compiler makes: nested a thousandfold, referring in circles,
 * with ranges that are none, and without what every function has; x86-64.
 */
	.include "hostile.inc"

	.section .debug_abbrev, "", @progbits
abbrevs:
	common_abbrevs
	abbrev	32, 0x2e, 0, AT_name, FORM_string, AT_low_pc, FORM_addr
	abbrev	33, 0x2e, 0, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_addr
	abbrev	34, 0x2e, 1, AT_name, FORM_string, AT_ranges, FORM_sec_offset
	abbrev	35, 0x2e, 1, AT_name, FORM_string, AT_ranges, FORM_rnglistx
	abbrev	36, 0x2e, 1, AT_specification, FORM_ref4, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8
	abbrev	37, 0x2e, 1, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8
	abbrev	38, 0x2e, 1, AT_name, FORM_string, AT_entry_pc, FORM_addr, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8
	abbrev	39, 0x0b, 1, AT_ranges, FORM_sec_offset
	abbrev	40, 0x0b, 1, AT_abstract_origin, FORM_ref4, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8
	abbrev	41, 0x2e, 0, AT_abstract_origin, FORM_ref4
	abbrev	42, 0x2e, 0, AT_name, FORM_string, AT_high_pc, FORM_addr
	abbrev	43, 0x1d, 0
	abbrev	44, 0x2e, 0, AT_name, FORM_data4, AT_low_pc, FORM_data4, AT_high_pc, FORM_string
	.byte	0

	.section .debug_rnglists, "", @progbits
	.long	ranges_end - ranges_start
ranges_start:
	.short	5
	.byte	8, 0
	.long	0
/* DW_RLE_start_end. */
ranges_reversed:
	.byte	6
	.quad	reversed_ranges + 8, reversed_ranges
	.byte	0
ranges_overlapping:
	.rept	100
	.byte	6
	.quad	overlapping, overlapping + 16
	.endr
	.byte	0
ranges_everywhere:
	.byte	6
	.quad	0, 0xffffffffffffffff
	.byte	0
/* DW_RLE_startx_endx: there is no .debug_addr. */
ranges_indexed:
	.byte	2
	.uleb128 1
	.uleb128 2
	.byte	0
/* The last one has no end. */
ranges_unended:
	.byte	6
	.quad	unended, unended + 16
ranges_end:

	begin_unit
t_int:
	base	"int", 4, 5

	function blocks
	param	outer, t_int, DW_OP_reg5
	.rept	100
	.uleb128 D_BLOCK
	.quad	blocks, 16
	.endr
	param	hundredth, t_int, DW_OP_reg4
	.rept	900
	.uleb128 D_BLOCK
	.quad	blocks, 16
	.endr
	param	innermost, t_int, DW_OP_reg0
	.rept	1000
	end
	.endr
	end

/* Each called by the one before, the last one calls another. */
abstract_call:
	.uleb128 D_ABSTRACT
	.asciz	"nested_call"
	.byte	1
	end
abstract_last:
	.uleb128 D_ABSTRACT
	.asciz	"last_call"
	.byte	1
	end
	function calls
	.rept	1000
	.uleb128 D_INLINED
	reference abstract_call
	.quad	calls, 16
	.endr
	.uleb128 D_INLINED
	reference abstract_last
	.quad	calls + 4, 4
	.rept	1001
	end
	.endr
	end

	.rept	1000
	.uleb128 D_NAMESPACE
	.asciz	"n"
	.endr
	function in_namespaces
	end
	.rept	1000
	end
	.endr

	function namesakes
	.rept	3000
	param	same, t_int, DW_OP_reg5
	.endr
	end

/* Names of four letters, each of its own. */
	.macro crowd from, to
	.set	i, \from
	.rept	\to - \from
	.uleb128 D_PARAM
	.byte	'a' + i / 17576 % 26, 'a' + i / 676 % 26, 'a' + i / 26 % 26, 'a' + i % 26, 0
	reference t_int
	.byte	1, DW_OP_reg5
	.set	i, i + 1
	.endr
	.endm
	function crowded
	crowd	0, 2000
	end

/* References in circles. */
	code	origin_self
d_origin_self:
	.uleb128 D_CODE
	reference d_origin_self
	.quad	origin_self, 16
	param	own, t_int, DW_OP_reg5
	end
	code	origin_one
	code	origin_other
d_origin_one:
	.uleb128 D_CODE
	reference d_origin_other
	.quad	origin_one, 16
	end
d_origin_other:
	.uleb128 D_CODE
	reference d_origin_one
	.quad	origin_other, 16
	end
	code	specified_self
d_specified_self:
	.uleb128 36
	reference d_specified_self
	.quad	specified_self, 16
	end
	/* A thousand steps to a name. */
	code	chained
	.uleb128 D_CODE
	.long	. - cu + 4 + 16 + 1
	.quad	chained, 16
	end
	.rept	1000
	.uleb128 41
	.long	. - cu + 4
	.endr
	.uleb128 D_ABSTRACT
	.asciz	"chained"
	.byte	1
	end
	function circles
d_param_self:
	.uleb128 D_ORIGIN_PARAM
	reference d_param_self
	.byte	1, DW_OP_reg5
	/* A block that is a copy of the function it is in, and calls that are copies of it. */
	.uleb128 40
	reference d_circles_block
	.quad	circles, 16
	param	in_block, t_int, DW_OP_reg4
	end
d_circles_block:
	.uleb128 40
	reference d_circles_block
	.quad	circles, 16
	param	in_circle, t_int, DW_OP_reg0
	.uleb128 D_INLINED
	reference d_circles_block
	.quad	circles, 16
	end
	.uleb128 43
	end
	end
	/* A call of what is no function: a type, the unit, nothing. */
	function strange_calls
	.uleb128 D_INLINED
	reference t_int
	.quad	strange_calls, 4
	end
	.uleb128 D_INLINED
	.long	cu_start + 8 - cu
	.quad	strange_calls + 4, 4
	end
	.uleb128 D_INLINED
	.long	0x7fffffff
	.quad	strange_calls + 8, 4
	end
	param	after, t_int, DW_OP_reg5
	end

/* Ranges that are none. */
	code	low_only
	.uleb128 32
	.asciz	"low_only"
	.quad	low_only
	code	high_before
	.uleb128 33
	.asciz	"high_before"
	.quad	high_before
	.quad	high_before - 8
	.uleb128 42
	.asciz	"high_only"
	.quad	low_only + 8
	code	high_absurd
	.uleb128 D_FUNCTION
	.asciz	"high_absurd"
	.quad	high_absurd, 0xffffffffffffffff
	param	there, t_int, DW_OP_reg5
	end
	code	empty
	.uleb128 D_FUNCTION
	.asciz	"empty"
	.quad	empty, 0
	param	there, t_int, DW_OP_reg5
	end
	code	reversed_ranges
	.uleb128 34
	.asciz	"reversed_ranges"
	.long	ranges_reversed
	end
	code	overlapping
	.uleb128 34
	.asciz	"overlapping"
	.long	ranges_overlapping
	param	there, t_int, DW_OP_reg5
	end
	.uleb128 34
	.asciz	"everywhere"
	.long	ranges_everywhere
	param	there, t_int, DW_OP_reg5
	end
	.uleb128 34
	.asciz	"indexed"
	.long	ranges_indexed
	end
	code	unended
	.uleb128 34
	.asciz	"unended"
	.long	ranges_unended
	param	there, t_int, DW_OP_reg5
	end
	.uleb128 34
	.asciz	"ranges_outside"
	.long	0x7fffffff
	end
	.uleb128 35
	.asciz	"ranges_number"
	.uleb128 0xffffffffffffffff
	end
	code	entry_outside
	.uleb128 38
	.asciz	"entry_outside"
	.quad	entry_outside + 0x100000
	.quad	entry_outside, 16
	param	there, t_int, DW_OP_reg5
	end
	function blocks_outside
	.uleb128 39
	.long	ranges_everywhere
	param	everywhere, t_int, DW_OP_reg5
	end
	.uleb128 39
	.long	0x7fffffff
	param	hidden, t_int, DW_OP_reg5
	end
	end
	.uleb128 D_FUNCTION
	.asciz	"in_no_section"
	.quad	0x10, 16
	param	there, t_int, DW_OP_reg5
	end
	/* Two for one address. */
	code	twins
	.rept	2
	.uleb128 D_FUNCTION
	.asciz	"twins"
	.quad	twins, 16
	param	there, t_int, DW_OP_reg5
	end
	.endr

/* Without what every function has, or with something else in its place. */
	code	nameless
	.uleb128 37
	.quad	nameless, 16
	param	there, t_int, DW_OP_reg5
	end
	.uleb128 D_FUNCTION
	.asciz	""
	.quad	nameless, 16
	end
	.uleb128 D_FUNCTION
	.ascii	"line\nbreak\033[2J\0"
	.quad	nameless, 16
	end
	.uleb128 44
	.long	1, 2
	.asciz	"three"
	function bare
	.uleb128 D_BARE
	end
	end_unit
