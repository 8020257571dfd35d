/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A DW_AT_sibling that leads to the DIE itself, back, or away; x86-64. */
	.include "hostile.inc"

	.section .debug_abbrev, "", @progbits
abbrevs:
	common_abbrevs
	abbrev	32, 0x2e, 1, AT_sibling, FORM_ref4, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8
	abbrev	33, 0x0b, 1, AT_sibling, FORM_ref4, AT_low_pc, FORM_addr, AT_high_pc, FORM_data8
	.byte	0

	begin_unit
t_int:
	base	"int", 4, 5
t_struct:
	struct	"struct", 8
	member	"first", t_int, 0
	end
t_pointer:
	pointer	t_struct
	.macro leading name, to
	code	\name
d_\name:
	.uleb128 32
	reference \to
	.asciz	"\name"
	.quad	\name, 16
	param	v, t_pointer, DW_OP_reg5
	end
	.endm
	leading	first, d_last
	leading	skipped, d_last
	leading	last, d_itself
	leading	itself, d_itself
	leading	behind_itself, d_first
	end_unit
