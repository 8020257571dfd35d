/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bpf/permission.h"
#include "tests/unit/check.h"

#define STATUS(capabilities, seccomp)                                          \
	"Name:\tsonde\nCapPrm:\t000001ffffffffff\nCapEff:\t" capabilities "\n" \
	"CapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t" seccomp "\n"

#define NONE	     STATUS("0000000000000000", "0")
#define ALL	     STATUS("000001ffffffffff", "0")
#define ALL_FILTERED STATUS("000001ffffffffff", "2")
#define ONLY_ADMIN   STATUS("0000000000200000", "0")
#define ONLY_PERFMON STATUS("0000004000000000", "0")
#define ONLY_BPF     STATUS("0000008000000000", "0")
#define BPF_PERFMON  STATUS("000000c000000000", "0")
#define FIRST	     "         0          0 4294967295\n"

struct row {
	struct filter_fact_texts texts;
	enum filter_step step;
	/** In the message, and in the hint. */
	const char *message, *hint;
};

static const struct row rows[] = {
	{{.status = NONE, .uid_map = FIRST, .last_capability = "40\n", .paranoid = "2\n"},
	 FILTER_STEP_LOAD,
	 "Not allowed to load a BPF program: that takes CAP_BPF and CAP_PERFMON.",
	 "Run sonde as root, or with CAP_BPF and CAP_PERFMON. --via ftrace"},
	{{.status = ONLY_PERFMON, .last_capability = "40\n"},
	 FILTER_STEP_LOAD,
	 "load a BPF program: that takes CAP_BPF.",
	 "with CAP_BPF and CAP_PERFMON."},
	{{.status = ONLY_BPF, .last_capability = "40\n"},
	 FILTER_STEP_LOAD,
	 "load a BPF program: that takes CAP_PERFMON.",
	 "with CAP_BPF and CAP_PERFMON."},
	{{.status = NONE, .last_capability = "40\n", .paranoid = "3\n"},
	 FILTER_STEP_LOAD,
	 "that takes CAP_BPF and CAP_PERFMON.",
	 "with CAP_SYS_ADMIN. --via ftrace"},
	/* Linux 5.7. */
	{{.status = NONE, .last_capability = "37\n"},
	 FILTER_STEP_LOAD,
	 "that takes CAP_SYS_ADMIN.",
	 "with CAP_SYS_ADMIN."},
	{{.status = ONLY_BPF, .last_capability = "40\n", .paranoid = "2\n"},
	 FILTER_STEP_OPEN,
	 "attach a BPF program to an event: that takes CAP_PERFMON. With "
	 "kernel.perf_event_paranoid at 0 or less, none would be needed",
	 "with CAP_BPF and CAP_PERFMON. --via ftrace"},
	{{.status = BPF_PERFMON, .last_capability = "40\n", .paranoid = "3\n"},
	 FILTER_STEP_OPEN,
	 "that takes CAP_SYS_ADMIN. With kernel.perf_event_paranoid at 2 or less, CAP_PERFMON",
	 "with CAP_SYS_ADMIN."},
	{{.status = ALL, .uid_map = "0 100000 65536\n", .last_capability = "40\n"},
	 FILTER_STEP_LOAD,
	 "this is a user namespace",
	 "outside of it. --via ftrace"},
	{{.status = ALL_FILTERED, .uid_map = FIRST, .last_capability = "40\n"},
	 FILTER_STEP_LOAD,
	 "a seccomp filter",
	 "bpf(2) and perf_event_open(2). --via ftrace"},
	{{.status = ONLY_ADMIN, .uid_map = FIRST, .paranoid = "4\n"},
	 FILTER_STEP_OPEN,
	 "a security module",
	 "--via ftrace"},
	{{.status = ALL, .lockdown = "none integrity [confidentiality]\n"},
	 FILTER_STEP_LOAD,
	 "locked down (confidentiality)",
	 "`integrity`"},
	{{.status = ONLY_BPF, .lockdown = "none [integrity] confidentiality\n"},
	 FILTER_STEP_LOAD,
	 "that takes CAP_PERFMON.",
	 "--via ftrace"},
	/* Nothing is known. */
	{{NULL}, FILTER_STEP_LOAD, "another reason than capabilities", "--via ftrace"},
};

static void test_reasons(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct filter_facts facts = filter_facts_parse(&rows[i].texts);
		_cleanup_error_ struct sonde_error *error = filter_permission(&facts, rows[i].step);

		if (error->kind != SONDE_ERROR_PERMISSION ||
		    !strstr(error->message, rows[i].message) || !strstr(error->hint, rows[i].hint))
			fail_msg("row %zu: kind %d: %s\n%s", i, error->kind, error->message,
				 error->hint);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
