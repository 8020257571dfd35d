/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of steps from a definition to its events:
 *
 *   1. find every copy of the function             probe/func
 *   2. keep the ones that the point can mean       (a return probe needs a copy that returns)
 *   3. name the place of each                      probe/place
 *   4. fetch the arguments there                   probe/args: scope, loc, field, type
 *   5. name the events                             probe/name
 */
#include "probe/resolve.h"

#include <inttypes.h>
#include <string.h>

#include "probe/args.h"
#include "probe/die.h"
#include "probe/func.h"
#include "probe/name.h"
#include "probe/place.h"
#include "probe/symbolic.h"

/* One definition being resolved. */
struct resolver {
	struct image *image;
	const struct probe_def *def;
	const struct resolve_options *options;
	const struct arch *arch;
	struct notes *notes;
	struct args_outcomes outcomes;
	struct probe_events events;
	/** Why the first copy that cannot be probed cannot, or NULL. */
	struct sonde_error *refusal;
};

static void resolver_deinit(struct resolver *resolver)
{
	args_outcomes_deinit(&resolver->outcomes);
	probe_events_deinit(&resolver->events);
	sonde_error_destroy(resolver->refusal);
}

static struct sonde_error *not_found(const struct resolver *resolver, const struct suggest *suggest)
{
	const struct probe_def *def = resolver->def;

	return suggest_hint(suggest,
			    probe_def_error(def, SONDE_ERROR_NOT_FOUND, 1,
					    "Probe point '%s%s%s' not found in %s.",
					    def->point.function, def->point.file ? "@" : "",
					    def->point.file ? def->point.file : "",
					    resolver->image->path));
}

/* What the point can mean at all, before any function is looked for. */
static struct sonde_error *check_point(const struct probe_def *def)
{
	const struct probe_point *point = &def->point;

	if (point->kind == PROBE_POINT_FUNCTION &&
	    (point->place == PROBE_PLACE_ENTRY || point->place == PROBE_PLACE_RETURN ||
	     point->place == PROBE_PLACE_OFFSET))
		return NULL;
	return sonde_error_hint(
		probe_def_error(def, SONDE_ERROR_UNSUPPORTED, 1,
				"This version of sonde resolves functions only: FUNC, FUNC@SRC, "
				"FUNC+OFFSET and FUNC%%return."),
		"Probe the entry of the function instead.");
}

/* A copy that the point does not mean is noted; the definition fails if none is left. */
static struct sonde_error *leave_out(struct resolver *resolver, struct sonde_error *why)
{
	if (resolver->refusal)
		return notes_add_error(resolver->notes, why);
	resolver->refusal = why;
	return NULL;
}

static struct sonde_error *check_return(const struct func_instance *instance)
{
	Dwarf_Die die = instance->die;

	if (instance->is_inlined)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "an inlined copy has no return of its own");
	if (func_is_noreturn(&die))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "the function never returns");
	return NULL;
}

/* Offsets count from where a disassembler starts the function: its symbol. */
static struct sonde_error *add_offset(const struct resolver *resolver, struct loc_context *context)
{
	const struct func_instance *instance = context->instance;
	uint64_t start = loc_start(context);
	uint64_t pc = start + resolver->def->point.offset;
	Dwarf_Die die = instance->die;

	if (pc < start || (pc >= instance->entry && dwarf_haspc(&die, pc) != 1))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the offset is not within the function");
	context->pc = pc;
	return NULL;
}

/* Where in the copy; moves context->pc there. */
static struct sonde_error *resolve_place(const struct resolver *resolver,
					 struct loc_context *context, struct probe_event *event)
{
	const struct probe_point *point = &resolver->def->point;

	if (point->place == PROBE_PLACE_RETURN) {
		TRY(check_return(context->instance));
		event->is_return = true;
		/* kprobe_on_func_entry() of kernel/kprobes.c takes no other place. */
		return place_of_code(resolver->image, place_of_symbol(resolver->image, context->pc),
				     event);
	}
	if (point->place == PROBE_PLACE_OFFSET)
		TRY(add_offset(resolver, context));
	return place_of_code(resolver->image, context->pc, event);
}

static struct sonde_error *resolve_event(struct resolver *resolver, struct func_instance *instance,
					 struct probe_event *event)
{
	const struct probe_def *def = resolver->def;
	struct loc_context context = {
		.image = resolver->image,
		.arch = resolver->arch,
		.instance = instance,
		.pc = instance->entry,
	};

	TRY(resolve_place(resolver, &context, event));
	TRY(name_event(def, die_name(&instance->die), event));
	return args_resolve(&context, def, &resolver->outcomes, resolver->notes, event);
}

/* An error without a column in the definition is about this copy only. */
static bool loses_one_copy(const struct sonde_error *error)
{
	return !error->text &&
	       (error->kind == SONDE_ERROR_UNAVAILABLE || error->kind == SONDE_ERROR_REFUSED);
}

/* Make what is wrong with one copy a sentence that names it. */
static struct sonde_error *name_copy(struct func_instance *instance, struct sonde_error *error)
{
	const char *name = die_name(&instance->die), *outer = die_name(&instance->outer);
	_cleanup_error_ struct sonde_error *reason = error;

	/* What the kernel refuses is a sentence already, and has a hint. */
	if (error->kind == SONDE_ERROR_REFUSED) {
		reason = NULL;
		return sonde_error_prefix(error, "%s cannot be probed: ", name ? name : "?");
	}
	return sonde_error_new(error->kind, "%s%s%s cannot be probed: %s.", name ? name : "?",
			       instance->is_inlined ? " inlined in " : "",
			       instance->is_inlined && outer ? outer : "", reason->message);
}

static struct sonde_error *resolve_instance(struct resolver *resolver,
					    struct func_instance *instance)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	struct sonde_error *error = resolve_event(resolver, instance, &event);

	if (error && loses_one_copy(error))
		return leave_out(resolver, name_copy(instance, error));
	if (error)
		return error;
	TRY(vec_push(&resolver->events, event));
	event = (struct probe_event){0};
	return NULL;
}

/* Functions without debuginfo, mostly assembler: the symbol is all there is. */
static struct sonde_error *resolve_from_symbols(struct resolver *resolver,
						const struct suggest *suggest)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	const struct probe_def *def = resolver->def;
	size_t first;

	if (def->point.file ||
	    !symbols_named(&resolver->image->symbols, def->point.function, &first))
		return not_found(resolver, suggest);
	if (!symbolic_suffices(def))
		return sonde_error_hint(
			probe_def_error(def, SONDE_ERROR_UNAVAILABLE, 1,
					"%s has no debuginfo in %s, only a symbol.",
					def->point.function, resolver->image->path),
			"Probe it without variables, or with raw arguments such as %%REG.");
	for (size_t i = first;; i++) {
		const struct symbols *symbols = &resolver->image->symbols;
		const struct symbol *symbol;

		if (i == symbols->count)
			break;
		symbol = symbols_by_name(symbols, i);
		if (strcmp(symbols_name(symbols, symbol), def->point.function) != 0)
			break;
		if (def->point.offset && def->point.offset >= symbol->size)
			return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, 1,
					       "The offset is not within the function.");
		TRY(symbolic_resolve(def, &event));
		free(take_ptr(event.symbol));
		TRY(place_of_code(resolver->image, symbol->address + def->point.offset, &event));
		TRY(vec_push(&resolver->events, event));
		event = (struct probe_event){0};
	}
	return NULL;
}

static struct sonde_error *find_instances(struct resolver *resolver, struct suggest *suggest,
					  struct func_instances *instances)
{
	const struct probe_def *def = resolver->def;
	const struct func_query query = {
		.name = def->point.function,
		.file = def->point.file,
		.no_inlines = resolver->options->no_inlines ||
			      def->point.place == PROBE_PLACE_RETURN,
		.suggest = suggest,
	};
	bool only_inlined;
	size_t first;

	TRY(func_find(resolver->image, &query, &only_inlined, instances));
	if (only_inlined && instances->size == 0 && query.no_inlines &&
	    !symbols_named(&resolver->image->symbols, def->point.function, &first))
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, 1,
				       "%s is inlined wherever it is called: %s.",
				       def->point.function,
				       def->point.place == PROBE_PLACE_RETURN
					       ? "its return cannot be probed"
					       : "without its inlined copies there is nothing to "
						 "probe");
	if (resolver->options->max_probes && instances->size > resolver->options->max_probes)
		return sonde_error_hint(probe_def_error(def, SONDE_ERROR_REFUSED, 1,
							"Too many( > %zu) probe points found: %zu.",
							resolver->options->max_probes,
							instances->size),
					"Allow more with --max-probes N.");
	return NULL;
}

/* Say why there is more than one event. */
static struct sonde_error *note_split(struct resolver *resolver)
{
	const struct probe_events *events = &resolver->events;

	for (size_t i = 1; i < events->size; i++) {
		if (probe_event_same_args(&events->data[0], &events->data[i]))
			continue;
		return notes_add(resolver->notes, NOTE_CHANGED,
				 "The copies of %s do not all have the same arguments, so they get "
				 "more than one event.",
				 resolver->def->point.function);
	}
	return NULL;
}

static struct sonde_error *resolve_functions(struct resolver *resolver, struct suggest *suggest)
{
	_cleanup_(func_instances_deinit) struct func_instances instances = VEC_INIT;

	TRY(find_instances(resolver, suggest, &instances));
	if (instances.size == 0)
		return resolve_from_symbols(resolver, suggest);
	vec_for_each(&instances, instance)
		TRY(resolve_instance(resolver, instance));
	TRY(args_check(&resolver->outcomes, resolver->notes));
	if (resolver->events.size == 0)
		return take_ptr(resolver->refusal);
	if (resolver->refusal)
		TRY(notes_add_error(resolver->notes, take_ptr(resolver->refusal)));
	TRY(name_split(&resolver->events, true));
	return note_split(resolver);
}

/* Hand the finished events to the caller's list: all of them or, without memory, none. */
static struct sonde_error *move_events(struct probe_events *from, struct probe_events *to)
{
	size_t before = to->size;

	vec_for_each(from, event) {
		struct sonde_error *error = vec_push(to, *event);

		if (error) {
			to->size = before;
			return error;
		}
	}
	from->size = 0;
	return NULL;
}

struct sonde_error *probe_resolve(struct image *image, const struct probe_def *def,
				  const struct resolve_options *options, struct notes *notes,
				  struct probe_events *ret)
{
	_cleanup_(resolver_deinit) struct resolver resolver = {
		.image = image,
		.def = def,
		.options = options,
		.arch = arch_of_machine(image->machine),
		.notes = notes,
	};
	struct sonde_error *error;
	struct suggest suggest;

	TRY(check_point(def));
	if (!resolver.arch)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "%s is of an architecture that sonde has no register names "
				       "for (ELF machine %u).",
				       image->path, image->machine);
	suggest_init(&suggest, def->point.function);
	error = image_debuginfo_open(image);
	if (!error) {
		error = resolve_functions(&resolver, &suggest);
	} else if (error->kind == SONDE_ERROR_NOT_FOUND && symbolic_suffices(def)) {
		sonde_error_destroy(error);
		error = resolve_from_symbols(&resolver, &suggest);
	}
	suggest_deinit(&suggest);
	return error ? error : move_events(&resolver.events, ret);
}
