/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program with markers, as <sys/sdt.h> makes them: a no-operation, and a note with its address
 * and operands. Their operands are given by hand, so that they are the same whatever the compiler.
 */

/* BACK: bytes by which the addresses are too low, as if the file was moved after linking. */
#define MARKER_MOVED(provider, name, semaphore, operands, back)                   \
	"990: nop\n"                                                              \
	".pushsection .note.stapsdt,\"\",\"note\"\n"                              \
	".balign 4\n"                                                             \
	".4byte 992f-991f, 994f-993f, 3\n"                                        \
	"991: .asciz \"stapsdt\"\n"                                               \
	"992: .balign 4\n"                                                        \
	"993: .8byte 990b - " back ", _.stapsdt.base - " back ", " semaphore "\n" \
	".asciz \"" provider "\"\n"                                               \
	".asciz \"" name "\"\n"                                                   \
	".asciz \"" operands "\"\n"                                               \
	"994: .balign 4\n"                                                        \
	".popsection\n"

#define MARKER(provider, name, semaphore, operands) \
	MARKER_MOVED(provider, name, semaphore, operands, "0")

__asm__(".section .stapsdt.base, \"a\"\n"
	"_.stapsdt.base: .space 1\n"
	".section .probes, \"aw\"\n"
	".balign 2\n"
	"counted_semaphore: .short 0\n"
	"moved_semaphore: .short 0\n"
	".bss\n"
	"lost_semaphore: .short 0\n"
	".text\n");

#if defined __x86_64__
#define FIRST	  "%edi"
#define PLAIN	  "8@%rdi -4@%esi 2@%dx -1@%cl 1@%ah"
#define MEMORY	  "8@8(%rsp) -4@(%rax) 4@counter(%rip) 2@4+table(%rip) -8@-16(%rbp)"
#define CONSTANTS "-4@$-1 4@$-1 8@$5 -2@$0x10 1@$255"
#define NOT_SAID  "4@(%rax,%rbx,4) 8@%fs:16 8f@%xmm0 8@%r9 16@%rax 4@none(%rip)"
#define BROKEN	  "4@%nope 4@ @ %"
#define OTHER	  "-4@$7"
#define OLD	  "%rdi $3"
#else
#define FIRST	  "w0"
#define PLAIN	  "8@x0 -4@w1 2@w2 -1@w3 1@wzr"
#define MEMORY	  "8@[sp, 8] -4@[x0] 4@[x29,#-20] 2@[x1, #4]"
#define CONSTANTS "-4@-1 4@4294967295 8@5 -2@16 1@255"
#define NOT_SAID  "4@[x0, x1] 8@[x0, x1, lsl 3] 8f@d0 8@x9 16@x0 8@[x0, #:lo12:counter] 8@[x0], 8"
#define BROKEN	  "4@y0 4@ @ x99"
#define OTHER	  "-4@7"
#define OLD	  "x0 3"
#endif

int counter = 7;
static short table[4] = {1, 2, 3, 4};

/* Not optimized away. */
short *tables(void)
{
	return table;
}

__asm__(".globl marked\n"
	".type marked, %function\n"
	"marked:\n" MARKER("test", "plain", "0", PLAIN) MARKER("test", "memory", "0", MEMORY)
		MARKER("test", "constants", "0",
		       CONSTANTS) MARKER("test", "not_said", "0", NOT_SAID) MARKER("test", "broken",
										   "0", BROKEN)
			MARKER("test", "none", "0", "") MARKER("test", "old", "0", OLD) MARKER(
				"test", "counted", "counted_semaphore",
				"") MARKER_MOVED("test", "moved", "moved_semaphore - 16", "",
						 "16") MARKER("test", "twice", "0", "-4@" FIRST)
				MARKER("test", "twice", "0", OTHER) MARKER("test", "differs", "0",
									   "-4@" FIRST)
					MARKER("test", "differs", "0",
					       "-8@" FIRST) MARKER("test", "both", "0", "-4@" FIRST)
						MARKER("other", "plain", "0", "")
							MARKER("other", "odd-name", "0",
							       "") "	ret\n"
								   ".size marked, .-marked\n");

__attribute__((noinline)) int work(int number, const char *name)
{
	__asm__ volatile(MARKER("test", "work", "0", "-4@" FIRST));
	__asm__ volatile(MARKER("test", "both", "0", "-4@" FIRST));
	return number * 3 + *name;
}

#ifdef HOSTILE
/* A note whose content is not as it should be. */
#define NOTE(owner, type, size, content)         \
	".4byte 992f-991f, " size ", " type "\n" \
	"991: .asciz \"" owner "\"\n"            \
	"992: .balign 4\n" content ".balign 4\n"

__asm__(".globl broken\n"
	".type broken, %function\n"
	"broken:\n" MARKER("bad", "lost", "lost_semaphore", "") MARKER("bad", "odd",
								       "counted_semaphore + 1", "")
		MARKER("bad", "nowhere", "0x10",
		       "") "	.4byte 0x11223344\n"
			   ".pushsection .note.stapsdt,\"\",\"note\"\n" NOTE(
				   "stapsdt", "3", "24+12",
				   ".8byte broken + 3, _.stapsdt.base, 0\n.asciz \"bad\", "
				   "\"midst\", \"\"\n") NOTE("stapsdt", "3", "24+12",
							     ".8byte 16, _.stapsdt.base, 0\n.asciz "
							     "\"bad\", \"early\", \"\"\n")
				   NOTE("stapsdt", "3", "8", ".8byte broken\n") NOTE(
					   "stapsdt", "3", "24+4",
					   ".8byte broken, _.stapsdt.base, 0\n.ascii \"endl\"\n")
					   NOTE("stapsdt", "3", "24+4",
						".8byte broken, _.stapsdt.base, 0\n.asciz \"\", "
						"\"a\", \"\"\n") NOTE("stapsdt", "2", "24+4",
								      ".8byte broken, "
								      "_.stapsdt.base, 0\n.asciz "
								      "\"a\", \"\"\n")
						   NOTE("other", "3", "24+4",
							".8byte broken, _.stapsdt.base, 0\n.asciz "
							"\"a\", \"\"\n")
							   NOTE("stapsdt", "3", "0x7ffffff0",
								"") ".popsection\n"
								    ".size broken, .-broken\n");
#endif

void _start(void)
{
	work(5, "five");
	for (;;)
		;
}
