// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program that counts what it does, for tests that hold tables of hits against the truth.
 *
 *	app [-g FILE] -o FILE FOLDER SECTION...
 *
 * does what the sections of sections.h say, with files in FOLDER, and writes to the FILE of -o what
 * there was to be seen. With -g it writes its process id to that FILE first, and waits until there
 * is a file FILE.go. The lines, fields with a tab between them, sorted:
 *
 *	TABLE KEY... COUNT SUM        a row of a table: exact
 *	TABLE KEY... at INNER OUTER   one time in nanoseconds: it is not shorter than INNER and not
 *	                              longer than OUTER
 *
 * In a key \\ is a backslash, \n a new line, \t a tab. A key that stands for several numbers is the
 * least and the greatest one of them: two fields.
 *
 * It is linked statically: a dynamic loader opens and reads files too.
 */
#ifndef MEASURED_TRUTH_H
#define MEASURED_TRUTH_H

#include <stddef.h>
#include <stdint.h>

/* One more hit. VALUE is added to the sum of the row; FORMAT makes the key, with its tabs. */
void truth_hit(const char *table, long long value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, COUNT times. */
void truth_hits(const char *table, unsigned long count, long long value, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* COUNT hits of VALUE, in the tables NAME, NAME.log2 (if it is not negative) and NAME.linear. */
void truth_number(const char *name, unsigned long count, long long value, long long step);

/* One time. */
void truth_time(const char *table, uint64_t inner, uint64_t outer, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* TEXT as it stands in a key; until the next but three calls. */
const char *truth_text(const char *text);

/* Writes all that was counted. */
void truth_write(const char *path);

/* The time, in nanoseconds. */
uint64_t now(void);

/* Ends the program with a message and errno. */
_Noreturn void fail(const char *message, ...) __attribute__((format(printf, 1, 2)));

/* The result of a call, which has to succeed. */
long must(const char *call, long result);

/* The result of a call that has to fail: -errno, which has to be -WANTED. */
long must_not(const char *call, long result, int wanted);

/* Takes another name, as prctl does; at most 15 bytes. */
void take_name(const char *name);

#endif
