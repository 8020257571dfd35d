/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the tests of sessions share: a machine in a directory, with a tracing directory of plain
 * files. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_SESSION_MACHINE_H
#define TESTS_UNIT_SESSION_MACHINE_H

#include "tests/unit/tracing_tree.h"
#include "tracefs/session.h"

/** As put_file(), without waiting for the disk. */
static inline void put_quickly(const char *directory, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_in(directory, name);
	_cleanup_free_ char *parent = NULL;
	FILE *file;

	check_ok(sonde_strndup(path, (size_t)(strrchr(path, '/') - path), &parent));
	make_folders(parent, 0700);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/** A made-up machine. */
struct machine {
	char *tracing_dir, *run_dir;
	struct session_place place;
	struct notes notes;
};

/** A machine in the directory, without events; machine_deinit() what was made. */
static inline struct machine machine_init(const char *directory)
{
	struct machine machine = {
		.tracing_dir = path_in(directory, "tracing"),
		.run_dir = path_in(directory, "run"),
		.notes = NOTES_INIT,
	};

	put_quickly(directory, "tracing/kprobe_events", "");
	put_quickly(directory, "tracing/uprobe_events", "");
	put_quickly(directory, "tracing/dynamic_events", "");
	put_quickly(directory, "tracing/instances/keep/x", "");
	machine.place = (struct session_place){machine.tracing_dir, machine.run_dir};
	return machine;
}

/** Free what machine_init() made, but for the directory. */
static inline void machine_deinit(struct machine *machine)
{
	free(machine->tracing_dir);
	free(machine->run_dir);
	notes_deinit(&machine->notes);
}

/** machine_deinit() at the end of the scope. */
#define _cleanup_machine_ _cleanup_(machine_deinit)

/** Begin a session; the caller destroys it. */
static inline struct session *begin(const struct machine *machine, const char *name)
{
	struct session *session = NULL;

	check_ok(session_begin(&machine->place, name, "sonde hist x", NULL, &session));
	return session;
}

#endif /* TESTS_UNIT_SESSION_MACHINE_H */
