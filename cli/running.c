/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/running.h"

#include "probe/symbolic.h"

struct running_symbols running_symbols_init(void)
{
	return (struct running_symbols){.stream = fopen("/proc/kallsyms", "re")};
}

void running_symbols_deinit(struct running_symbols *symbols)
{
	if (symbols->stream)
		fclose(symbols->stream);
	kallsyms_deinit(&symbols->table);
	*symbols = (struct running_symbols){0};
}

struct sonde_error *running_lookup(struct running_symbols *symbols, const char *name,
				   struct suggest *suggest, struct kallsyms_symbol *ret)
{
	if (!symbols->table.entries.size) {
		rewind(symbols->stream);
		TRY(kallsyms_read(symbols->stream, &symbols->table));
	}
	*ret = kallsyms_lookup(&symbols->table, name, suggest);
	return NULL;
}

/* The name is no symbol: which one is nearest to it. */
static struct sonde_error *no_symbol(struct running_symbols *symbols, const struct probe_def *def)
{
	struct kallsyms_symbol symbol;
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, def->point.function);
	error = running_lookup(symbols, def->point.function, &suggest, &symbol);
	if (!error)
		error = suggest_hint(
			&suggest,
			probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
					"Probe point '%s' not found among the symbols of the "
					"running kernel.",
					def->point.function));
	suggest_deinit(&suggest);
	return error;
}

struct sonde_error *running_resolve(struct running_symbols *symbols, const struct probe_def *def,
				    struct probe_event *ret)
{
	struct kallsyms_symbol symbol;

	TRY(running_lookup(symbols, def->point.function, NULL, &symbol));
	if (symbol.count == 0)
		return no_symbol(symbols, def);
	if (symbol.count > 1)
		return probe_def_error(def, SONDE_ERROR_REFUSED, PROBE_AT_POINT,
				       "The running kernel has %zu symbols '%s': without debuginfo "
				       "they cannot be told apart.",
				       symbol.count, def->point.function);
	return symbolic_resolve(def, def->point.function, ret);
}
