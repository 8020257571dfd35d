/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/filter.h"
#include "bpf/object.h"
#include "bpf/samples.h"

const char *filter_library_version(void)
{
	return NULL;
}

static struct sonde_error *refuse(void)
{
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
						"This sonde was built without libbpf: it loads no "
						"programs."),
				"--via ftrace needs none: it takes what the kernel's own filters "
				"can say.");
}

struct sonde_error *filter_try(enum filter_means means)
{
	(void)means;
	return refuse();
}

struct sonde_error *filter_check_support(bool needs_ring)
{
	(void)needs_ring;
	return refuse();
}

struct sonde_error *filter_run_create(const struct filter_run_options *options,
				      struct filter_run **ret)
{
	(void)options;
	(void)ret;
	return refuse();
}

void filter_run_destroy(struct filter_run *run)
{
	(void)run;
}

struct sonde_error *filter_run_add_thread(struct filter_run *run, pid_t tid)
{
	(void)run;
	(void)tid;
	return refuse();
}

struct sonde_error *filter_run_attach(struct filter_run *run, const struct filter_code *code,
				      uint64_t id)
{
	(void)run;
	(void)code;
	(void)id;
	return refuse();
}

struct sonde_error *filter_run_start(struct filter_run *run)
{
	(void)run;
	return refuse();
}

void filter_run_stop(struct filter_run *run)
{
	(void)run;
}

int filter_run_fd(const struct filter_run *run)
{
	(void)run;
	return -1;
}

struct sonde_error *filter_run_read(struct filter_run *run, filter_record_fn *take, void *data)
{
	(void)run;
	(void)take;
	(void)data;
	return refuse();
}

struct sonde_error *filter_run_read_rest(struct filter_run *run, filter_record_fn *take, void *data)
{
	(void)run;
	(void)take;
	(void)data;
	return refuse();
}

struct sonde_error *filter_run_verdict_address(struct filter_run *run, uint64_t *ret)
{
	(void)run;
	(void)ret;
	return refuse();
}

void filter_run_counts(const struct filter_run *run, struct filter_counts *ret)
{
	(void)run;
	*ret = (struct filter_counts){0};
}

struct sonde_error *filter_run_misses(const struct filter_run *run, uint64_t *ret)
{
	(void)run;
	(void)ret;
	return refuse();
}

struct sonde_error *filter_samples_create(const struct filter_samples_options *options,
					  struct filter_samples **ret)
{
	(void)options;
	(void)ret;
	return refuse();
}

void filter_samples_destroy(struct filter_samples *samples)
{
	(void)samples;
}

struct sonde_error *filter_samples_add_thread(struct filter_samples *samples, pid_t tid)
{
	(void)samples;
	(void)tid;
	return refuse();
}

struct sonde_error *filter_samples_attach(struct filter_samples *samples,
					  const struct filter_code *code, uint64_t id)
{
	(void)samples;
	(void)code;
	(void)id;
	return refuse();
}

struct sonde_error *filter_samples_start(struct filter_samples *samples)
{
	(void)samples;
	return refuse();
}

void filter_samples_stop(struct filter_samples *samples)
{
	(void)samples;
}

int filter_samples_fd(const struct filter_samples *samples)
{
	(void)samples;
	return -1;
}

struct sonde_error *filter_samples_read(struct filter_samples *samples, bool is_last,
					filter_sample_fn *take, void *data)
{
	(void)samples;
	(void)is_last;
	(void)take;
	(void)data;
	return refuse();
}

void filter_samples_counts(const struct filter_samples *samples, struct filter_counts *ret)
{
	(void)samples;
	*ret = (struct filter_counts){0};
}

struct sonde_error *filter_samples_misses(const struct filter_samples *samples, uint64_t *ret)
{
	(void)samples;
	(void)ret;
	return refuse();
}

struct sonde_error *filter_object_open(const char *path, struct filter_object **ret)
{
	(void)path;
	(void)ret;
	return refuse();
}

void filter_object_close(struct filter_object *object)
{
	(void)object;
}

const struct filter_insns *filter_object_insns(const struct filter_object *object)
{
	(void)object;
	return NULL;
}

struct sonde_error *filter_object_check(const struct filter_object *object,
					const struct filter_layout *layout,
					const char *const *names)
{
	(void)object;
	(void)layout;
	(void)names;
	return refuse();
}
