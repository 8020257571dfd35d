/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/hist/gate_test.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/filter.h"
#include "bpf/typed.h"
#include "bpf/verdict.h"
#include "cli/filter/scope.h"
#include "cli/hist/gate.h"
#include "filter/expr.h"
#include "probe/event.h"
#include "tracefs/format.h"
#include "tracefs/runfile.h"
#include "tracefs/session.h"

/* What lseek(2) calls of a file of memfd_create(2), by its address, so that it is never inlined. */
#define FUNCTION "shmem_file_llseek"

/* Calls on each CPU: a power of two. */
#define CALLS 16

/* Their names in the session's group. */
#define GATE	"gate"
#define COUNTED "counted"

/* One test. */
struct testing {
	const struct gate_test *test;
	struct filter_run *run;
	struct session *session;
	uint64_t address;
	/** Bits of the calls that passed, for each CPU. */
	uint32_t passed[FILTER_VERDICT_CPUS];
};

static void testing_deinit(struct testing *testing)
{
	filter_run_destroy(testing->run);
	session_destroy(testing->session);
}

static struct sonde_error *write_probe(struct testing *testing, const char *event,
				       const char *arguments)
{
	const char *group = session_group(testing->session);
	_cleanup_str_ struct str line = STR_INIT;

	str_appendf(&line, "%c:%s/%s " FUNCTION "%s", testing->test->is_return ? 'r' : 'p', group,
		    event, arguments);
	TRY(str_check(&line));
	return session_write(testing->session, &(struct session_write){.kind = SESSION_KPROBE,
								       .system = group,
								       .event = event,
								       .text = str_text(&line)});
}

/* Both in the order in which a gate has them. */
static struct sonde_error *write_probes(struct testing *testing)
{
	_cleanup_str_ struct str arguments = STR_INIT;
	const bool is_first = gate_comes_first(testing->test->is_return);

	str_append(&arguments,
		   testing->test->is_return ? " offset=$retval:s64" : " offset=$arg2:s64");
	gate_print_argument(testing->address, "verdict", &arguments);
	TRY(str_check(&arguments));
	if (is_first)
		TRY(write_probe(testing, GATE, ""));
	TRY(write_probe(testing, COUNTED, str_text(&arguments)));
	return is_first ? NULL : write_probe(testing, GATE, "");
}

/* Every other offset of this thread. */
static struct sonde_error *compile(const struct testing *testing, struct filter_code *ret)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	_cleanup_probe_event_ struct probe_event probe = {0};
	_cleanup_hist_event_ struct hist_event event = {.kind = HIST_EVENT_KPROBE};
	_cleanup_str_ struct str text = STR_INIT;
	struct filter_event_scope scope;
	const struct filter_code_request request = {
		.arch = testing->test->arch,
		.event = &probe,
		.filter = &typed,
		.keeps_verdict = true,
	};

	str_appendf(&text, "(offset & 1) == 1 && tid == %ld", (long)gettid());
	TRY(str_check(&text));
	TRY(filter_expr_parse(str_text(&text), &expr));
	TRY(probe_event_parse(testing->test->is_return ? "r:a/b " FUNCTION " offset=$retval:s64"
						       : "p:a/b " FUNCTION " offset=$arg2:s64",
			      &probe));
	TRY(vec_push(&event.fields, ((struct hist_field){.size = 8, .is_signed = true})));
	TRY(sonde_strdup("offset", &vec_last(&event.fields)->field));
	TRY(sonde_strdup("a", &event.system));
	TRY(sonde_strdup("b", &event.event));
	filter_scope_init(&event, &probe, &scope);
	TRY(filter_typed_make(&expr, &scope.scope, &typed));
	return filter_code_make(&request, ret);
}

static struct sonde_error *attach(struct testing *testing)
{
	_cleanup_filter_code_ struct filter_code code = {0};
	uint64_t id;

	TRY(compile(testing, &code));
	TRY(event_id_read(testing->test->tracing_dir, session_group(testing->session), GATE, &id));
	TRY(filter_run_attach(testing->run, &code, id));
	return filter_run_start(testing->run);
}

static struct sonde_error *write_trigger(struct testing *testing)
{
	_cleanup_str_ struct str text = STR_INIT, undo = STR_INIT, test = STR_INIT;

	/* As the kernel's filters call the CPU. */
	for (unsigned cpu = 0; cpu < testing->test->cpus; cpu++)
		str_appendf(&test, "%s(CPU == %u && verdict & 0x%" PRIx64 ")", cpu ? " || " : "",
			    cpu, UINT64_C(1) << cpu);
	str_appendf(&text, "hist:keys=offset:size=2048 if common_pid == %ld && (%s)",
		    (long)gettid(), str_text(&test));
	str_appendf(&undo, "!%s", str_text(&text));
	TRY(str_check(&test));
	TRY(str_check(&text));
	TRY(str_check(&undo));
	return session_write(testing->session,
			     &(struct session_write){.kind = SESSION_TRIGGER,
						     .system = session_group(testing->session),
						     .event = COUNTED,
						     .text = str_text(&text),
						     .undo = str_text(&undo)});
}

static struct sonde_error *call(int file, unsigned cpu)
{
	for (unsigned i = 0; i < CALLS; i++) {
		if (lseek(file, (off_t)cpu * CALLS + i, SEEK_SET) < 0)
			return sonde_error_os(errno, "Cannot try the gate");
	}
	return NULL;
}

/* On each CPU that this thread may use; it may use them all again afterwards. */
static struct sonde_error *call_everywhere(struct testing *testing, cpu_set_t *used)
{
	_cleanup_close_ int file = memfd_create("sonde-gate", MFD_CLOEXEC);
	struct sonde_error *error = NULL;
	cpu_set_t all;

	if (file < 0 || sched_getaffinity(0, sizeof(all), &all) < 0)
		return sonde_error_os(errno, "Cannot try the gate");
	for (unsigned cpu = 0; cpu < testing->test->cpus && !error; cpu++) {
		cpu_set_t one;

		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		if (!CPU_ISSET(cpu, &all) || sched_setaffinity(0, sizeof(one), &one) < 0)
			continue;
		CPU_SET(cpu, used);
		error = call(file, cpu);
	}
	sched_setaffinity(0, sizeof(all), &all);
	return error;
}

/* `{ offset:         17 } hitcount:          1` */
static void take_row(struct testing *testing, const char *row)
{
	unsigned offset = 0, count = 0;

	if (sscanf(row, " { offset: %u } hitcount: %u", &offset, &count) == 2 && count == 1 &&
	    offset / CALLS < FILTER_VERDICT_CPUS)
		testing->passed[offset / CALLS] |= UINT32_C(1) << offset % CALLS;
}

static struct sonde_error *read_passed(struct testing *testing)
{
	_cleanup_str_ struct str text = STR_INIT;

	TRY(session_read_hist(testing->session, session_group(testing->session), COUNTED, &text,
			      NULL));
	for (const char *row = str_text(&text); row; row = strchr(row + 1, '\n'))
		take_row(testing, row);
	return NULL;
}

static struct sonde_error *judge(const struct testing *testing, const cpu_set_t *used)
{
	/* Bits 1, 3, 5 and so on. */
	const uint32_t expected = UINT32_C(0xaaaaaaaa) & ((UINT32_C(1) << CALLS) - 1);

	for (unsigned cpu = 0; cpu < testing->test->cpus; cpu++) {
		const uint32_t passed = testing->passed[cpu];

		if (passed == (CPU_ISSET(cpu, used) ? expected : 0))
			continue;
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNSUPPORTED,
					"--gate bpf does not hold on this kernel: where functions "
					"%s, of %d calls on CPU %u these had a verdict that let "
					"them pass: 0x%x, and not 0x%x.",
					testing->test->is_return ? "return" : "begin", CALLS, cpu,
					passed, expected),
			passed == (expected << 1 & ((1u << CALLS) - 1)) || passed == expected >> 1
				? "Each hit sees the verdict of the one before it."
				: "sonde trace --if filters by programs alone.");
	}
	return NULL;
}

static struct sonde_error *try_gate(struct testing *testing)
{
	cpu_set_t used;

	CPU_ZERO(&used);
	TRY(write_probes(testing));
	TRY(attach(testing));
	TRY(write_trigger(testing));
	TRY(call_everywhere(testing, &used));
	TRY(read_passed(testing));
	return judge(testing, &used);
}

struct sonde_error *gate_test_run(const struct gate_test *test)
{
	_cleanup_(testing_deinit) struct testing testing = {.test = test};
	const struct session_place place = {test->tracing_dir, RUNFILE_DIR};
	const struct filter_run_options options = {0};
	struct sonde_error *error, *end;

	TRY(filter_run_create(&options, &testing.run));
	TRY(filter_run_verdict_address(testing.run, &testing.address));
	TRY(session_begin(&place, NULL, "a test of --gate bpf", NULL, &testing.session));
	error = try_gate(&testing);
	/* An event with a program cannot be removed. */
	filter_run_destroy(take_ptr(testing.run));
	end = session_end(testing.session, NULL);
	if (!error)
		return end;
	sonde_error_destroy(end);
	return error;
}
