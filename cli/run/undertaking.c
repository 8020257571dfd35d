/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/undertaking.h"

#include <errno.h>
#include <stdio.h>

#include "base/notes.h"
#include "base/str.h"
#include "cli/out.h"
#include "cli/run/interval.h"
#include "cli/run/pace.h"
#include "cli/run/pid_namespace.h"
#include "tracefs/expedite.h"
#include "tracefs/runfile.h"

/* Milliseconds that a command has to come to its end when it is told to. */
#define COMMAND_PATIENCE 2000

#define PROC "/proc"

void undertaking_deinit(struct undertaking *run)
{
	session_destroy(run->session);
	watched_deinit(&run->watched);
	vec_deinit(&run->polls);
	command_run_deinit(&run->command);
	interrupts_end(&run->interrupts);
}

struct sonde_error *undertaking_prepare(struct undertaking *run)
{
	const struct undertaking_options *options = run->options;

	if (options->pids.size)
		TRY(pid_namespace_check(PROC, "-p"));
	if (options->command)
		TRY(pid_namespace_check(PROC, "--"));
	vec_for_each(&options->pids, pid)
		TRY(watched_add(&run->watched, *pid));
	/* Before signals are held back: the command is not to have that of sonde. */
	if (options->command)
		TRY(command_run_prepare(options->command, &run->command));
	return interrupts_begin(&run->interrupts);
}

struct sonde_error *undertaking_pids(const struct undertaking *run, struct pid_list *ret)
{
	vec_for_each(&run->options->pids, pid)
		TRY(vec_push(ret, *pid));
	/* Its process is there already. */
	return run->command.pid ? vec_push(ret, run->command.pid) : NULL;
}

static struct sonde_error *select_pids(struct undertaking *run)
{
	struct pid_list pids = VEC_INIT;
	struct sonde_error *error = undertaking_pids(run, &pids);

	if (pids.size && !error)
		error = session_select_pids(run->session, pids.data, pids.size);
	vec_deinit(&pids);
	return error;
}

struct sonde_error *undertaking_begin(struct undertaking *run,
				      const struct undertaking_session *asked)
{
	const struct session_place place = {asked->tracing_dir, RUNFILE_DIR};
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	TRY(session_begin(&place, asked->name, asked->asked ? asked->asked : "", &notes,
			  &run->session));
	if (!run->options->quiet)
		out_notes(run->context, &notes);
	/* Before anything counts, or others would be counted first. */
	return asked->takes_all ? NULL : select_pids(run);
}

struct sonde_error *undertaking_write(struct undertaking *run, const struct session_write *write,
				      const char *definition)
{
	struct sonde_error *error;

	if (run->options->verbose && write->text)
		fprintf(run->context->err, "%s\n", write->text);
	error = session_write(run->session, write);
	return error && definition ? sonde_error_prefix(error, "%s: ", definition) : error;
}

void undertaking_start_clock(struct undertaking *run)
{
	const double duration = run->options->duration;

	run->start = interval_now();
	run->deadline = duration > 0 ? run->start + interval_of_seconds(duration) : INTERVAL_NEVER;
}

struct sonde_error *undertaking_start_command(struct undertaking *run)
{
	if (!run->options->command)
		return NULL;
	return command_run_start(&run->command, run->options->command[0]);
}

bool undertaking_is_interrupted(struct undertaking *run)
{
	bool is_end = false;

	for (;;) {
		switch (interrupts_next(&run->interrupts)) {
		case INTERRUPT_NONE:
			return is_end;
		case INTERRUPT_CHILD:
			break;
		case INTERRUPT_KEY:
			/* The command has it too, and may think otherwise; but only once. */
			is_end |= !run->command.pid || run->command.gate >= 0 ||
				  run->was_interrupted;
			run->was_interrupted = true;
			break;
		case INTERRUPT_QUIT:
			run->is_quit = true;
			is_end = true;
			break;
		case INTERRUPT_END:
			is_end = true;
			break;
		}
	}
}

static struct sonde_error *add_poll(struct undertaking *run, int fd, short events)
{
	return vec_push(&run->polls, ((struct pollfd){.fd = fd, .events = events}));
}

/* Everything that can end it, as descriptors. The last one is that of the answers. */
static struct sonde_error *collect(struct undertaking *run, const struct undertaking_wait *also)
{
	run->polls.size = 0;
	TRY(add_poll(run, run->interrupts.fd, POLLIN));
	TRY(add_poll(run, also->input, POLLIN));
	vec_for_each(&run->watched, process)
		TRY(add_poll(run, process->has_ended ? -1 : process->fd, POLLIN));
	/* A pipe without a reader says so, asked or not. */
	return add_poll(run, also->answers, 0);
}

struct sonde_error *undertaking_wait(struct undertaking *run, const struct undertaking_wait *also,
				     bool *is_unread)
{
	int wait = interval_wait(interval_now(), run->deadline, INTERVAL_NEVER);

	wait = interval_shorter(wait, watched_wait(&run->watched));
	wait = interval_shorter(wait, also->step);
	TRY(collect(run, also));
	if (poll(run->polls.data, run->polls.size, wait) < 0 && errno != EINTR)
		return sonde_error_os(errno, "Cannot wait");
	if (vec_last(&run->polls)->revents & POLLERR)
		*is_unread = true;
	return NULL;
}

bool undertaking_has_ended(struct undertaking *run)
{
	if (interval_now() >= run->deadline)
		return true;
	if (run->options->command)
		return command_run_ended(&run->command);
	return watched_ended(&run->watched);
}

struct sonde_error *undertaking_end_session(struct undertaking *run)
{
	const struct expedite_place expedite = {EXPEDITE_SETTING, RUNFILE_DIR};
	struct session *session = take_ptr(run->session);
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	struct pace pace = {
		.err = run->options->quiet || run->options->expedite ? NULL : run->context->err,
		.what = "events",
	};
	const struct session_ending ending = {
		.expedite = run->options->expedite ? &expedite : NULL,
		.notes = &notes,
		.step = pace_step,
		.data = &pace,
	};
	struct sonde_error *error;

	if (!session)
		return NULL;
	error = session_end(session, &ending);
	session_destroy(session);
	out_notes(run->context, &notes);
	return error;
}

void undertaking_end_command(struct undertaking *run)
{
	struct command_run *command = &run->command;
	const bool has_ended = command_run_ended(command);
	_cleanup_str_ struct str text = STR_INIT;

	if (!run->options->command || command->gate >= 0)
		return;
	if (!has_ended && !command_run_end(command, COMMAND_PATIENCE))
		str_appendf(&text, "The command '%s' still runs, as process %d.",
			    run->options->command[0], (int)command->pid);
	else if (run->was_interrupted)
		return;
	else if (has_ended)
		command_run_tell(command, run->options->command[0], &text);
	else
		str_appendf(&text, "The command '%s' had not come to its end, and was told to.",
			    run->options->command[0]);
	if (run->options->quiet || (!text.size && !text.failed))
		return;
	str_append_char(&text, '\n');
	fputs("Note: ", run->context->err);
	out_text(run->context, run->context->err, &text);
}
