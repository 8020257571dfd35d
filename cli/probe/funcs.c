/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `sonde probe -F`: the functions that can be probed, by the image's symbol table or, where there
 * is no image, by the running kernel's.
 *
 * What the kernel frees after boot or keeps apart from its text (start-up code, hibernation) is
 * left out: core_kernel_text() of kernel/extable.c is true from _stext to _etext only, and no probe
 * is taken outside of that.
 */
#include <string.h>

#include "base/nameexpr.h"
#include "base/suggest.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/probe/func_names.h"
#include "cli/probe/probe.h"
#include "cli/target/marker_list.h"
#include "cli/target/target.h"
#include "image/kallsyms.h"

/* As in perf probe. */
#define FILTER_DEFAULT "!_* & !*@plt"

/* The addresses of code that stays; `end` is 0 where that is not known. */
struct text {
	uint64_t start;
	uint64_t end;
};

/* One run of the command. */
struct finding {
	const struct context *context;
	const struct probe_request *request;
	struct nameexpr filter;
	struct text text;
	struct json_object *json;
	/** For a filter that is one name: the nearest of the others. */
	struct suggest suggest;
	bool suggests;
	/** The last name that was shown; borrowed. */
	const char *last;
	/** Those of a program. */
	struct func_names names;
	/** How many match but cannot be probed. */
	size_t gone;
	/** The line being printed. */
	struct str line;
};

static void finding_deinit(struct finding *finding)
{
	nameexpr_deinit(&finding->filter);
	json_destroy(finding->json);
	str_deinit(&finding->line);
	func_names_deinit(&finding->names);
	if (finding->suggests)
		suggest_deinit(&finding->suggest);
}

static struct sonde_error *add_filters(struct finding *finding)
{
	const struct probe_request *request = finding->request;

	vec_for_each(&request->filters, filter)
		TRY(nameexpr_add(&finding->filter, *filter));
	if (request->filters.size == 0)
		return nameexpr_add(&finding->filter, FILTER_DEFAULT);
	finding->suggests = request->filters.size == 1 &&
			    !strpbrk(request->filters.data[0], "!&|()*?[\\ ");
	if (finding->suggests)
		suggest_init(&finding->suggest, request->filters.data[0]);
	return NULL;
}

/* Show one function; those of one name follow each other. */
static struct sonde_error *show(struct finding *finding, const char *name, uint64_t address)
{
	const bool again = finding->last && strcmp(finding->last, name) == 0;

	if (finding->text.end && (address < finding->text.start || address >= finding->text.end)) {
		finding->gone += nameexpr_matches(&finding->filter, name);
		return NULL;
	}
	if (again && !finding->json)
		return NULL;
	if (!again && !nameexpr_matches(&finding->filter, name)) {
		if (finding->suggests)
			suggest_offer(&finding->suggest, name);
		return NULL;
	}
	finding->last = name;
	if (finding->json)
		return json_add_function(finding->json, name, address, again);
	str_truncate(&finding->line, 0);
	str_append_clean(&finding->line, name, "");
	str_append_char(&finding->line, '\n');
	TRY(str_check(&finding->line));
	fputs(str_text(&finding->line), finding->context->out);
	return NULL;
}

static struct text text_of_image(const struct symbols *symbols)
{
	const struct symbol *start = symbols_unique(symbols, "_stext");
	const struct symbol *end = symbols_unique(symbols, "_etext");

	if (!start)
		start = symbols_unique(symbols, "_text");
	if (!start || !end)
		return (struct text){0};
	return (struct text){.start = start->address, .end = end->address};
}

/* Code of a module that is freed when it is loaded, or is notrace. */
static bool is_passing(const struct image *image, const struct symbol *symbol)
{
	struct image_section section;

	return image->kind == IMAGE_MODULE && image_section_at(image, symbol->address, &section) &&
	       (strncmp(section.name, ".init", 5) == 0 || strncmp(section.name, ".exit", 5) == 0);
}

static struct sonde_error *show_demangled(struct finding *finding, const struct image *image)
{
	TRY(func_names_make(&image->symbols, &finding->names));
	vec_for_each(&finding->names, name)
		TRY(show(finding, name->name, name->address));
	return NULL;
}

/* Those of kernels are not, but for whoever asks for it. */
static bool is_demangled(const struct probe_request *request, const struct image *image)
{
	return !request->no_demangle && (image->kind == IMAGE_USER || request->demangle_kernel);
}

static struct sonde_error *show_image(struct finding *finding, const struct image *image)
{
	const struct symbols *symbols = &image->symbols;

	if (image->kind == IMAGE_KERNEL)
		finding->text = text_of_image(symbols);
	if (is_demangled(finding->request, image) && image->kind != IMAGE_MODULE)
		return show_demangled(finding, image);
	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = symbols_by_name(symbols, i);

		if (symbol->is_function && !is_passing(image, symbol))
			TRY(show(finding, symbols_name(symbols, symbol), symbol->address));
	}
	return NULL;
}

static int compare_names(const void *a, const void *b, void *data)
{
	const struct kallsyms_entry *const *x = a, *const *y = b;
	const char *names = data;
	const int order = strcmp(names + (*x)->name, names + (*y)->name);

	/* Of one name in order of address. */
	return order ? order : (*x > *y) - (*x < *y);
}

static struct sonde_error *show_kallsyms(struct finding *finding, const struct kallsyms *kallsyms)
{
	VEC(const struct kallsyms_entry *) functions = VEC_INIT;
	const char *names = kallsyms->names.data;
	struct sonde_error *error = NULL;

	finding->text = (struct text){
		.start = kallsyms_lookup(kallsyms, "_stext", NULL).address,
		.end = kallsyms_lookup(kallsyms, "_etext", NULL).address,
	};
	if (!finding->text.end && !finding->request->quiet)
		fputs("Note: the kernel hides its addresses: functions that it freed after boot "
		      "are listed too.\n",
		      finding->context->err);
	vec_for_each(&kallsyms->entries, entry) {
		if (!error && entry->is_function)
			error = vec_push(&functions, entry);
	}
	if (functions.size)
		qsort_r(functions.data, functions.size, sizeof(*functions.data), compare_names,
			(void *)names);
	for (size_t i = 0; i < functions.size && !error; i++)
		error = show(finding, names + functions.data[i]->name, functions.data[i]->address);
	vec_deinit(&functions);
	return error;
}

/* The running kernel has no debuginfo here: it tells its symbols itself. */
static struct sonde_error *show_running(struct finding *finding)
{
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;
	_cleanup_fclose_ FILE *stream = fopen("/proc/kallsyms", "re");
	struct sonde_error *error;

	if (!stream)
		return sonde_error_new(SONDE_ERROR_OS, "Cannot read /proc/kallsyms.");
	TRY(kallsyms_read(stream, &kallsyms));
	error = show_kallsyms(finding, &kallsyms);
	/* Its names go away with it. */
	finding->last = finding->last ? "" : NULL;
	return error;
}

/* All filters as the one that they are together. */
static void print_filters(const struct probe_request *request, struct str *out)
{
	vec_for_each(&request->filters, filter)
		str_appendf(out, "%s%s", out->size ? " | " : "", *filter);
	if (!out->size)
		str_append(out, FILTER_DEFAULT);
}

/* A program of which nothing can be told by name. */
static struct sonde_error *explain_stripped(const struct finding *finding,
					    const struct image *image, struct sonde_error *error)
{
	const size_t functions = image->symbols.functions;

	if (functions)
		return finding->suggests ? suggest_hint(&finding->suggest, error) : error;
	return sonde_error_hint(
		error,
		"%s has no symbols of functions: it is stripped, and what it takes from libraries "
		"is "
		"not its own. Install its debuginfo, or give the file as it was before it was "
		"stripped; -F '%%' lists its markers.",
		image->path);
}

static struct sonde_error *find_none(const struct finding *finding, const struct image *image)
{
	struct sonde_error *error;
	_cleanup_str_ struct str filters = STR_INIT;

	print_filters(finding->request, &filters);
	error = sonde_error_new(SONDE_ERROR_NOT_FOUND, "Failed to find symbols matched to \"%s\"",
				str_text(&filters));
	if (finding->gone)
		return sonde_error_hint(
			error,
			"There is such code (%zu), but only while the kernel starts or "
			"sleeps: it cannot be probed.",
			finding->gone);
	if (image && image->kind == IMAGE_USER)
		return explain_stripped(finding, image, error);
	return finding->suggests ? suggest_hint(&finding->suggest, error) : error;
}

static struct sonde_error *find(struct finding *finding)
{
	_cleanup_(target_deinit) struct target target = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	TRY(add_filters(finding));
	if (finding->request->json)
		TRY(json_create_list(&finding->json));
	TRY(target_options_init(finding->context, &finding->request->target, &target));
	error = target_find_image(&target);
	if (finding->request->verbose)
		target_note_indexes(&target, finding->context);
	/* Of a module there is no list that has no others in it. */
	if (error && (target.module || error->kind != SONDE_ERROR_NOT_FOUND))
		return take_ptr(error);
	TRY(error ? show_running(finding) : show_image(finding, target.image));
	return finding->last ? NULL : find_none(finding, target.image);
}

/* The answer as JSON, in which a failure has a place too. */
static void print_json(const struct finding *finding, const struct sonde_error *error)
{
	_cleanup_str_ struct str filters = STR_INIT;

	print_filters(finding->request, &filters);
	if (error)
		sonde_error_destroy(json_add_failure(finding->json, str_text(&filters), error));
	json_print(finding->json, finding->context);
}

enum exit_status probe_functions(const struct context *context, const struct probe_request *request)
{
	_cleanup_(finding_deinit) struct finding finding = {
		.context = context,
		.request = request,
		.filter = NAMEEXPR_INIT,
	};
	struct sonde_error *error;
	enum exit_status status;

	if (marker_list_is_meant(request))
		return marker_list(context, request);
	error = find(&finding);
	if (finding.json)
		print_json(&finding, error);
	if (!error)
		return STATUS_OK;
	status = out_error(context, error);
	fputs("  Error: Failed to show functions.\n", context->err);
	return status;
}
