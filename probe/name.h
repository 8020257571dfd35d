/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names of events: the ones that a definition gives them, and the defaults.
 */
#ifndef PROBE_NAME_H
#define PROBE_NAME_H

#include <stdbool.h>

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "probe/def.h"
#include "probe/event.h"

/**
 * Set group and event name of @p event. The default group is `probe`, or `probe_<program>` for
 * a program; the default name is the function's (event_stem()), with `__return` for a return probe
 * and `_L<n>` for a line; `abs_<address>` for an address, and for a place whose function has no
 * name. The end of a function's name that is too long for the kernel is cut.
 *
 * @param function the function that was found, or NULL; of no matter for an address
 * @param event its place is known
 */
struct sonde_error *name_event(const struct probe_def *def, const char *function,
			       struct probe_event *event);

/**
 * Set the path of an event of a program, and with it the group, if that is the default of the path
 * that it had. A path after which no group can be named changes no group.
 */
struct sonde_error *name_move(const char *path, struct probe_event *event);

/**
 * The names that events of one definition got so far. Events of one name must have the same
 * arguments, else the kernel refuses the second.
 */
struct name_register {
	/** Whether the kernel lets probes share an event at all. */
	bool share;
	/** Some event got another name than its own because of its arguments. */
	bool was_split;
	/** GROUP/EVENT -> what its arguments are like; values are owned. */
	struct map settled;
	/** GROUP/EVENT as it was, and what its arguments are like -> its name; values are owned. */
	struct map given;
};

/** Free what it holds. */
void name_register_deinit(struct name_register *names);

/** Whether an event of this name was settled. */
bool name_register_has(const struct name_register *names, const struct probe_event *event);

/** Whether a name is not free, for reasons of the caller's; `data` is his. */
typedef bool (*name_taken_fn)(const void *data, const char *group, const char *event);

/**
 * Settle the name of @p event: it keeps its own, or shares it with those that have the same
 * arguments; if that cannot be, it gets `_1`, `_2`, ... behind it.
 *
 * @param taken asked for names that no event of the definition has; NULL: all are free
 */
struct sonde_error *name_settle(struct name_register *names, name_taken_fn taken, const void *data,
				struct probe_event *event);

/** Replace the event's name by BASE_N, with as much of the base as the kernel has room for. */
struct sonde_error *name_with_suffix(struct probe_event *event, const char *base, unsigned n);

/**
 * The name that an argument gets in the event; NULL where the kernel is to name it (arg1, ...).
 *
 * @param ret the caller frees it
 */
struct sonde_error *name_of_arg(const struct probe_arg *arg, char **ret);

/**
 * The name of an argument that stands for a member of the struct that @p arg names:
 * `s_inner_a`. Where that is longer than the kernel takes, what is between the first and the
 * last name goes first, then the end of the first name. One that the kernel has itself gets a
 * `_` behind it.
 *
 * @param names the @p count members on the way, outermost first
 * @param ret the caller frees it
 */
struct sonde_error *name_of_member(const struct probe_arg *arg, const char *const *names,
				   size_t count, char **ret);

/** Names of variables. They are borrowed. */
struct name_list VEC_BODY(const char *);

/**
 * Give every argument of @p event a name of its own: a repeated one gets `_1`, `_2`, ... behind
 * it, and loses as much of its end as the kernel has no room for; one without a name gets the one
 * that the kernel would give it, `arg1`, `arg2`, ... by its position (perf cannot replay a cached
 * line without it).
 *
 * @param variables names that are not a member's, also where no argument has them: who reads
 *        `old_dir` takes it for the variable and not for a member of `old`
 */
struct sonde_error *name_args(const struct name_list *variables, struct probe_event *event);

#endif /* PROBE_NAME_H */
