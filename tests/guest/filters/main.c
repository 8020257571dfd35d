/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The filters of tests/unit/filter_random.h in a kernel. `filters SEED COUNT` loads COUNT of them:
 *
 * - as programs of type RAW_TRACEPOINT, which are run on values that are made up, and have to say
 *   what plain C says. Such a program is given twelve words, which is where arm64 has x0 to x11: so
 *   it is compiled for that machine on any.
 * - as programs of type KPROBE, as events get them, with records, stacks, threads and CPUs, which
 *   no test can run: its verifier has seen them.
 *
 * `filters walk ROOM` says how many instructions the verifier walks for patterns. What is wrong is
 * told in lines that begin with `wrong`.
 */
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bpf/layout.h"
#include "kernel.h"
#include "tests/unit/filter_places.h"
#include "tests/unit/filter_random.h"

#define HITS_EACH 8
#define NOWHERE	  UINT64_C(0xdead000000000000)

static const char *const words[] = {"x0", "x1", "x2", "x3", "x4",  "x5",
				    "x6", "x7", "x8", "x9", "x10", "x11"};
static const char *const x86_64[] = {"ax", "bx",  "cx",	 "dx",	"si",  "di",  "bp", "r8",
				     "r9", "r10", "r11", "r12", "r13", "r14", "r15"};

/* What was done. */
struct tally {
	unsigned loaded, refused, hits, passed, faulted, wrong;
	unsigned kprobes, kprobes_refused;
	uint64_t insns, walked, walked_most;
};

static void check(struct sonde_error *error)
{
	if (!error)
		return;
	printf("wrong: %s\n", error->message);
	exit(1);
}

/* `processed N insns` */
static uint64_t walked(const char *log)
{
	const char *at = strstr(log, "processed ");

	return at ? strtoull(at + strlen("processed "), NULL, 10) : 0;
}

static void count_walk(struct tally *tally, const struct filter_code *code, const char *log)
{
	const uint64_t steps = walked(log);

	tally->insns += code->insns.size;
	tally->walked += steps;
	if (steps > tally->walked_most)
		tally->walked_most = steps;
}

static void run_hit(const struct kernel_maps *maps, int program, const struct filter_made *made,
		    const struct filter_places *places, struct filter_random *random,
		    struct tally *tally)
{
	static struct filter_contents contents;
	const struct filter_counts before = *(const struct filter_counts *)maps->counts;
	struct filter_random_hit hit;
	enum filter_verdict verdict;
	uint64_t passed, faulted;
	uint32_t says;

	filter_random_values(random, made, &hit);
	prctl(PR_SET_NAME, hit.command);
	hit.values.process = (uint32_t)getpid();
	hit.values.thread = (uint32_t)syscall(SYS_gettid);
	hit.values.cpu = 0;
	filter_places_fill(places, &hit, &contents);
	/* The places were made for this address. */
	memcpy((void *)(uintptr_t)places->request.user, contents.memory, sizeof(contents.memory));
	verdict = filter_eval(&made->typed, &hit.values);
	says = kernel_run(program, contents.registers);
	passed = maps->counts->passed - before.passed;
	faulted = maps->counts->faulted - before.faulted;
	tally->hits++;
	tally->passed += verdict == FILTER_PASSES;
	tally->faulted += verdict == FILTER_FAULTED;
	if (says == passed && passed == (verdict == FILTER_PASSES) &&
	    faulted == (verdict == FILTER_FAULTED))
		return;
	tally->wrong++;
	printf("wrong: %s: it gives %u, passed %d, faulted %d, and is %d\n", str_text(&made->text),
	       says, (int)passed, (int)faulted, (int)verdict);
}

static void run_filter(const struct kernel_maps *maps, const struct filter_made *made,
		       struct filter_random *random, struct tally *tally)
{
	static uint8_t memory[FILTER_RANDOM_ARGUMENTS][PLACE_SIZE];
	const struct filter_places_request wanted = {
		.arch = "aarch64",
		.registers = words,
		.register_count = 12,
		.kernel = (uintptr_t)memory,
		.user = (uintptr_t)memory,
		.nowhere = NOWHERE,
	};
	_cleanup_filter_code_ struct filter_code code = {.insns = VEC_INIT};
	struct filter_code_request request = {.arch = "aarch64", .filter = &made->typed};
	struct filter_places places;
	char log[KERNEL_LOG_SIZE];
	int program;

	check(filter_places_make(random, &wanted, &places));
	request.event = &places.event;
	check(filter_code_make(&request, &code));
	program = kernel_load(maps, &code, BPF_PROG_TYPE_RAW_TRACEPOINT, log);
	if (program < 0) {
		tally->refused++;
		printf("wrong: %s: %s\n%s\n", str_text(&made->text), strerror(-program), log);
	} else {
		tally->loaded++;
		count_walk(tally, &code, log);
		for (int i = 0; i < HITS_EACH; i++)
			run_hit(maps, program, made, &places, random, tally);
		close(program);
	}
	filter_places_deinit(&places);
}

/* The architecture of this machine, and registers of it. */
static struct filter_places_request native(void)
{
	struct filter_places_request request = {
		.arch = "aarch64",
		.registers = words,
		.register_count = 12,
		.kernel = 0xffff800000001000,
		.user = 0x400000,
		.nowhere = NOWHERE,
	};
	struct utsname name;

	uname(&name);
	if (strcmp(name.machine, "x86_64") == 0) {
		request.arch = "x86_64";
		request.registers = x86_64;
		request.register_count = sizeof(x86_64) / sizeof(*x86_64);
	}
	return request;
}

/* As an event gets it, with all that there can be around a filter. */
static void load_kprobe(const struct kernel_maps *maps, const struct filter_made *made,
			struct filter_random *random, struct tally *tally)
{
	static const uint64_t cpus[2] = {5, UINT64_C(1) << 40};
	struct filter_places_request wanted = native();
	_cleanup_filter_code_ struct filter_code code = {.insns = VEC_INIT};
	_cleanup_filter_layout_ struct filter_layout layout = {.slots = VEC_INIT};
	struct filter_code_request request = {.filter = &made->typed};
	struct filter_layout_request records = {.text_room = 64};
	struct filter_places places;
	char log[KERNEL_LOG_SIZE];
	int program;

	wanted.is_user = filter_random_below(random, 2);
	check(filter_places_make(random, &wanted, &places));
	records.event = request.event = &places.event;
	records.recorded = filter_random_below(random, FILTER_RANDOM_ARGUMENTS + 1);
	records.kernel_stack = filter_random_below(random, 2);
	records.user_stack = filter_random_below(random, 2);
	check(filter_layout_make(&records, &layout));
	request.arch = wanted.arch;
	request.layout = filter_random_below(random, 4) ? &layout : NULL;
	request.by_thread = filter_random_below(random, 2);
	request.but_thread = filter_random_below(random, 2) ? 77 : 0;
	request.cpus = filter_random_below(random, 2) ? cpus : NULL;
	request.cpu_count = 1 + filter_random_below(random, 128);
	request.keeps_verdict = filter_random_below(random, 2);
	check(filter_code_make(&request, &code));
	program = kernel_load(maps, &code, BPF_PROG_TYPE_KPROBE, log);
	if (program < 0) {
		tally->kprobes_refused++;
		printf("wrong: %s as a kprobe: %s\n%s\n", str_text(&made->text), strerror(-program),
		       log);
	} else {
		tally->kprobes++;
		count_walk(tally, &code, log);
		close(program);
	}
	filter_places_deinit(&places);
}

/* For filters with `cpu`. */
static void stay_on_first_cpu(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) < 0) {
		perror("sched_setaffinity");
		exit(1);
	}
}

static void go_through(uint64_t seed, unsigned count)
{
	struct filter_random random = filter_random_init(seed);
	struct tally tally = {0};
	struct kernel_maps maps;

	kernel_maps_make(&maps);
	stay_on_first_cpu();
	for (unsigned i = 0; i < count; i++) {
		_cleanup_filter_made_ struct filter_made made = {.text = STR_INIT};

		check(filter_random_make(&random, &made));
		run_filter(&maps, &made, &random, &tally);
		load_kprobe(&maps, &made, &random, &tally);
	}
	printf("loaded %u refused %u hits %u passed %u faulted %u wrong %u\n", tally.loaded,
	       tally.refused, tally.hits, tally.passed, tally.faulted, tally.wrong);
	printf("kprobes %u refused %u\n", tally.kprobes, tally.kprobes_refused);
	printf("insns %" PRIu64 " walked %" PRIu64 " most %" PRIu64 "\n", tally.insns, tally.walked,
	       tally.walked_most);
}

static struct sonde_error *find(const struct filter_scope *scope, const char *name,
				struct filter_variable *ret)
{
	(void)scope;
	*ret = (struct filter_variable){.is_text = true, .argument = name[0] != 'a'};
	return NULL;
}

/* What a filter on two texts costs the verifier. */
static void walk(const struct kernel_maps *maps, const char *text)
{
	const struct filter_places_request machine = native();
	_cleanup_filter_expr_ struct filter_expr expr = {.text = NULL};
	_cleanup_filter_typed_ struct filter_typed typed = {.expr = NULL};
	_cleanup_filter_code_ struct filter_code code = {.insns = VEC_INIT};
	const struct filter_scope scope = {.find = find};
	struct filter_code_request request = {.arch = machine.arch, .filter = &typed};
	struct probe_event event;
	_cleanup_str_ struct str line = STR_INIT;
	char log[KERNEL_LOG_SIZE];
	int program;

	str_appendf(&line, "p:a/b c a=+0(+8(%%%s)):string b=+0(%%%s):string", machine.registers[0],
		    machine.registers[1]);
	check(probe_event_parse(str_text(&line), &event));
	request.event = &event;
	check(filter_expr_parse(text, &expr));
	check(filter_typed_make(&expr, &scope, &typed));
	check(filter_code_make(&request, &code));
	program = kernel_load(maps, &code, BPF_PROG_TYPE_KPROBE, log);
	if (program < 0)
		printf("wrong: %s: %s: %s\n", text, strerror(-program), log);
	else
		printf("walked %" PRIu64 " insns %zu: %.60s\n", walked(log), code.insns.size, text);
	if (program >= 0)
		close(program);
	probe_event_deinit(&event);
}

/* As many terms as people hardly write. */
static void walk_terms(const struct kernel_maps *maps, unsigned count)
{
	_cleanup_str_ struct str expr = STR_INIT;

	str_append(&expr, "a == \"\"");
	for (unsigned i = 1; i < count; i++)
		str_appendf(&expr, " || %s != \"a%u\"", i % 2 ? "a" : "b", i);
	check(str_check(&expr));
	walk(maps, expr.data);
}

static void walk_all(void)
{
	static const char *const texts[] = {
		"a == \"vmlinux.o\"",
		"a == b",
		"a ~ \"abc*\"",
		"a ~ \"*.log\"",
		"a ~ \"*a*\"",
		"a ~ \"*a*b*\"",
		"a ~ \"*a*b*c*\"",
		"a ~ \"*a*b*c*d\"",
		"a ~ \"*a*b*c*d*e*f*\"",
		"a ~ \"*?[a-cx-z]?*[!a-c.]??*c*\"",
		"a ~ \"*aaa*aab*abb*\" && b ~ \"*a*b*c*\"",
		"a ~ \"*aaa*aab*abb*\" || b ~ \"*a*b*c*\" || a ~ \"*x*y*z*\"",
	};
	struct kernel_maps maps;

	kernel_maps_make(&maps);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		walk(&maps, texts[i]);
	walk_terms(&maps, 640);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "walk") == 0) {
		walk_all();
		return 0;
	}
	if (argc != 3) {
		fprintf(stderr, "usage: filters SEED COUNT, or filters walk\n");
		return 2;
	}
	go_through(strtoull(argv[1], NULL, 0), (unsigned)strtoul(argv[2], NULL, 0));
	return 0;
}
