/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/load.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bpf/permission.h"

/* Helpers that read the kernel's memory are for such programs only. */
#define LICENCE "GPL"

/* The longest log that all kernels give (BPF_LOG_BUF_SIZE of libbpf). */
#define LOG_SIZE ((size_t)(UINT32_MAX >> 8))

/* What libbpf makes of an instruction that it cannot relocate (poison_insn of its relo_core.c). */
#define UNRESOLVED "unknown#195896080"

/* Lines of it that are told, and how much of each. */
#define WORDS_LINES ((size_t)3)
#define WORDS_WIDTH ((size_t)160)

static int say_nothing(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

void filter_keep_quiet(void)
{
	libbpf_set_print(say_nothing);
}

/* Whether a line of the log is no reason: figures at its end; states of all registers, of which the
 * tenth is one. */
static bool is_aside(const char *line, size_t size)
{
	static const char *const asides[] = {"processed ", "verification time ", "stack depth "};

	for (size_t i = 0; i < sizeof(asides) / sizeof(asides[0]); i++)
		if (size >= strlen(asides[i]) && strncmp(line, asides[i], strlen(asides[i])) == 0)
			return true;
	return !size || (memmem(line, size, " R10=", 5) && !memchr(line, ';', size));
}

void filter_verifier_words(const char *log, struct str *out)
{
	const char *lines[WORDS_LINES];
	size_t sizes[WORDS_LINES];
	size_t count = 0;

	for (const char *end = log + strlen(log); end > log && count < WORDS_LINES;) {
		const char *line = end - 1;

		while (line > log && line[-1] != '\n')
			line--;
		sizes[count] = strcspn(line, "\n");
		if (!is_aside(line, sizes[count]))
			lines[count++] = line;
		end = line;
	}
	for (size_t i = count; i-- > 0;) {
		str_append(out, out->size ? "\n  " : "  ");
		str_append_bytes(out, lines[i], sizes[i] < WORDS_WIDTH ? sizes[i] : WORDS_WIDTH);
		if (sizes[i] > WORDS_WIDTH)
			str_append(out, "...");
	}
}

/* Before Linux 5.0 programs of probes have to name the kernel that they were made for. */
static uint32_t running_version(void)
{
	unsigned major = 0, minor = 0, patch = 0;
	struct utsname name;

	if (uname(&name) < 0 || sscanf(name.release, "%u.%u.%u", &major, &minor, &patch) < 2)
		return 0;
	return (major << 16) + (minor << 8) + (patch < 255 ? patch : 255);
}

static struct sonde_error *explain(int errnum, const char *log)
{
	_cleanup_str_ struct str words = STR_INIT;

	filter_verifier_words(log, &words);
	TRY(str_check(&words));
	if (errnum == EPERM || (filter_is_locked_down() && strstr(log, "func")))
		return filter_permission_here(FILTER_STEP_LOAD);
	if (strstr(str_text(&words), UNRESOLVED))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					"The object uses a field, a type or a value of the kernel "
					"that this kernel does not have (CO-RE).\n%s",
					str_text(&words)),
			"Ask for it by bpf_core_field_exists() first, or let sonde fetch it.");
	if (words.size)
		return sonde_error_new(SONDE_ERROR_REFUSED,
				       "The kernel's verifier refuses the program (%s):\n%s",
				       strerror(errnum), str_text(&words));
	return filter_refusal(errnum, "Cannot load the program");
}

/* Load it once more to be told why it was refused. */
static struct sonde_error *ask_why(enum bpf_prog_type type, const struct filter_code *code,
				   struct bpf_prog_load_opts *options, int *ret)
{
	_cleanup_free_ char *log = calloc(1, LOG_SIZE);
	int fd;

	if (!log)
		return &sonde_error_no_memory;
	options->log_buf = log;
	options->log_size = LOG_SIZE;
	options->log_level = 1;
	fd = bpf_prog_load(type, "sonde", LICENCE, code->insns.data, code->insns.size, options);
	if (fd == -ENOSPC) {
		/* Every step of it does not fit; what was wrong in the end does. */
		memset(log, 0, LOG_SIZE);
		options->log_level = 4;
		fd = bpf_prog_load(type, "sonde", LICENCE, code->insns.data, code->insns.size,
				   options);
	}
	if (fd < 0)
		return explain(-fd, log);
	*ret = fd;
	return NULL;
}

static struct sonde_error *load_code(enum bpf_prog_type type, const struct filter_code *code,
				     int *ret)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .kern_version = running_version());
	int fd = bpf_prog_load(type, "sonde", LICENCE, code->insns.data, code->insns.size,
			       &options);

	if (fd == -EPERM)
		return filter_permission_here(FILTER_STEP_LOAD);
	if (fd < 0)
		return ask_why(type, code, &options, ret);
	*ret = fd;
	return NULL;
}

/* Put the maps in where the code refers to them. */
static struct sonde_error *put_maps(const struct filter_load *load, struct filter_maps *maps,
				    struct bpf_insn *insns)
{
	vec_for_each(&load->code->references, reference) {
		struct bpf_insn *insn = insns + reference->insn;
		int fd;

		TRY(filter_maps_get(maps, reference->map, load->ring_size, &fd));
		insn[0].src_reg = reference->is_value ? BPF_PSEUDO_MAP_VALUE : BPF_PSEUDO_MAP_FD;
		insn[0].imm = fd;
		insn[1].imm = reference->is_value ? (int32_t)reference->offset : 0;
	}
	return NULL;
}

/* Put the user's function behind the code, and the distance to it where it is called. */
static struct sonde_error *put_object(const struct filter_load *load, struct filter_code *code)
{
	const size_t call = code->object_call;

	if (!call || !load->object)
		return NULL;
	code->insns.data[call].imm = (int32_t)(code->insns.size - call - 1);
	vec_for_each(filter_object_insns(load->object), insn)
		TRY(vec_push(&code->insns, *insn));
	return NULL;
}

struct sonde_error *filter_programs_load(struct filter_programs *programs,
					 const struct filter_load *load, struct filter_maps *maps,
					 int *ret)
{
	_cleanup_filter_code_ struct filter_code asked = {.insns = VEC_INIT};
	_cleanup_filter_code_ struct filter_code final = {.insns = VEC_INIT};
	_cleanup_close_ int fd = -1;

	vec_for_each(&programs->list, loaded) {
		if (!filter_code_is_equal(&loaded->code, load->code))
			continue;
		*ret = loaded->fd;
		return NULL;
	}
	TRY(filter_code_copy(load->code, &asked));
	TRY(filter_code_copy(load->code, &final));
	TRY(put_maps(load, maps, final.insns.data));
	TRY(put_object(load, &final));
	TRY(load_code(load->type, &final, &fd));
	TRY(vec_push(&programs->list, (struct filter_loaded){.code = asked, .fd = fd}));
	asked = (struct filter_code){.insns = VEC_INIT};
	*ret = take_fd(&fd);
	return NULL;
}

struct sonde_error *filter_programs_misses(const struct filter_programs *programs, uint64_t *ret)
{
	uint64_t sum = 0;

	vec_for_each(&programs->list, loaded) {
		struct bpf_prog_info info = {.type = 0};
		uint32_t size = sizeof(info);

		if (bpf_obj_get_info_by_fd(loaded->fd, &info, &size) < 0)
			return sonde_error_os(errno, "Cannot ask for the program's misses");
		if (size < offsetof(struct bpf_prog_info, recursion_misses) +
				   sizeof(info.recursion_misses)) {
			*ret = UINT64_MAX;
			return NULL;
		}
		sum += info.recursion_misses;
	}
	*ret = sum;
	return NULL;
}

void filter_programs_deinit(struct filter_programs *programs)
{
	vec_for_each(&programs->list, loaded) {
		close(loaded->fd);
		filter_code_deinit(&loaded->code);
	}
	vec_deinit(&programs->list);
}
