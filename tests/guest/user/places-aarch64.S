/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * long places(long number): 3 * number + 7, by instructions of which no kernel takes a uprobe on
 * `locked` and `noted`.
 */
	.text
	.globl places
	.type places, @function
places:
	mov x9, x0
	add x0, x9, x9, lsl #1
	sub sp, sp, #16
	str x0, [sp]
locked:
	ldxr x10, [sp]
	add x10, x10, #7
	stxr w11, x10, [sp]
	cbnz w11, locked
	ldr x0, [sp]
	add sp, sp, #16
	b 1f
noted:
	hlt #0
1:	ret
	.size places, . - places
	.section .note.GNU-stack, "", @progbits
