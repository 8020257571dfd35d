/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locations, constants and types that compilers make seldom or not on demand; x86-64.
 * `exotic` has a parameter for each location, `typed` one for each type; `guest` is inlined in
 * `host`.
 */
	.include "dwarf.inc"

	.cfi_sections .debug_frame
	.text
	.globl exotic, typed, framed, lonely, host
	.type exotic, @function
exotic:
	.cfi_startproc
	nop
	nop
	nop
	nop
	sub	$32, %rsp
	.cfi_def_cfa_offset 40
	nop
	add	$32, %rsp
	.cfi_def_cfa_offset 8
	ret
	.cfi_endproc
exotic_end:
	.size exotic, . - exotic

	.type typed, @function
typed:
	.fill 16, 1, 0x90
typed_end:
	.size typed, . - typed

	.type framed, @function
framed:
	.fill 16, 1, 0x90
framed_end:
	.size framed, . - framed

	.type lonely, @function
lonely:
	.fill 16, 1, 0x90
lonely_end:
	.size lonely, . - lonely

	.type host, @function
host:
	.fill 32, 1, 0x90
host_end:
	.size host, . - host

	.data
	.globl counter
	.type counter, @object
counter:
	.quad	0, 0
	.size counter, . - counter

	.section .debug_abbrev, "", @progbits
abbrevs:
	abbrev	1, 0x11, 1, AT_name, FORM_string, AT_language, FORM_data1, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4, AT_addr_base, FORM_sec_offset
	abbrev	2, 0x2e, 1, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4, AT_frame_base, FORM_exprloc, AT_external, FORM_flag_present
	abbrev	3, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_exprloc
	abbrev	4, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_const_value, FORM_data1
	abbrev	5, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_const_value, FORM_sdata
	abbrev	6, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_const_value, FORM_block1
	abbrev	7, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_sec_offset
	abbrev	8, 0x05, 0, AT_name, FORM_string, AT_type, FORM_ref4
	abbrev	9, 0x05, 0, AT_type, FORM_ref4, AT_location, FORM_exprloc
	abbrev	10, 0x24, 0, AT_name, FORM_string, AT_byte_size, FORM_udata, AT_encoding, FORM_data1
	abbrev	11, 0x0f, 0, AT_byte_size, FORM_data1, AT_type, FORM_ref4
	abbrev	12, 0x13, 1, AT_name, FORM_string, AT_byte_size, FORM_udata
	abbrev	13, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_data_member_location, FORM_udata
	abbrev	14, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_byte_size, FORM_data1, AT_bit_size, FORM_data1, AT_bit_offset, FORM_sdata, AT_data_member_location, FORM_udata
	abbrev	15, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_bit_size, FORM_data1, AT_data_bit_offset, FORM_udata
	abbrev	16, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_data_member_location, FORM_exprloc
	abbrev	17, 0x0d, 0, AT_type, FORM_ref4, AT_data_member_location, FORM_udata
	abbrev	18, 0x0d, 0, AT_name, FORM_string
	abbrev	19, 0x16, 0, AT_name, FORM_string, AT_type, FORM_ref4
	abbrev	20, 0x16, 0, AT_name, FORM_string
	abbrev	21, 0x01, 1, AT_type, FORM_ref4
	abbrev	22, 0x21, 0, AT_upper_bound, FORM_data8
	abbrev	23, 0x21, 0
	abbrev	24, 0x13, 1, AT_byte_size, FORM_udata
	abbrev	25, 0x13, 0, AT_name, FORM_string, AT_declaration, FORM_flag_present
	abbrev	26, 0x2e, 1, AT_name, FORM_string, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4
	abbrev	27, 0x0f, 0
	abbrev	28, 0x26, 0, AT_type, FORM_ref4
	abbrev	29, 0x0d, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_bit_size, FORM_data1
	abbrev	31, 0x2e, 1, AT_name, FORM_string, AT_inline, FORM_data1
	abbrev	32, 0x1d, 1, AT_abstract_origin, FORM_ref4, AT_entry_pc, FORM_addr, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4
	abbrev	33, 0x1d, 1, AT_abstract_origin, FORM_ref4, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4
	abbrev	34, 0x05, 0, AT_abstract_origin, FORM_ref4, AT_location, FORM_exprloc
	abbrev	35, 0x05, 0, AT_abstract_origin, FORM_ref4, AT_const_value, FORM_sdata
	abbrev	36, 0x0b, 1, AT_low_pc, FORM_addr, AT_high_pc, FORM_data4
	abbrev	37, 0x34, 0, AT_name, FORM_string, AT_type, FORM_ref4, AT_location, FORM_exprloc
	abbrev	30, 0x04, 0, AT_name, FORM_string, AT_byte_size, FORM_udata
	.byte	0

	.section .debug_addr, "", @progbits
	.long	addr_end - addr_start
addr_start:
	.short	5
	.byte	8, 0
addr_base:
	.quad	counter
addr_end:

	.section .debug_loclists, "", @progbits
	.long	loc_end - loc_start
loc_start:
	.short	5
	.byte	8, 0
	.long	0
moving_locations:
	/* DW_LLE_start_length, the register at entry, the stack from the fourth byte on. */
	.byte	8
	.quad	exotic
	.uleb128 4
	.uleb128 1
	.byte	DW_OP_reg5
	.byte	8
	.quad	exotic + 4
	.uleb128 6
	.uleb128 2
	.byte	DW_OP_fbreg, 0x68
	.byte	0
loc_end:

	.section .debug_info, "", @progbits
cu:
	.long	cu_end - cu_start
cu_start:
	.short	5
	.byte	1, 8
	.long	abbrevs
	.uleb128 1
	.asciz	"expr.c"
	.byte	0x0c
	.quad	exotic
	.long	host_end - exotic
	.long	addr_base

type_int:
	.uleb128 10
	.asciz	"int"
	.uleb128 4
	.byte	5
type_uint:
	.uleb128 10
	.asciz	"unsigned int"
	.uleb128 4
	.byte	7
type_ulong:
	.uleb128 10
	.asciz	"unsigned long"
	.uleb128 8
	.byte	7
type_uchar:
	.uleb128 10
	.asciz	"unsigned char"
	.uleb128 1
	.byte	8
type_three:
	.uleb128 10
	.asciz	"three bytes"
	.uleb128 3
	.byte	7
type_int128:
	.uleb128 10
	.asciz	"__int128"
	.uleb128 16
	.byte	5
type_float16:
	.uleb128 10
	.asciz	"_Float16"
	.uleb128 2
	.byte	4
type_huge_number:
	.uleb128 10
	.asciz	"huge"
	.uleb128 0x2000000000000000
	.byte	7
type_void_pointer:
	.uleb128 27
type_node:
	.uleb128 12
	.asciz	"node"
	.uleb128 16
	.uleb128 13
	.asciz	"next"
	reference type_node_pointer
	.uleb128 0
	.uleb128 13
	.asciz	"value"
	reference type_int
	.uleb128 8
	.byte	0
type_node_pointer:
	.uleb128 11
	.byte	8
	reference type_node

/* The bit fields of DWARF 2 to 4: counted from the other end, of storage of a size of their own. */
type_old_bits:
	.uleb128 12
	.asciz	"old_bits"
	.uleb128 8
	.uleb128 14
	.asciz	"low"
	reference type_uint
	.byte	4, 3
	.sleb128 29
	.uleb128 0
	.uleb128 14
	.asciz	"high"
	reference type_uint
	.byte	4, 5
	.sleb128 0
	.uleb128 0
	/* Bits 8 to 35: begins 4 bits before the storage that is named. */
	.uleb128 14
	.asciz	"negative"
	reference type_uint
	.byte	4, 28
	.sleb128 -4
	.uleb128 0
	.uleb128 14
	.asciz	"narrow"
	reference type_uint
	.byte	1, 3
	.sleb128 2
	.uleb128 5
	.uleb128 14
	.asciz	"outside"
	reference type_uint
	.byte	4, 8
	.sleb128 60
	.uleb128 0
	.uleb128 14
	.asciz	"signed"
	reference type_int
	.byte	4, 3
	.sleb128 0
	.uleb128 4
	.byte	0
type_old_bits_pointer:
	.uleb128 11
	.byte	8
	reference type_old_bits

type_new_bits:
	.uleb128 12
	.asciz	"new_bits"
	.uleb128 16
	.uleb128 15
	.asciz	"second"
	reference type_uint
	.byte	4
	.uleb128 36
	.uleb128 15
	.asciz	"crossing"
	reference type_uint
	.byte	28
	.uleb128 20
	.uleb128 15
	.asciz	"none"
	reference type_uint
	.byte	0
	.uleb128 3
	.uleb128 15
	.asciz	"vast"
	reference type_huge_number
	.byte	4
	.uleb128 3
	.uleb128 15
	.asciz	"distant"
	reference type_uint
	.byte	4
	.uleb128 0xffffffffffffffff
	.uleb128 15
	.asciz	"unaligned"
	reference type_ulong
	.byte	63
	.uleb128 5
	.uleb128 29
	.asciz	"first"
	reference type_uint
	.byte	4
	.byte	0
type_new_bits_pointer:
	.uleb128 11
	.byte	8
	reference type_new_bits

/* Members whose place is an expression, as in DWARF 2; and members that lack something. */
type_old_struct:
	.uleb128 12
	.asciz	"old_struct"
	.uleb128 16
	.uleb128 16
	.asciz	"constant"
	reference type_int
	.uleb128 2
	.byte	DW_OP_plus_uconst, 12
	.uleb128 16
	.asciz	"computed"
	reference type_int
	.uleb128 3
	.byte	DW_OP_dup, DW_OP_deref, DW_OP_plus
	.uleb128 18
	.asciz	"untyped"
	.uleb128 13
	.asciz	"dangling"
	.long	0x7fffffff
	.uleb128 0
	.uleb128 13
	.asciz	"far"
	reference type_int
	.uleb128 0x80000000
	.uleb128 13
	.asciz	"before"
	reference type_int
	.uleb128 0xfffffffffffffff8
	.byte	0
type_old_struct_pointer:
	.uleb128 11
	.byte	8
	reference type_old_struct

/* It holds itself twice, without a name: 2^depth ways to look for a member. */
type_endless:
	.uleb128 24
	.uleb128 8
	.uleb128 17
	reference type_endless
	.uleb128 0
	.uleb128 17
	reference type_endless
	.uleb128 4
	.byte	0
type_endless_pointer:
	.uleb128 11
	.byte	8
	reference type_endless

type_cycle:
	.uleb128 19
	.asciz	"cycle"
	reference type_cycle_too
type_cycle_too:
	.uleb128 28
	reference type_cycle
type_cycle_pointer:
	.uleb128 11
	.byte	8
	reference type_cycle_pointer
type_empty_typedef:
	.uleb128 20
	.asciz	"nothing"
type_absurd:
	.uleb128 21
	reference type_int
	.uleb128 22
	.quad	0xfffffffffffffffe
	.byte	0
type_absurd_pointer:
	.uleb128 11
	.byte	8
	reference type_absurd
type_own_array:
	.uleb128 21
	reference type_own_array
	.uleb128 22
	.quad	3
	.byte	0
type_boundless:
	.uleb128 21
	reference type_uchar
	.uleb128 23
	.byte	0
type_no_dimension:
	.uleb128 21
	reference type_uchar
	.byte	0
type_declared:
	.uleb128 25
	.asciz	"only_declared"
type_declared_pointer:
	.uleb128 11
	.byte	8
	reference type_declared
type_enum:
	.uleb128 30
	.asciz	"plain"
	.uleb128 4

/* Each place that a variable can be at. */
	.uleb128 2
	.asciz	"exotic"
	.quad	exotic
	.long	exotic_end - exotic
	.uleb128 1
	.byte	DW_OP_call_frame_cfa
	param	reg, type_int, DW_OP_reg5
	param	breg_memory, type_int, DW_OP_breg7, 16
	param	breg_value, type_int, DW_OP_breg5, 8, DW_OP_stack_value
	param	breg_same, type_int, DW_OP_breg5, 0, DW_OP_stack_value
	param	breg_pointer, type_node_pointer, DW_OP_breg5, 8, DW_OP_stack_value
	param	breg_negative, type_node_pointer, DW_OP_breg5, 0x78, DW_OP_stack_value
	param	bregx_memory, type_int, DW_OP_bregx, 6, 0x70
	param	minus, type_node_pointer, DW_OP_breg5, 0, DW_OP_lit8, DW_OP_minus, DW_OP_stack_value
	param	sum, type_node_pointer, DW_OP_lit8, DW_OP_breg5, 0, DW_OP_plus, DW_OP_stack_value
	param	two_registers, type_int, DW_OP_breg5, 0, DW_OP_breg4, 0, DW_OP_plus
	param	masked, type_int, DW_OP_breg5, 0, DW_OP_const1u, 15, DW_OP_and, DW_OP_stack_value
	param_address fixed, type_ulong, counter
	param_address fixed_second, type_ulong, counter, DW_OP_plus_uconst, 8
	param_address fixed_value, type_node_pointer, counter, DW_OP_stack_value
	param_address fixed_far, type_ulong, 0x10
	param	indexed, type_ulong, DW_OP_addrx, 0
	param	indexed_value, type_node_pointer, DW_OP_addrx, 0, DW_OP_stack_value
	param	indexed_wrong, type_ulong, DW_OP_addrx, 0x77
	param	frame, type_int, DW_OP_fbreg, 0x70
	param	frame_value, type_node_pointer, DW_OP_fbreg, 0x70, DW_OP_stack_value
	param	deref, type_int, DW_OP_breg5, 8, DW_OP_deref, DW_OP_plus_uconst, 4
	param	deref_value, type_ulong, DW_OP_breg5, 8, DW_OP_deref, DW_OP_stack_value
	param	deref_narrow, type_int, DW_OP_breg5, 8, DW_OP_deref_size, 4, DW_OP_stack_value
	param	implicit, type_int, DW_OP_implicit_value, 4, 0xfe, 0xff, 0xff, 0xff
	param	implicit_wide, type_int128, DW_OP_implicit_value, 16, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
	param	literal, type_int, DW_OP_lit4, DW_OP_stack_value
	param	const_unsigned, type_uint, DW_OP_const1u, 200, DW_OP_stack_value
	param	const_signed, type_int, DW_OP_const1s, 200, DW_OP_stack_value
	param	const_memory, type_int, DW_OP_const8u, 0, 0, 0, 0x81, 0xff, 0xff, 0xff, 0xff
	param	const_pointer, type_node_pointer, DW_OP_lit8, DW_OP_stack_value
	.uleb128 4
	.asciz	"value_unsigned"
	reference type_uint
	.byte	200
	.uleb128 4
	.asciz	"value_int"
	reference type_int
	.byte	200
	.uleb128 5
	.asciz	"value_signed"
	reference type_int
	.sleb128 -5
	.uleb128 6
	.asciz	"value_block"
	reference type_ulong
	.byte	8
	.quad	0x1122334455667788
	.uleb128 6
	.asciz	"value_long_block"
	reference type_int128
	.byte	16
	.quad	1, 2
	param	entry, type_int, DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_stack_value
	param	entry_pointer, type_node_pointer, DW_OP_GNU_entry_value, 1, DW_OP_reg5, DW_OP_plus_uconst, 16, DW_OP_stack_value
	param	entry_nested, type_int, DW_OP_entry_value, 3, DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_stack_value
	param	pieces, type_ulong, DW_OP_reg5, DW_OP_piece, 4, DW_OP_reg4, DW_OP_piece, 4
	param	bit_pieces, type_ulong, DW_OP_reg5, DW_OP_bit_piece, 32, 0
	param	lost_pointer, type_node_pointer, DW_OP_implicit_pointer, 0, 0, 0, 0, 0
	param	thread, type_int, DW_OP_lit8, DW_OP_form_tls_address
	param	branching, type_int, DW_OP_breg5, 0, DW_OP_bra, 0, 0, DW_OP_stack_value
	param	vector, type_int, DW_OP_regx, 17
	param	no_register, type_int, DW_OP_regx, 0xe8, 7
	param	register_plus, type_node_pointer, DW_OP_reg5, DW_OP_plus_uconst, 8
	param	register_twice, type_int, DW_OP_reg5, DW_OP_reg4
	param	value_then, type_node_pointer, DW_OP_breg5, 0, DW_OP_stack_value, DW_OP_deref
	param	unknown, type_int, DW_OP_hi_user
	param	underflow, type_int, DW_OP_plus
	param	no_result, type_int, DW_OP_breg5, 0, DW_OP_drop
	param	nothing_done, type_int, DW_OP_nop
	param	cut, type_int, DW_OP_const8u, 1, 2
	param	full_stack, type_int, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, DW_OP_stack_value
	param	fourteen, type_ulong, DW_OP_breg5, 0, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, DW_OP_stack_value
	param	fifteen, type_ulong, DW_OP_breg5, 0, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, DW_OP_stack_value
	param	over_int, type_int, DW_OP_breg5, 0xff, 0xff, 0xff, 0xff, 0xf, DW_OP_deref
	.uleb128 3
	.asciz	"empty"
	reference type_int
	.uleb128 0
	.uleb128 7
	.asciz	"moving"
	reference type_int
	.long	moving_locations
	.uleb128 7
	.asciz	"nowhere_list"
	reference type_int
	.long	0x7fffff00
	.uleb128 8
	.asciz	"gone"
	reference type_int
	/* Without a name: nothing to call it by. */
	.uleb128 9
	reference type_int
	.uleb128 1
	.byte	DW_OP_reg4
	.byte	0

/* Each type, in a register that is a pointer to it or holds it. */
	.uleb128 2
	.asciz	"typed"
	.quad	typed
	.long	typed_end - typed
	.uleb128 1
	.byte	DW_OP_call_frame_cfa
	param	old_bits, type_old_bits_pointer, DW_OP_reg5
	param	old_bits_held, type_old_bits, DW_OP_reg5
	param	new_bits, type_new_bits_pointer, DW_OP_reg5
	param	new_bits_held, type_new_bits, DW_OP_reg5
	param	old_struct, type_old_struct_pointer, DW_OP_reg5
	param	endless, type_endless_pointer, DW_OP_reg5
	param	cycle, type_cycle, DW_OP_reg5
	param	cycle_pointer, type_cycle_pointer, DW_OP_reg5
	param	empty_typedef, type_empty_typedef, DW_OP_reg5
	param	absurd, type_absurd_pointer, DW_OP_reg5
	param	absurd_held, type_absurd, DW_OP_breg5, 0
	param	own_array, type_own_array, DW_OP_breg5, 0
	param	boundless, type_boundless, DW_OP_breg5, 0
	param	no_dimension, type_no_dimension, DW_OP_breg5, 0
	param	declared, type_declared_pointer, DW_OP_reg5
	param	three, type_three, DW_OP_reg5
	param	three_memory, type_three, DW_OP_breg5, 0
	param	sixteen, type_int128, DW_OP_breg5, 0
	param	half, type_float16, DW_OP_reg5
	param	huge, type_huge_number, DW_OP_reg5
	param	pointer, type_void_pointer, DW_OP_reg5
	param	plain_enum, type_enum, DW_OP_reg5
	param	outside_unit, cu + 0x7ffffff0, DW_OP_reg5
	param	inside_entry, type_int + 3, DW_OP_reg5
	param	unit_type, cu_start + 8, DW_OP_reg5
	.byte	0

/* A frame base that counts from itself. */
	.uleb128 2
	.asciz	"framed"
	.quad	framed
	.long	framed_end - framed
	.uleb128 2
	.byte	DW_OP_fbreg, 0
	param	frame, type_int, DW_OP_fbreg, 8
	.byte	0

/* No frame base, and no call frame information. */
	.uleb128 26
	.asciz	"lonely"
	.quad	lonely
	.long	lonely_end - lonely
	param	frame, type_int, DW_OP_fbreg, 8
	param	cfa, type_int, DW_OP_call_frame_cfa
	.byte	0

/* Inlined twice in `host`; the copy within a copy is the rest of a function that was split. */
guest:
	.uleb128 31
	.asciz	"guest"
	.byte	1
guest_n:
	.uleb128 8
	.asciz	"n"
	reference type_int
guest_unused:
	.uleb128 8
	.asciz	"unused"
	reference type_int
	.byte	0

	.uleb128 26
	.asciz	"host"
	.quad	host
	.long	host_end - host
	param	n, type_ulong, DW_OP_reg4
	.uleb128 32
	reference guest
	.quad	host + 6
	.quad	host + 4
	.long	8
	.uleb128 34
	reference guest_n
	.uleb128 1
	.byte	DW_OP_reg5
	.uleb128 33
	reference guest
	.quad	host + 8
	.long	2
	.byte	0
	.byte	0
	.uleb128 36
	.quad	host + 16
	.long	8
	.uleb128 37
	.asciz	"n"
	reference type_uchar
	.uleb128 1
	.byte	DW_OP_reg0
	.uleb128 33
	reference guest
	.quad	host + 16
	.long	4
	.uleb128 35
	reference guest_n
	.sleb128 -7
	.byte	0
	/* The same place once more. */
	.uleb128 33
	reference guest
	.quad	host + 16
	.long	4
	.byte	0
	/* A parameter and a function that stand for themselves. */
	.uleb128 33
	reference self_inlined
	.quad	host + 20
	.long	2
	.byte	0
self_inlined:
	.uleb128 33
	reference self_inlined
	.quad	host + 22
	.long	2
self_param:
	.uleb128 34
	reference self_param
	.uleb128 1
	.byte	DW_OP_reg0
	.byte	0
	.byte	0
	.byte	0
	.byte	0
cu_end:
	.section .note.GNU-stack, "", @progbits
