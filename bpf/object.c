/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "bpf/load.h"
#include "bpf/object_types.h"
#include "bpf/permission.h"

#define FUNCTION "filter"

#define KERNEL_TYPES "/sys/kernel/btf/vmlinux"

#define HOW "Compile it by `clang -O2 -g -target bpf -c`, see sonde-filter(1)."

/* Bytes that an object file may have: many times what clang makes of the longest program that the
 * kernel takes, with all its types. */
#define SIZE_MOST ((size_t)64 << 20)

struct filter_object {
	/** Its path. Owned. */
	char *path;
	/** The file's, as they were when it was opened. */
	struct str bytes;
	struct bpf_object *file;
	struct filter_insns insns;
};

static void close_file(struct bpf_object **file)
{
	bpf_object__close(*file);
}

static struct sonde_error *explain_open(const char *path, int errnum)
{
	switch (errnum) {
	case LIBBPF_ERRNO__ENDIAN:
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_MISMATCH,
							"%s was made for another byte order than "
							"this machine's.",
							path),
					"Compile it with -target bpf on this machine, or with "
					"bpfel or bpfeb for it.");
	case LIBBPF_ERRNO__FORMAT:
	case LIBBPF_ERRNO__LIBELF:
	case EINVAL:
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_FORMAT, "%s is no object file of BPF.", path),
			HOW);
	default:
		if (errnum < __LIBBPF_ERRNO__START)
			return sonde_error_os(errnum, "Cannot open %s", path);
		return sonde_error_new(SONDE_ERROR_FORMAT, "libbpf does not take %s (error %d).",
				       path, errnum);
	}
}

/* What libbpf makes of the bytes. It is never given the path: it would wait for a pipe, and what it
 * reads next time need not be the same. */
static struct sonde_error *open_bytes(const struct filter_object *object, struct bpf_object **ret)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "sonde");
	struct bpf_object *file = bpf_object__open_mem(str_text(&object->bytes), object->bytes.size,
						       &options);

	if (!file)
		return explain_open(object->path, errno);
	*ret = file;
	return NULL;
}

static struct sonde_error *find(struct bpf_object *file, const char *path, struct bpf_program **ret)
{
	struct bpf_program *program = bpf_object__find_program_by_name(file, FUNCTION);

	if (!program)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_NOT_FOUND,
							"%s has no function `" FUNCTION
							"` in a section of its own.",
							path),
					"Write it as: SEC(\"sonde\") int " FUNCTION
					"(struct sonde_args *args)");
	*ret = program;
	return NULL;
}

/* The section of the function; owned by the caller. */
static struct sonde_error *section_of(const struct filter_object *object, char **ret)
{
	_cleanup_(close_file) struct bpf_object *file = NULL;
	struct bpf_program *program;

	TRY(open_bytes(object, &file));
	TRY(find(file, object->path, &program));
	return sonde_strdup(bpf_program__section_name(program), ret);
}

/* As libbpf_prog_prepare_load_fn_t: everything the function refers to is settled now. */
static int keep_insns(struct bpf_program *program, struct bpf_prog_load_opts *options, long cookie)
{
	struct filter_object *object = (struct filter_object *)cookie;
	const struct bpf_insn *insns = bpf_program__insns(program);
	const size_t count = bpf_program__insn_cnt(program);
	_cleanup_error_ struct sonde_error *error = NULL;
	/* What libbpf loads in place of the function. */
	struct bpf_insn nothing[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};

	for (size_t i = 0; !error && i < count; i++)
		error = vec_push(&object->insns, insns[i]);
	if (error)
		return -ENOMEM;
	/* They are about the instructions that were. */
	options->func_info_cnt = 0;
	options->line_info_cnt = 0;
	return bpf_program__set_insns(program, nothing, sizeof(nothing) / sizeof(nothing[0]));
}

static struct sonde_error *explain_load(const char *path, int errnum)
{
	if (errnum == EPERM)
		return filter_permission_here(FILTER_STEP_LOAD);
	if (errnum == ESRCH && access(KERNEL_TYPES, R_OK) < 0)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNSUPPORTED,
					"%s has CO-RE relocations, for which this kernel lacks "
					"its types (" KERNEL_TYPES ", CONFIG_DEBUG_INFO_BTF).",
					path),
			"What `struct sonde_args` has needs none of them.");
	if (errnum < __LIBBPF_ERRNO__START)
		return sonde_error_os(errnum, "libbpf cannot load %s", path);
	return sonde_error_new(SONDE_ERROR_FORMAT, "libbpf cannot load %s (error %d).", path,
			       errnum);
}

/* Of all programs of the file load only that one. */
static struct sonde_error *load(struct filter_object *object)
{
	const char *path = object->path;
	struct bpf_program *wanted, *program;
	int result;

	TRY(open_bytes(object, &object->file));
	TRY(find(object->file, path, &wanted));
	bpf_object__for_each_program(program, object->file)
		bpf_program__set_autoload(program, program == wanted);
	result = bpf_object__load(object->file);
	if (result < 0)
		return explain_load(path, -result);
	bpf_program__unload(wanted);
	if (!object->insns.size)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "This libbpf (%s) does not show the instructions of %s.",
				       libbpf_version_string(), path);
	return NULL;
}

/*
 * Register the function that libbpf calls. One handler always stays behind: up to libbpf 1.2 the
 * last one leaves a list behind that was freed (libbpf_reallocarray() to no elements).
 */
static struct sonde_error *register_handler(const char *section, struct filter_object *object,
					    int *ret)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, options, .cookie = (long)object,
		    .prog_prepare_load_fn = keep_insns);
	const int idle = libbpf_register_prog_handler("sonde/idle", BPF_PROG_TYPE_KPROBE, 0, NULL);
	const int handler = idle < 0 ? idle
				     : libbpf_register_prog_handler(section, BPF_PROG_TYPE_KPROBE,
								    0, &options);

	if (handler < 0)
		return sonde_error_os(-handler, "libbpf does not take the section %s", section);
	*ret = handler;
	return NULL;
}

struct sonde_error *filter_object_open(const char *path, struct filter_object **ret)
{
	_cleanup_filter_object_ struct filter_object *object = calloc(1, sizeof(*object));
	_cleanup_free_ char *section = NULL;
	struct sonde_error *error;
	int handler;

	if (!object)
		return &sonde_error_no_memory;
	filter_keep_quiet();
	TRY(sonde_strdup(path, &object->path));
	TRY(file_read(path, SIZE_MOST, &object->bytes));
	TRY(section_of(object, &section));
	TRY(register_handler(section, object, &handler));
	error = load(object);
	libbpf_unregister_prog_handler(handler);
	if (!error)
		*ret = take_ptr(object);
	return error;
}

void filter_object_close(struct filter_object *object)
{
	if (!object)
		return;
	bpf_object__close(object->file);
	vec_deinit(&object->insns);
	str_deinit(&object->bytes);
	free(object->path);
	free(object);
}

const struct filter_insns *filter_object_insns(const struct filter_object *object)
{
	return &object->insns;
}

struct sonde_error *filter_object_check(const struct filter_object *object,
					const struct filter_layout *layout,
					const char *const *names)
{
	struct sonde_error *error = filter_types_check(bpf_object__btf(object->file), layout,
						       names);

	return error ? sonde_error_prefix(error, "%s: ", object->path) : NULL;
}
