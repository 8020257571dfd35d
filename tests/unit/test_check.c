/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `sonde check` finds out, by a made-up /proc and /sys, and what it makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/check/print.h"
#include "cli/check/task.h"
#include "cli/check/topics.h"
#include "tests/unit/tracing_tree.h"

#define STATUS(capabilities) "Name:\tsonde\nCapEff:\t" capabilities "\nSeccomp:\t0\n"

/* Each that is not there says why, and what to do; each that is says neither. */
static void check_reasons(const struct check_list *list)
{
	vec_for_each(list, item) {
		if ((item->state == CHECK_OK) != !item->reason ||
		    (item->state == CHECK_OK) != !item->advice)
			fail_msg("%s.%s: reason or advice", item->topic, item->name);
	}
}

static void check_state(const struct check_list *list, const char *name, enum check_state state)
{
	const struct check_item *item = check_find(list, name);

	if (!item || item->state != state)
		fail_msg("%s: %s instead of %s", name,
			 item ? check_state_name(item->state) : "not told",
			 check_state_name(state));
}

static void check_value(const struct check_list *list, const char *name, const char *value)
{
	const struct check_item *item = check_find(list, name);

	if (!item || !item->value || strcmp(item->value, value) != 0)
		fail_msg("%s: '%s' instead of '%s'", name,
			 item && item->value ? item->value : "nothing", value);
}

static void check_reason(const struct check_list *list, const char *name, const char *part)
{
	const struct check_item *item = check_find(list, name);

	assert_non_null(item);
	if (!item->reason || !strstr(item->reason, part))
		fail_msg("%s: '%s' is not in '%s'", name, part, item->reason ? item->reason : "");
}

static void check_advice(const struct check_list *list, const char *name, const char *part)
{
	const struct check_item *item = check_find(list, name);

	assert_non_null(item);
	if (!item->advice || !strstr(item->advice, part))
		fail_msg("%s: '%s' is not in '%s'", name, part, item->advice ? item->advice : "");
}

static struct check_place place_at(const char *root)
{
	return (struct check_place){.root = root};
}

static void an_empty_machine(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	const struct check_place place = place_at(*state);

	check_ok(check_kernel(&place, &list));
	check_ok(check_user(&place, &list));
	check_ok(check_tracefs(&place, &list));
	check_ok(check_features(&place, &list));
	check_reasons(&list);
	check_state(&list, "kernel.build-id", CHECK_NO);
	check_advice(&list, "kernel.build-id", "mount sysfs");
	check_state(&list, "kernel.lockdown", CHECK_UNKNOWN);
	check_state(&list, "kernel.kprobes-armed", CHECK_UNKNOWN);
	check_state(&list, "kernel.blacklist", CHECK_NO);
	check_state(&list, "kernel.kptr-restrict", CHECK_UNKNOWN);
	check_state(&list, "kernel.addresses", CHECK_NO);
	check_reason(&list, "kernel.addresses", "/proc/kallsyms: No such file");
	check_advice(&list, "kernel.addresses", "Mount proc(5)");
	check_state(&list, "kernel.btf", CHECK_NO);
	check_state(&list, "kernel.ftrace-enabled", CHECK_UNKNOWN);
	check_state(&list, "tracefs.mounted", CHECK_NO);
	check_state(&list, "features.readme", CHECK_UNKNOWN);
	check_state(&list, "user.perf-event-paranoid", CHECK_UNKNOWN);
}

static void what_the_kernel_shows(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	const struct check_place place = place_at(*state);

	put_file(*state, "sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	put_file(*state, "sys/kernel/debug/kprobes/enabled", "1\n");
	put_file(*state, "sys/kernel/debug/kprobes/blacklist",
		 "0xffffffff81c00010-0xffffffff81c00080\tasm_exc_page_fault\n");
	put_file(*state, "sys/kernel/btf/vmlinux", "");
	put_file(*state, "proc/sys/kernel/kptr_restrict", "1\n");
	put_file(*state, "proc/sys/kernel/ftrace_enabled", "1\n");
	put_file(*state, "proc/kallsyms",
		 "0000000000000000 A __per_cpu_start\nffffffff81000000 T _stext\n");
	check_ok(check_kernel(&place, &list));
	check_reasons(&list);
	check_value(&list, "kernel.lockdown", "integrity");
	check_state(&list, "kernel.lockdown", CHECK_OK);
	check_state(&list, "kernel.kprobes-armed", CHECK_OK);
	check_value(&list, "kernel.blacklist", "1 ranges");
	check_value(&list, "kernel.kptr-restrict", "1");
	check_state(&list, "kernel.addresses", CHECK_OK);
	check_state(&list, "kernel.ftrace-enabled", CHECK_OK);
	check_state(&list, "kernel.btf", CHECK_OK);
}

static void what_the_kernel_hides(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	const struct check_place place = place_at(*state);

	put_file(*state, "sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
	put_file(*state, "sys/kernel/debug/kprobes/enabled", "0\n");
	put_file(*state, "sys/kernel/debug/kprobes/blacklist",
		 "0x0000000000000000-0x0000000000000000\tasm_exc_page_fault\n");
	put_file(*state, "proc/sys/kernel/kptr_restrict", "2\n");
	put_file(*state, "proc/sys/kernel/ftrace_enabled", "0\n");
	put_file(*state, "proc/kallsyms", "0000000000000000 T _stext\n");
	check_ok(check_kernel(&place, &list));
	check_reasons(&list);
	check_state(&list, "kernel.lockdown", CHECK_NO);
	check_value(&list, "kernel.lockdown", "confidentiality");
	check_state(&list, "kernel.kprobes-armed", CHECK_NO);
	check_value(&list, "kernel.blacklist", "1 ranges, without addresses");
	check_state(&list, "kernel.addresses", CHECK_NO);
	check_state(&list, "kernel.ftrace-enabled", CHECK_NO);
}

static void what_a_user_may(void **state)
{
	static const struct {
		const char *status, *last;
		enum check_state admin, bpf, perfmon, syslog;
	} rows[] = {
		{STATUS("000001ffffffffff"), "40\n", CHECK_OK, CHECK_OK, CHECK_OK, CHECK_OK},
		{STATUS("0000000000000000"), "40\n", CHECK_NO, CHECK_NO, CHECK_NO, CHECK_NO},
		{STATUS("000000c000000000"), "40\n", CHECK_NO, CHECK_OK, CHECK_OK, CHECK_NO},
		{STATUS("0000000000200000"), "40\n", CHECK_OK, CHECK_OK, CHECK_OK, CHECK_NO},
		/* Linux 5.7. */
		{STATUS("0000000000000000"), "37\n", CHECK_NO, CHECK_NO, CHECK_NO, CHECK_NO},
	};

	put_file(*state, "proc/sys/kernel/perf_event_paranoid", "3\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_check_list_ struct check_list list = VEC_INIT;
		const struct check_place place = place_at(*state);

		put_file(*state, "proc/self/status", rows[i].status);
		put_file(*state, "proc/sys/kernel/cap_last_cap", rows[i].last);
		check_ok(check_user(&place, &list));
		check_reasons(&list);
		check_state(&list, "user.cap-sys-admin", rows[i].admin);
		check_state(&list, "user.cap-bpf", rows[i].bpf);
		check_state(&list, "user.cap-perfmon", rows[i].perfmon);
		check_state(&list, "user.cap-syslog", rows[i].syslog);
		check_value(&list, "user.perf-event-paranoid", "3");
	}
}

static void containers(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	const struct check_place place = place_at(*state);

	put_file(*state, "proc/self/status", "CapEff:\t000001ffffffffff\nSeccomp:\t2\n");
	put_file(*state, "proc/self/uid_map", "         0     100000      65536\n");
	put_file(*state, "proc/self/ns/pid", "");
	check_ok(check_user(&place, &list));
	check_reasons(&list);
	check_state(&list, "user.user-namespace", CHECK_NO);
	check_state(&list, "user.pid-namespace", CHECK_NO);
	check_reason(&list, "user.pid-namespace", "-p, --: Processes have other numbers");
	check_state(&list, "user.system-calls", CHECK_UNKNOWN);
}

static void what_readme_has(void **state)
{
	_cleanup_free_ char *older = data_path("tracefs/6.1");
	_cleanup_free_ char *newer = data_path("tracefs/6.12");
	_cleanup_check_list_ struct check_list old_list = VEC_INIT, new_list = VEC_INIT;
	struct check_place place = place_at(*state);

	place.tracing_dir = older;
	check_ok(check_features(&place, &old_list));
	place.tracing_dir = newer;
	check_ok(check_features(&place, &new_list));
	check_reasons(&old_list);
	check_reasons(&new_list);
	assert_int_equal(old_list.size, FEATURE_COUNT);
	assert_int_equal(new_list.size, FEATURE_COUNT);
	check_state(&old_list, "features.char-type", CHECK_NO);
	check_state(&new_list, "features.char-type", CHECK_OK);
	check_state(&old_list, "features.hist-buckets", CHECK_OK);
	check_reason(&old_list, "features.function-probes", "f: events");
	assert_non_null(strstr(check_find(&old_list, "features.function-probes")->advice,
			       "CONFIG_FPROBE_EVENTS"));
}

/* What reading it fails for is said, not guessed. */
static void readme_that_cannot_be_read(void **state)
{
	_cleanup_check_list_ struct check_list none = VEC_INIT, strange = VEC_INIT;
	struct check_place place = place_at(*state);

	place.tracing_dir = *state;
	check_ok(check_features(&place, &none));
	put_file(*state, "README", "tracing mini-HOWTO:\n");
	check_ok(check_features(&place, &strange));
	check_reasons(&none);
	check_reasons(&strange);
	check_state(&none, "features.readme", CHECK_UNKNOWN);
	check_reason(&none, "features.readme", "/README: ");
	check_state(&strange, "features.readme", CHECK_UNKNOWN);
	check_reason(&strange, "features.readme", "mentions no probe events");
}

static void whether_programs_are_compiled(void **state)
{
	static const struct {
		const char *text, *reason;
		enum check_state state;
	} rows[] = {
		{NULL, "CONFIG_BPF_JIT", CHECK_UNKNOWN},
		{"0\n", "programs are interpreted", CHECK_NO},
		{"1\n", NULL, CHECK_OK},
		{"2\n", NULL, CHECK_OK},
	};
	const struct check_place place = place_at(*state);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_check_list_ struct check_list list = VEC_INIT;

		if (rows[i].text)
			put_file(*state, "proc/sys/net/core/bpf_jit_enable", rows[i].text);
		check_ok(check_jit(&place, &list));
		check_reasons(&list);
		check_state(&list, "bpf.jit", rows[i].state);
		if (rows[i].reason)
			check_reason(&list, "bpf.jit", rows[i].reason);
	}
}

/* Some files are there; root may write them whatever their mode is. */
static void what_tracefs_has(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	_cleanup_free_ char *readme = data_path("tracefs/6.12/README");
	_cleanup_str_ struct str text = STR_INIT;
	struct check_place place = place_at("");

	check_ok(file_read(readme, 0, &text));
	put_file(*state, "README", str_text(&text));
	put_file(*state, "kprobe_events", "");
	put_file(*state, "dynamic_events", "");
	place.tracing_dir = *state;
	check_ok(check_tracefs(&place, &list));
	check_reasons(&list);
	check_value(&list, "tracefs.mounted", *state);
	check_state(&list, "tracefs.readable", CHECK_OK);
	check_state(&list, "tracefs.kprobe-events", CHECK_OK);
	check_state(&list, "tracefs.dynamic-events", CHECK_OK);
	check_state(&list, "tracefs.uprobe-events", CHECK_NO);
	check_state(&list, "tracefs.instances", CHECK_NO);
}

static void add(struct check_list *list, const char *topic, const char *name,
		enum check_state state)
{
	const bool is_ok = state == CHECK_OK;

	check_ok(check_add(list, &(struct check_fact){
					 .topic = topic,
					 .name = name,
					 .state = state,
					 .reason = is_ok ? NULL : "It is not.\n  place: not there",
					 .advice = is_ok ? NULL : "Do it.",
				 }));
}

/* What stands against a task is a no, of what it needs. */
static void tasks(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	size_t task, at = 0;

	(void)state;
	check_ok(check_task_find("cache", &task));
	assert_null(check_task_against(&check_tasks[task], &list, &at));
	add(&list, "cache", "root", CHECK_OK);
	add(&list, "cache", "readable", CHECK_UNKNOWN);
	add(&list, "tracefs", "mounted", CHECK_NO);
	at = 0;
	assert_null(check_task_against(&check_tasks[task], &list, &at));
	add(&list, "cache", "writable", CHECK_NO);
	at = 0;
	assert_string_equal(check_task_against(&check_tasks[task], &list, &at)->name, "writable");
	assert_null(check_task_against(&check_tasks[task], &list, &at));
	assert_true(check_task_needs_topic(&check_tasks[task], "cache"));
	assert_false(check_task_needs_topic(&check_tasks[task], "tracefs"));
	assert_false(check_task_needs_topic(&check_tasks[task], "cach"));
	check_error(check_task_find("cahce", &task), SONDE_ERROR_USAGE, "Did you mean 'cache'?");
	check_error(check_task_find("nonsense", &task), SONDE_ERROR_USAGE, "There are probe,");
	assert_null(check_find(&list, "cache.roo"));
	assert_null(check_find(&list, "cach.root"));
}

/* All that tasks need is something that is looked for. */
static void needs_are_facts(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	_cleanup_free_ char *dir = data_path("tracefs/6.12");
	struct check_place place = place_at(*state);

	place.tracing_dir = dir;
	check_ok(check_kernel(&place, &list));
	check_ok(check_tracefs(&place, &list));
	check_ok(check_features(&place, &list));
	for (size_t i = 0; i < CHECK_TASKS; i++) {
		for (const char *const *need = check_tasks[i].needs; *need; need++) {
			const bool is_looked_for = strncmp(*need, "kernel.", 7) == 0 ||
						   strncmp(*need, "tracefs.", 8) == 0 ||
						   strncmp(*need, "features.", 9) == 0;

			if (is_looked_for && !check_find(&list, *need))
				fail_msg("%s needs %s", check_tasks[i].name, *need);
		}
	}
}

static void printed(const struct check_answer *answer, const char *wanted)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	check_ok(check_print(answer, stream));
	assert_int_equal(fclose(stream), 0);
	assert_string_equal(text, wanted);
}

static void as_text(void **state)
{
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	struct check_answer answer = {.facts = &list};
	size_t task;

	(void)state;
	check_ok(check_task_find("cache", &task));
	answer.tasks[task] = true;
	check_ok(check_add(
		&list, &(struct check_fact){.topic = "cache", .name = "root", .value = "/a\033b"}));
	add(&list, "cache", "readable", CHECK_OK);
	add(&list, "cache", "writable", CHECK_NO);
	add(&list, "sessions", "left", CHECK_UNKNOWN);
	printed(&answer, "tasks:\n"
			 "  no  cache               keep what was resolved\n"
			 "                          cache.writable: It is not.\n"
			 "                            place: not there\n"
			 "                          -> Do it.\n");
	answer.with_facts = true;
	printed(&answer, "tasks:\n"
			 "  no  cache               keep what was resolved\n"
			 "                          for lack of cache.writable\n"
			 "\n"
			 "cache:\n"
			 "  ok  root                /a?b\n"
			 "  ok  readable\n"
			 "  no  writable            It is not.\n"
			 "                            place: not there\n"
			 "                          -> Do it.\n"
			 "\n"
			 "sessions:\n"
			 "  ?   left                It is not.\n"
			 "                            place: not there\n"
			 "                          -> Do it.\n");
}

/* Many that are just there take as few lines as they fit. */
static void many_names(void **state)
{
	_cleanup_free_ char *dir = data_path("tracefs/6.12");
	_cleanup_check_list_ struct check_list list = VEC_INIT;
	struct check_answer answer = {.facts = &list, .with_facts = true};
	struct check_place place = place_at(*state);
	_cleanup_free_ char *text = NULL;
	size_t size, lines = 0;
	FILE *stream = open_memstream(&text, &size);

	place.tracing_dir = dir;
	check_ok(check_features(&place, &list));
	check_ok(check_print(&answer, stream));
	assert_int_equal(fclose(stream), 0);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		assert_in_range(strcspn(line, "\n"), 0, 100);
		assert_true(line == text || line[strcspn(line, "\n") - 1] != ' ');
		lines++;
	}
	assert_in_range(lines, 5, 14);
	vec_for_each(&list, item)
		assert_non_null(strstr(text, item->name));
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(an_empty_machine),
		WITH_DIRECTORY(what_the_kernel_shows),
		WITH_DIRECTORY(what_the_kernel_hides),
		WITH_DIRECTORY(what_a_user_may),
		WITH_DIRECTORY(containers),
		WITH_DIRECTORY(what_readme_has),
		WITH_DIRECTORY(readme_that_cannot_be_read),
		WITH_DIRECTORY(whether_programs_are_compiled),
		WITH_DIRECTORY(what_tracefs_has),
		cmocka_unit_test(tasks),
		WITH_DIRECTORY(needs_are_facts),
		cmocka_unit_test(as_text),
		WITH_DIRECTORY(many_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
