/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols without debuginfo, with no instruction of any one architecture. */
	.text
	.globl asm_entry, asm_alias
	.type asm_entry, %function
asm_entry:
asm_alias:
	.fill 16, 1, 0
	.size asm_entry, . - asm_entry
	.globl asm_label
asm_label:
	.fill 8, 1, 0
	.section .note.GNU-stack, "", %progbits
