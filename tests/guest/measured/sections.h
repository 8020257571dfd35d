// SPDX-License-Identifier: GPL-2.0-or-later
/* The sections of the program, and the tables that each makes true. Each has a name of its own. */
#ifndef MEASURED_SECTIONS_H
#define MEASURED_SECTIONS_H

/*
 * app-reads: vfs_read() with counts (reads, .log2, .linear of 1000) and results (results; those
 * above 0 results.good, with .log2 and .linear of 1024).
 */
void reads(void);

/* app-names: reads of files with names of all sorts (names: name). */
void names(void);

/* Reads under names of all sorts (comms: comm). */
void comms(void);

/* app-open-1, app-open-2: opens that fail (opens: comm, errno's name; opened: file, those that do
 * not). */
void opens(void);

/* app-signals: signals without effect (signals: the name of enum pid_type of each). */
void signals(void);

/* app-calls: system calls (calls: name), and reads, writes and syncs (functions: the kernel's
 * function). */
void calls(void);

/* app-cpus: reads on each CPU (cpus: cpu). */
void cpus(void);

/*
 * app-family: reads of this process, of its threads and its children (family: pid; members: tid),
 * and the ends of all but the first (exits: comm). One of the children is of the name app-child.
 * While there is a file `wait`, its threads stay when all is done, and there is a file `waiting`.
 */
void family(void);

/* app-flood: 1000 different counts of vfs_read(), each twice (flood: count). */
void flood(void);

/* app-steady: 300 reads of 1 to 3 bytes in about 3 seconds (steady: count). */
void steady(void);

/* app-crowd: 40 threads that are in eventfd_read() at one time (crowd: its result). */
void crowd(void);

/*
 * app-waits: eventfd_read(), which waits each time for as long as another thread lets it (waits:
 * key
 * -), and work() of work.c (see there).
 */
void waits(void);

/* app-work: calls of work.c, which take no time (see there). */
void user(void);

/* app-times: work() that takes its time (times: n), and jobs that go from thread to thread (jobs:
 * -). */
void times_of_work(void);

/*
 * Calls for filters (filters.h): in a table `if.NAME` stand those for which the filter of this name
 * is true, by what they are told apart by, and in numbers, texts, falls, dfds and files all of
 * them. numbers: 60 of app-numbers on CPU 0, 15 of a thread app-worker on CPU 1, 15 of a child
 * app-child.
 */
void filtered_numbers(void);
void filtered_narrow(void);
void filtered_texts(void);
void falls(void);
void names_opened(void);
void files_read(void);
void sends(void);

/* app-results: what functions of the program return (result8, result32, result64: the number). */
void results_of_all_sizes(void);

/* app-sums: a variable in the middle of a function (sums: its value), an inlined function (inlined:
 * its argument). */
void sums(void);

/* app-storm: 20000 reads of 0 to 99 bytes on each of two CPUs at once, flat out (storm: all, 7). */
void storm(void);

#endif
