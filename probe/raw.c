/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/raw.h"

#include "base/suggest.h"
#include "probe/fetch.h"

static struct sonde_error *check_register(const struct probe_def *def, const struct probe_arg *arg,
					  const struct arch *arch, const char *name)
{
	struct sonde_error *error;
	struct suggest suggest;

	if (arch_has_register(arch, name))
		return NULL;
	suggest_init(&suggest, name);
	for (size_t i = 0; i < arch->register_count; i++) {
		if (arch->registers[i])
			suggest_offer(&suggest, arch->registers[i]);
	}
	error = suggest_hint(&suggest, probe_def_error(def, SONDE_ERROR_UNAVAILABLE, arg->column,
						       "Probes know no register '%%%s'.", name));
	suggest_deinit(&suggest);
	return error;
}

static struct sonde_error *check_symbol(const struct probe_def *def, const struct probe_arg *arg,
					const struct image *image, const char *name)
{
	size_t first, count;

	if (image->kind != IMAGE_KERNEL)
		return NULL;
	count = symbols_named(&image->symbols, name, &first);
	if (count <= 1)
		return NULL;
	return sonde_error_hint(
		probe_def_error(
			def, SONDE_ERROR_UNAVAILABLE, arg->column,
			"There are %zu symbols '%s', and the kernel would take any of them.", count,
			name),
		"Name the variable without the '@', or write its distance from another symbol: "
		"@_text+OFFSET.");
}

struct sonde_error *raw_check(const struct probe_def *def, const struct image *image,
			      const struct arch *arch)
{
	vec_for_each(&def->args, arg) {
		_cleanup_fetch_ struct fetch fetch = {0};
		struct scan scan;

		if (arg->kind != PROBE_ARG_RAW)
			continue;
		scan = scan_text(arg->base);
		TRY(fetch_parse(&scan, &fetch));
		if (fetch.base == FETCH_REGISTER)
			TRY(check_register(def, arg, arch, fetch.name));
		if (fetch.base == FETCH_SYMBOL)
			TRY(check_symbol(def, arg, image, fetch.name));
	}
	return NULL;
}
