/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The joint between questions (cli/ask/ask.h) and filters (bpf/): which names of an expression have
 * to be fetched, what they mean at an event, and whether the kernel's own filter can say it.
 *
 *     TRY(filter_expr_parse(options->filter, &expr));
 *     TRY(filter_scope_needs(&expr, &asking->needs));             before there are events
 *     ...                                                         for each place of an event:
 *     TRY(probe_event_parse(event->lines.data[i], &probe));
 *     filter_scope_init(event, &probe, &scope);
 *     TRY(filter_typed_make(&expr, &scope.scope, &typed));
 */
#ifndef CLI_FILTER_SCOPE_H
#define CLI_FILTER_SCOPE_H

#include "base/err.h"
#include "base/str.h"
#include "bpf/typed.h"
#include "filter/expr.h"
#include "hist/question.h"
#include "probe/event.h"

/**
 * Append what definitions have to fetch for @p expr to be tested. What every hit has by itself
 * (`comm pid tid cpu`) is not among it, nor are the names of errors. A name in capitals may be that
 * of an enumerator: it is optional (struct hist_need).
 */
struct sonde_error *filter_scope_needs(const struct filter_expr *expr, struct hist_needs *ret);

/** What every hit has by itself, by position: `comm pid tid cpu`; NULL behind the last. */
const char *filter_scope_common(size_t position);

/** What names mean at an event. To be passed on by its address, as `scope` points back at it. */
struct filter_event_scope {
	struct filter_scope scope;
	/** Borrowed. */
	const struct hist_event *event;
	const struct probe_event *probe;
};

/**
 * Names as the person writes them (struct hist_field), and what all hits have. An ARGUMENT's index
 * is that of its field, and of its argument in the line, which are in the same order.
 *
 * @param event its fields are those of its arguments
 * @param probe one of its lines; NULL: as the kernel's tracer has them, which has some types that a
 *        program has not; then there may be no line at all
 * @param ret all of it is borrowed
 */
void filter_scope_init(const struct hist_event *event, const struct probe_event *probe,
		       struct filter_event_scope *ret);

/**
 * Append the filter in the words of the kernel (`events/G/E/filter`), if it gives the same answer
 * there for every value.
 *
 * One thing no text can say: where the memory of an argument cannot be read, the kernel's tracer
 * goes on with a 0 or a text that says so, and on 6.1 with what was there before; the filters here
 * reject such a hit. See filter_scope_may_fault().
 *
 * @param typed of a scope of @p event
 * @param out as it was on failure. Nothing is appended if everything passes.
 * @return UNAVAILABLE with the part of the expression (the column) that cannot be said, and why
 */
struct sonde_error *filter_scope_print(const struct filter_typed *typed,
				       const struct hist_event *event, struct str *out);

/** Whether an argument that @p typed tests is read from memory, which may not be there. */
bool filter_scope_may_fault(const struct filter_typed *typed, const struct probe_event *probe);

#endif /* CLI_FILTER_SCOPE_H */
