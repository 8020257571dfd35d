/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of steps from definitions to events:
 *
 *   1. find every copy of every function that is named    probe/search
 *   2. find the places that a point means                 probe/point: copies, lines, symbols
 *   3. keep the ones that can be probed                   (a return probe needs a return)
 *   4. name each place                                    probe/place
 *   5. fetch the arguments there                          probe/args: scope, loc, field, type
 *   6. name the event                                     probe/name
 */
#include "probe/resolve.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "image/demangle.h"
#include "image/versions.h"
#include "probe/args.h"
#include "probe/die.h"
#include "probe/eligible.h"
#include "probe/lookup.h"
#include "probe/matched.h"
#include "probe/name.h"
#include "probe/place.h"
#include "probe/point.h"
#include "probe/position_of.h"
#include "probe/prologue.h"
#include "probe/raw.h"
#include "probe/symbolic.h"
#include "probe/units.h"
#include "probe/versioned.h"

/* After so many places what was read of the file is given back. */
#define RELEASE_INTERVAL 4096

struct resolve_batch {
	struct image *image;
	const struct probe_def *const *defs;
	const struct resolve_options *options;
	const struct arch *arch;
	/** What its names mean in all units; the debuginfo may be missing. */
	struct lookup *lookup;
	size_t count;
	/** What the search found for each definition. */
	struct func_result *found;
};

/* One definition being resolved. */
struct resolver {
	const struct resolve_batch *batch;
	const struct probe_def *def;
	struct notes *notes;
	const struct resolve_sink *sink;
	struct args_outcomes outcomes;
	struct position_files files;
	/** Events that wait until it is known that each argument can be had. */
	struct probe_events waiting;
	/** The sink got one. */
	bool has_event;
	/** Why the first place that cannot be probed cannot, or NULL. */
	struct sonde_error *refusal;
};

static void resolver_deinit(struct resolver *resolver)
{
	args_outcomes_deinit(&resolver->outcomes);
	position_files_deinit(&resolver->files);
	probe_events_deinit(&resolver->waiting);
	sonde_error_destroy(resolver->refusal);
}

void resolve_batch_destroy(struct resolve_batch *batch)
{
	if (!batch)
		return;
	for (size_t i = 0; batch->found && i < batch->count; i++)
		func_result_deinit(&batch->found[i]);
	free(batch->found);
	lookup_destroy(batch->lookup);
	free(batch);
}

static void batch_destroyp(struct resolve_batch **batch)
{
	resolve_batch_destroy(*batch);
}

/* An image may do without debuginfo as long as nobody asks for more than symbols. */
static struct sonde_error *search(struct resolve_batch *batch)
{
	struct sonde_error *error = image_debuginfo_open(batch->image);

	if (!error)
		return point_search(batch->image, batch->defs, batch->count,
				    batch->options->no_inlines, batch->found);
	if (error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

struct sonde_error *resolve_batch_create(struct image *image, const struct probe_def *const *defs,
					 size_t count, const struct resolve_options *options,
					 struct resolve_batch **ret)
{
	_cleanup_(batch_destroyp) struct resolve_batch *batch = calloc(1, sizeof(*batch));

	if (!batch)
		return &sonde_error_no_memory;
	*batch = (struct resolve_batch){
		.image = image,
		.defs = defs,
		.options = options,
		.count = count,
		.found = calloc(count + 1, sizeof(*batch->found)),
	};
	if (!batch->found)
		return &sonde_error_no_memory;
	TRY(arch_of_image(image, &batch->arch));
	TRY(lookup_create(image, &batch->lookup));
	TRY(search(batch));
	*ret = take_ptr(batch);
	return NULL;
}

/* A copy that the point does not mean is noted; the definition fails if none is left. */
static struct sonde_error *leave_out(struct resolver *resolver, struct sonde_error *why)
{
	if (resolver->refusal)
		return notes_add_error(resolver->notes, why);
	resolver->refusal = why;
	return NULL;
}

/* Parameters that a prologue puts on the stack are not there before the body. */
static struct sonde_error *pass_prologue(const struct resolver *resolver,
					 struct loc_context *context)
{
	const uint64_t entry = context->pc;
	const char *name = die_name(&context->instance->die);
	bool is_moved;

	if (symbolic_suffices(resolver->def))
		return NULL;
	TRY(prologue_skip(context, &is_moved));
	if (!is_moved)
		return NULL;
	return notes_add(resolver->notes, NOTE_CHANGED,
			 "The prologue of %s puts its parameters on the stack: the probe is at "
			 "%s+%" PRIu64 ", behind it, where they are. %s+0 is its entry.",
			 name, name, context->pc - entry, name);
}

/* Where in the copy; moves context->pc there. */
static struct sonde_error *resolve_place(const struct resolver *resolver,
					 struct loc_context *context, struct probe_event *event)
{
	const struct probe_point *point = &resolver->def->point;
	struct image *image = resolver->batch->image;

	if (point->place == PROBE_PLACE_RETURN) {
		TRY(func_check_return(context->instance, context->pc));
		TRY(eligible_caller(image, context->pc));
		event->is_return = true;
		event->begins = image->kind == IMAGE_USER;
		/* kprobe_on_func_entry() of kernel/kprobes.c takes no other place. */
		return place_of_code(image, place_of_symbol(image, context->pc), event);
	}
	if (point->place == PROBE_PLACE_OFFSET && !loc_move(context, point->offset))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the offset is not within the function");
	if (point->place == PROBE_PLACE_ENTRY && point->kind == PROBE_POINT_FUNCTION)
		TRY(pass_prologue(resolver, context));
	TRY(eligible_alignment(context->arch, context->pc));
	/* A marker is an instruction, whatever the line table has. */
	event->begins = image->kind == IMAGE_USER &&
			(point->kind == PROBE_POINT_MARKER || eligible_begins(context));
	return place_of_code(image, context->pc, event);
}

/* Of several names for an address the one that was asked for, if there is one of it only. */
static struct sonde_error *prefer_name(const struct resolver *resolver, struct probe_event *event)
{
	const struct symbols *symbols = &resolver->batch->image->symbols;
	const char *wanted = resolver->def->point.function;
	const struct symbol *asked = wanted ? symbols_unique(symbols, wanted) : NULL;
	const struct symbol *taken = event->symbol ? symbols_unique(symbols, event->symbol) : NULL;

	if (!asked || !taken || asked == taken || asked->address != taken->address ||
	    !probe_symbol_name_valid(wanted))
		return NULL;
	free(take_ptr(event->symbol));
	return sonde_strdup(wanted, &event->symbol);
}

/* What an event is named after: what was asked for, else what DWARF or the symbol calls it. */
static struct sonde_error *name_of_function(const struct resolver *resolver,
					    struct point_place *place, char **ret)
{
	const struct symbols *symbols = &resolver->batch->image->symbols;
	const struct probe_point *point = &resolver->def->point;
	const char *name = die_name(&place->instance.die);
	const struct symbol *symbol;
	size_t first;

	if (point->function && !point->glob &&
	    (!demangle_is_mangled(point->function) ||
	     symbols_named(symbols, point->function, &first)))
		name = point->function;
	/* What a compiler adds, as thunks of C++, may have a symbol only. */
	symbol = name ? NULL : symbols_at(symbols, place->instance.entry);
	if (symbol) {
		name = symbols_name(symbols, symbol);
		TRY(demangle(name, DEMANGLE_SHORT, ret));
	}
	return name && !*ret ? sonde_strdup(name, ret) : NULL;
}

/* What is asked for at a place; NULL: at none in particular. */
static struct args_request request_at(struct resolver *resolver, const struct loc_context *context)
{
	return (struct args_request){
		.context = context,
		.def = resolver->def,
		.depth = resolver->batch->options->depth,
		.details = resolver->batch->options->details,
		.is_brief = resolver->batch->options->is_brief,
		.notes = resolver->notes,
	};
}

/* A place that has debuginfo. */
static struct sonde_error *resolve_in_copy(struct resolver *resolver, struct point_place *place,
					   struct probe_event *event)
{
	const struct probe_def *def = resolver->def;
	struct loc_context context = {
		.image = resolver->batch->image,
		.lookup = resolver->batch->lookup,
		.arch = resolver->batch->arch,
		.instance = &place->instance,
		.pc = place->address,
		.at_return = def->point.place == PROBE_PLACE_RETURN,
		.keeps_arguments = resolver->batch->options->keeps_arguments &&
				   resolver->batch->image->kind != IMAGE_USER,
	};
	const struct args_request request = request_at(resolver, &context);
	_cleanup_free_ char *name = NULL;

	TRY(eligible_copy(resolver->batch->image, def, &place->instance));
	TRY(resolve_place(resolver, &context, event));
	TRY(prefer_name(resolver, event));
	TRY(name_of_function(resolver, place, &name));
	TRY(name_event(def, name, event));
	if (resolver->batch->options->details)
		TRY(position_of(&resolver->files, place, context.pc, &event->position));
	return args_resolve(&request, &resolver->outcomes, event);
}

/* An event at a symbol that nobody asked for by its own name. */
static struct sonde_error *name_at_symbol(const struct resolver *resolver,
					  const struct point_place *place,
					  struct probe_event *event)
{
	const struct symbols *symbols = &resolver->batch->image->symbols;
	const char *symbol = symbols_name(symbols, place->symbol);
	const char *asked = resolver->def->point.function;
	_cleanup_free_ char *name = NULL;

	if (!asked || strcmp(asked, symbol) != 0)
		TRY(demangle(symbol, DEMANGLE_SHORT, &name));
	free(take_ptr(event->group));
	free(take_ptr(event->event));
	return name_event(resolver->def, name ? name : symbol, event);
}

/* In a program, whose path gives the group its name; and where no line table tells instructions. */
static struct sonde_error *place_at_symbol(const struct resolver *resolver,
					   const struct point_place *place,
					   struct probe_event *event)
{
	const struct image *image = resolver->batch->image;
	const uint64_t address = place->address + resolver->def->point.offset;

	event->begins = eligible_begins_symbol(image, address);
	TRY(place_of_code(image, address, event));
	return name_at_symbol(resolver, place, event);
}

/* One that has only a symbol. */
static struct sonde_error *resolve_at_symbol(struct resolver *resolver, struct point_place *place,
					     struct probe_event *event)
{
	const struct image *image = resolver->batch->image;
	const struct probe_def *def = resolver->def;

	if (!symbolic_suffices_for_symbol(def))
		return sonde_error_hint(
			probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
					"There is no debuginfo for the code at 0x%" PRIx64
					", only the symbol %s.",
					place->address,
					symbols_name(&image->symbols, place->symbol)),
			"Probe it without variables, or with raw arguments such as %%REG.");
	if (image->kind == IMAGE_USER &&
	    versions_is_chosen(image->elf, symbols_name(&image->symbols, place->symbol),
			       place->symbol->address))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "which function it is, is chosen when the program starts");
	if (def->point.offset && def->point.offset >= place->symbol->size)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				       "The offset is not within the function.");
	TRY(eligible_return(image, def, symbols_name(&image->symbols, place->symbol)));
	if (def->point.place == PROBE_PLACE_RETURN)
		TRY(eligible_caller(image, place->address));
	TRY(symbolic_resolve(def, symbols_name(&image->symbols, place->symbol), event));
	free(take_ptr(event->symbol));
	TRY(eligible_alignment(resolver->batch->arch, place->address + def->point.offset));
	if (image->kind == IMAGE_USER)
		return place_at_symbol(resolver, place, event);
	TRY(place_of_code(image, place->address + def->point.offset, event));
	TRY(name_at_symbol(resolver, place, event));
	return prefer_name(resolver, event);
}

/* An error without a column in the definition is about this place only. */
static bool loses_one_place(const struct sonde_error *error)
{
	return !error->text &&
	       (error->kind == SONDE_ERROR_UNAVAILABLE || error->kind == SONDE_ERROR_REFUSED);
}

static void print_name(const struct resolver *resolver, struct point_place *place, struct str *out)
{
	if (place->symbol)
		str_append(out, symbols_name(&resolver->batch->image->symbols, place->symbol));
	else
		func_print(&place->instance, out);
}

/* Make what is wrong with one place a sentence that names it. */
static struct sonde_error *name_place(const struct resolver *resolver, struct point_place *place,
				      struct sonde_error *error)
{
	_cleanup_str_ struct str name = STR_INIT;
	_cleanup_error_ struct sonde_error *reason = error;

	print_name(resolver, place, &name);
	/* What the kernel refuses is a sentence already, and has a hint. */
	if (error->kind == SONDE_ERROR_REFUSED) {
		reason = NULL;
		return sonde_error_prefix(error, "%s cannot be probed: ", str_text(&name));
	}
	return sonde_error_new(error->kind, "%s cannot be probed: %s.", str_text(&name),
			       reason->message);
}

/* Tell who wants to hear of each place. */
static struct sonde_error *report_loss(const struct resolver *resolver, struct point_place *place,
				       const struct sonde_error *error)
{
	const struct probe_point *point = &resolver->def->point;
	const bool is_moved = point->place == PROBE_PLACE_OFFSET;
	_cleanup_str_ struct str name = STR_INIT;
	struct resolve_loss loss = {
		.address = place->address + (is_moved ? point->offset : 0),
		.reason = error->message,
	};

	if (!resolver->sink->lose)
		return NULL;
	print_name(resolver, place, &name);
	TRY(str_check(&name));
	loss.name = str_text(&name);
	return resolver->sink->lose(resolver->sink->data, &loss);
}

/* Whether each argument was had at one place at least. */
static bool all_found(const struct resolver *resolver)
{
	vec_for_each(&resolver->outcomes, outcome) {
		if (!outcome->found)
			return false;
	}
	return true;
}

static struct sonde_error *hand_over(struct resolver *resolver)
{
	struct sonde_error *error = NULL;

	vec_for_each(&resolver->waiting, event) {
		resolver->has_event = true;
		if (!error)
			error = resolver->sink->take(resolver->sink->data, event);
		probe_event_deinit(event);
	}
	resolver->waiting.size = 0;
	return error;
}

static struct sonde_error *resolve_one(struct resolver *resolver, struct point_place *place)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	error = place->symbol ? resolve_at_symbol(resolver, place, &event)
			      : resolve_in_copy(resolver, place, &event);
	if (error && loses_one_place(error)) {
		TRY(report_loss(resolver, place, error));
		return leave_out(resolver, name_place(resolver, place, take_ptr(error)));
	}
	if (error)
		return take_ptr(error);
	TRY(vec_push(&resolver->waiting, event));
	event = (struct probe_event){0};
	return all_found(resolver) ? hand_over(resolver) : NULL;
}

static struct sonde_error *resolve_places(struct resolver *resolver, struct point_places *places)
{
	struct args_request request;
	size_t count = 0;

	vec_for_each(places, place) {
		TRY(resolve_one(resolver, place));
		if (++count % RELEASE_INTERVAL == 0)
			image_release_pages(resolver->batch->image);
	}
	request = request_at(resolver, NULL);
	TRY(args_check(&request, &resolver->outcomes));
	TRY(hand_over(resolver));
	if (!resolver->has_event)
		return take_ptr(resolver->refusal);
	if (resolver->refusal)
		return notes_add_error(resolver->notes, take_ptr(resolver->refusal));
	return NULL;
}

/*
 * Of a program it is said what a pattern leaves out. Kernels have hundreds of functions in
 * assembler, which nobody means by a pattern with variables.
 */
static struct sonde_error *note_symbols(const struct resolve_batch *batch, size_t position,
					struct notes *notes)
{
	_cleanup_symbol_list_ struct symbol_list symbols = VEC_INIT;
	const struct probe_def *def = batch->defs[position];

	if (batch->image->kind != IMAGE_USER)
		return NULL;
	TRY(point_symbols_only(batch->image, def, &batch->found[position], &symbols));
	return matched_note_symbols(batch->image, def, &symbols, batch->options->all_matched,
				    notes);
}

struct sonde_error *probe_resolve(const struct resolve_batch *batch, size_t position,
				  struct notes *notes, const struct resolve_sink *sink)
{
	_cleanup_(resolver_deinit) struct resolver resolver = {
		.batch = batch,
		.def = batch->defs[position],
		.notes = notes,
		.sink = sink,
	};
	_cleanup_point_places_ struct point_places places = VEC_INIT;

	TRY(symbolic_check(resolver.def, batch->image->kind == IMAGE_USER));
	TRY(raw_check(resolver.def, batch->image, batch->arch));
	/* Says what is missing, and where it can be had. */
	if (!batch->image->dwarf && !symbolic_suffices(resolver.def) &&
	    !versioned_suffices(batch->image, resolver.def))
		return image_debuginfo_open(batch->image);
	TRY(point_find(batch->image, resolver.def, &batch->found[position], batch->options,
		       &places));
	if (resolver.def->point.kind == PROBE_POINT_SOURCE)
		TRY(units_note_files(batch->image, resolver.def->point.file, notes));
	TRY(versioned_note(batch->image, resolver.def, &places, notes));
	TRY(matched_note(batch->image, resolver.def, &places, batch->options->all_matched, notes));
	TRY(note_symbols(batch, position, notes));
	TRY(probe_def_check_count(resolver.def, batch->options->max_probes, places.size));
	return resolve_places(&resolver, &places);
}
