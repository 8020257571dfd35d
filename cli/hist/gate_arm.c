/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "cli/hist/gate.h"
#include "tracefs/format.h"

struct sonde_error *gate_arm(struct gate *gate, const char *tracing_dir)
{
	vec_for_each(&gate->places, place) {
		uint64_t id;

		TRY(event_id_read(tracing_dir, place->system, place->event, &id));
		TRY(filter_run_attach(gate->run, &place->code, id));
	}
	return filter_run_start(gate->run);
}

void gate_end(struct gate *gate)
{
	filter_run_destroy(take_ptr(gate->run));
}

struct sonde_error *gate_remark(const struct gate *gate, struct hist_table *table)
{
	struct filter_counts counts;
	uint64_t misses;

	if (!gate->run)
		return NULL;
	filter_run_counts(gate->run, &counts);
	TRY(filter_run_misses(gate->run, &misses));
	if (misses && misses != UINT64_MAX)
		TRY(hist_table_remark(table,
				      "At %" PRIu64 " hits the program of --gate could not run: "
				      "they were judged as those before them on their CPUs.",
				      misses));
	if (counts.faulted)
		TRY(hist_table_remark(table,
				      "%" PRIu64 " hits were left out: what the filter reads could "
				      "not be read.",
				      counts.faulted));
	if (counts.cut)
		TRY(hist_table_remark(table,
				      "%" PRIu64 " texts were longer than what the filter sees of "
				      "them.",
				      counts.cut));
	return NULL;
}
