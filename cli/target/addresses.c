/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/addresses.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "cli/run/process_maps.h"
#include "cli/target/program_symbols.h"
#include "image/kallsyms.h"

/* A process can have 65530 mappings by default (vm.max_map_count). */
#define MAPS_LIMIT (32U << 20)
/* When there are more processes or files all are forgotten, and asked anew. */
#define PROCESSES_MOST 1024
#define FILES_MOST     256
/* What a process has mapped is read again after this time, in nanoseconds, if it has not ended; and
 * after the shorter one if an address is nowhere. */
#define STALE_AFTER UINT64_C(1000000000)
#define AGAIN_AFTER UINT64_C(50000000)

struct process {
	struct process_maps maps;
	/* CLOCK_MONOTONIC, nanoseconds. */
	uint64_t read_at;
	/* It sees the same files as this program. */
	bool shares_files;
};

struct addresses {
	struct hit_symbols symbols;
	/* Owned. */
	char *proc;
	struct kallsyms kernel;
	bool has_kernel;
	bool leaves_processes_out;
	/* `[nfs]` */
	struct str object;
	/* PID -> struct process; the values are owned. */
	struct map processes;
	/* `DEVICE INODE PATH` -> struct program_symbols, NULL for what is none; owned. */
	struct map files;
};

static void forget_processes(struct addresses *addresses)
{
	map_for_each(&addresses->processes, entry) {
		struct process *process = entry->value;

		process_maps_deinit(&process->maps);
		free(process);
	}
	map_deinit(&addresses->processes);
}

static void forget_files(struct addresses *addresses)
{
	map_for_each(&addresses->files, entry)
		program_symbols_destroy(entry->value);
	map_deinit(&addresses->files);
}

void addresses_destroy(struct addresses *addresses)
{
	if (!addresses)
		return;
	forget_processes(addresses);
	forget_files(addresses);
	kallsyms_deinit(&addresses->kernel);
	str_deinit(&addresses->object);
	free(addresses->proc);
	free(addresses);
}

static FILE *open_kallsyms(const struct addresses *addresses)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/kallsyms", addresses->proc);
	return path.failed ? NULL : fopen(str_text(&path), "re");
}

const char *addresses_lack(const struct addresses *addresses)
{
	_cleanup_fclose_ FILE *stream = open_kallsyms(addresses);
	char line[1024];

	if (!stream)
		return "The kernel has no /proc/kallsyms that can be read: its addresses have no "
		       "names.";
	while (fgets(line, sizeof(line), stream)) {
		/* The first ones can be of CPUs' own data, which begin at 0. */
		if (strtoull(line, NULL, 16))
			return NULL;
	}
	return "The kernel hides its addresses (kernel.kptr_restrict, kernel.perf_event_paranoid): "
	       "they have no names.";
}

/* Read when the first address is asked about; without memory there are none. */
static void read_kernel(struct addresses *addresses)
{
	_cleanup_fclose_ FILE *stream = NULL;
	_cleanup_error_ struct sonde_error *error = NULL;

	if (addresses->has_kernel)
		return;
	addresses->has_kernel = true;
	stream = open_kallsyms(addresses);
	if (stream)
		error = kallsyms_read_all(stream, &addresses->kernel);
}

static void find_kernel(const struct hit_symbols *symbols, uint64_t address, struct hit_symbol *ret)
{
	struct addresses *addresses = symbols->data;
	const struct kallsyms_entry *entry;
	const char *module;

	read_kernel(addresses);
	*ret = (struct hit_symbol){0};
	entry = kallsyms_at(&addresses->kernel, address);
	if (!entry)
		return;
	module = kallsyms_module(&addresses->kernel, entry);
	ret->name = kallsyms_name(&addresses->kernel, entry);
	ret->offset = address - entry->address;
	ret->object = "[kernel.kallsyms]";
	if (!module)
		return;
	str_truncate(&addresses->object, 0);
	str_appendf(&addresses->object, "[%s]", module);
	ret->object = str_text(&addresses->object);
}

/* Whether a link of two processes is to the same. */
static bool is_same(const struct addresses *addresses, const char *pid, const char *link)
{
	_cleanup_str_ struct str own = STR_INIT, other = STR_INIT;
	struct stat x, y;

	str_appendf(&own, "%s/self/%s", addresses->proc, link);
	str_appendf(&other, "%s/%s/%s", addresses->proc, pid, link);
	return !own.failed && !other.failed && stat(str_text(&own), &x) == 0 &&
	       stat(str_text(&other), &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Read what the process has mapped now; of one that has ended stays what is known. */
static struct sonde_error *read_maps(const struct addresses *addresses, const char *pid,
				     struct process *process)
{
	_cleanup_str_ struct str path = STR_INIT, text = STR_INIT;
	_cleanup_process_maps_ struct process_maps maps = {0};

	process->read_at = clock_monotonic();
	str_appendf(&path, "%s/%s/maps", addresses->proc, pid);
	TRY(str_check(&path));
	TRY(file_read(str_text(&path), MAPS_LIMIT, &text));
	/* One that is ending has none any more. */
	if (!text.size)
		return NULL;
	TRY(process_maps_parse(text.data, &maps));
	process->shares_files = is_same(addresses, pid, "root") &&
				is_same(addresses, pid, "ns/mnt");
	process_maps_deinit(&process->maps);
	process->maps = maps;
	maps = (struct process_maps){0};
	return NULL;
}

/* NULL without memory. */
static struct process *process_of(struct addresses *addresses, const char *pid)
{
	struct process *process = map_get(&addresses->processes, pid);
	_cleanup_error_ struct sonde_error *error = NULL;

	if (process)
		return process;
	if (addresses->processes.size >= PROCESSES_MOST)
		forget_processes(addresses);
	process = calloc(1, sizeof(*process));
	if (!process)
		return NULL;
	error = map_put(&addresses->processes, pid, process);
	if (error) {
		free(process);
		return NULL;
	}
	sonde_error_destroy(read_maps(addresses, pid, process));
	return process;
}

static const struct mapping *mapping_of(const struct addresses *addresses, struct process *process,
					const char *pid, uint64_t address)
{
	const struct mapping *found = process_maps_find(&process->maps, address);

	if (clock_monotonic() - process->read_at < (found ? STALE_AFTER : AGAIN_AFTER))
		return found;
	sonde_error_destroy(read_maps(addresses, pid, process));
	return process_maps_find(&process->maps, address);
}

/* The file as the process sees it, or as all see it that see the same files. */
static struct sonde_error *open_file(const struct addresses *addresses,
				     const struct process *process, const char *pid,
				     const char *path, struct program_symbols **ret)
{
	_cleanup_str_ struct str inside = STR_INIT;
	struct sonde_error *error;

	str_appendf(&inside, "%s/%s/root%s", addresses->proc, pid, path);
	TRY(str_check(&inside));
	error = program_symbols_create(str_text(&inside), ret);
	if (!error || !process->shares_files)
		return error;
	sonde_error_destroy(error);
	return program_symbols_create(path, ret);
}

/* The symbols of the file that is mapped; NULL if it cannot be read. */
static struct program_symbols *file_of(struct addresses *addresses, const struct process *process,
				       const char *pid, const struct mapping *mapping)
{
	_cleanup_str_ struct str key = STR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL, *not_kept = NULL;
	struct program_symbols *symbols = NULL;

	str_appendf(&key, "%s %llu %s", mapping->device, (unsigned long long)mapping->inode,
		    mapping->path);
	if (key.failed)
		return NULL;
	if (map_has(&addresses->files, str_text(&key)))
		return map_get(&addresses->files, str_text(&key));
	if (addresses->files.size >= FILES_MOST)
		forget_files(addresses);
	error = open_file(addresses, process, pid, mapping->path, &symbols);
	not_kept = map_put(&addresses->files, str_text(&key), symbols);
	if (!not_kept)
		return symbols;
	program_symbols_destroy(symbols);
	return NULL;
}

static void find_user(const struct hit_symbols *symbols, pid_t pid, uint64_t address,
		      struct hit_symbol *ret)
{
	struct addresses *addresses = symbols->data;
	char number[sizeof("-2147483648")];
	const struct mapping *mapping;
	struct program_symbols *file;
	struct process *process;
	uint64_t offset;

	*ret = (struct hit_symbol){0};
	if (addresses->leaves_processes_out)
		return;
	snprintf(number, sizeof(number), "%d", (int)pid);
	process = process_of(addresses, number);
	mapping = process ? mapping_of(addresses, process, number, address) : NULL;
	if (!mapping || !*mapping->path)
		return;
	offset = address - mapping->start + mapping->offset;
	ret->object = mapping->path;
	ret->offset = offset;
	file = mapping->path[0] == '/' ? file_of(addresses, process, number, mapping) : NULL;
	if (file)
		ret->name = program_symbols_find(file, offset, &ret->offset);
}

struct sonde_error *addresses_create(const char *proc, struct addresses **ret)
{
	_cleanup_free_ struct addresses *addresses = calloc(1, sizeof(*addresses));

	if (!addresses)
		return &sonde_error_no_memory;
	TRY(sonde_strdup(proc, &addresses->proc));
	addresses->symbols = (struct hit_symbols){find_kernel, find_user, addresses};
	addresses->kernel = (struct kallsyms)KALLSYMS_INIT;
	*ret = take_ptr(addresses);
	return NULL;
}

void addresses_leave_processes_out(struct addresses *addresses)
{
	addresses->leaves_processes_out = true;
}

const struct hit_symbols *addresses_symbols(const struct addresses *addresses)
{
	return &addresses->symbols;
}
