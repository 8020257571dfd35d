// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program that makes system calls and says what the kernel's functions have to see of them.
 *
 *	values SECTION FOLDER
 *
 * runs the calls of one section, in FOLDER, which has to be on a tmpfs. While it makes them it has
 * the name "truth", so that a trace can be filtered by it. On stdout goes one line for each event
 * that they cause, in their order, as the kernel prints its fields:
 *
 *	EVENT NAME=VALUE...
 *
 * Signed numbers are decimal, unsigned ones are 0x and hexadecimal, as the types in the kernel are;
 * bit fields are decimal; texts are in double quotes. Everything there is known from what was
 * passed to a call, what came back from it, or what user space can look up by another way.
 *
 * It must be linked statically: a dynamic loader makes calls too.
 */
#ifndef VALUES_TRUTH_H
#define VALUES_TRUTH_H

#include <stddef.h>

/* The event has to come next of its name, with these fields. */
void truth(const char *event, const char *fields, ...) __attribute__((format(printf, 2, 3)));

/* Ends the program with a message. */
_Noreturn void fail(const char *message, ...) __attribute__((format(printf, 1, 2)));

/* The result of a call, which has to succeed; it is named if it did not. */
long must(const char *call, long result);

/* The result of a call that has to fail: -errno. */
long must_not(const char *call, long result);

/* From begin() to end() the program has its name, and is traced; files have to be ready before. */
void begin(void);
void end(void);

/* The text of a file, up to its first newline, in a buffer of that size. */
void first_line(const char *path, char *line, size_t size);

/* The flag that the kernel adds to those of most opens; the C library has 0 for O_LARGEFILE. */
unsigned int large_file(void);

/* The number in a file. */
long long number_in(const char *path);

/* The sections, in the files of their names. */
void files(void);
void refusals(void);
void metadata(void);
void size(void);
void mode(void);
void owner(void);
void channels(void);
void process(void);
void members(void);
void pointers(void);
void children(void);
void rights(void);
void scheduling(void);
void signals(void);
void memory(void);
void messages(void);
void times(void);
void futexes(void);
void tcp(void);
void peers(void);
void udp(void);
void globals(void);
void commitment(void);
void control(void);

#endif
