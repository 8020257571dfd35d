/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * long places(long number): 3 * number + 7, by instructions of many bytes, and by two on which no
 * kernel takes a uprobe: `locked` and `noted`.
 */
	.text
	.globl places
	.type places, @function
places:
	mov %rdi, %rax
	movabs $0x1122334455667788, %rcx
	lea (%rax,%rax,2), %rax
	push %rax
locked:
	lock addq $7, (%rsp)
	lea 1f(%rip), %rdx
noted:
	notrack jmp *%rdx
1:	pop %rax
	ret
	.size places, . - places
	.section .note.GNU-stack, "", @progbits
