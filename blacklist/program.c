/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/program.h"

#include <inttypes.h>
#include <string.h>

#include "blacklist/boundary.h"
#include "image/program.h"

/* One place being asked about. */
struct asking {
	const struct image *image;
	const struct blacklist_place *place;
	/** The section that it is in, from the place on. */
	struct image_section section;
	/** The symbol whose code it is in, or NULL. */
	const struct symbol *symbol;
	enum blacklist_cause cause;
	struct str *reason;
};

static enum blacklist_verdict refuse(struct asking *asking, enum blacklist_cause cause)
{
	asking->cause = cause;
	return BLACKLIST_REFUSED;
}

static const char *name_of(const struct asking *asking)
{
	return symbols_name(&asking->image->symbols, asking->symbol);
}

static enum blacklist_verdict check_code(struct asking *asking)
{
	if (asking->section.is_code && asking->section.data)
		return BLACKLIST_ALLOWED;
	str_append(asking->reason, "in no code of the file");
	return refuse(asking, BLACKLIST_CAUSE_OUTSIDE);
}

static enum blacklist_verdict check_object(struct asking *asking)
{
	if (!asking->symbol || asking->symbol->is_function)
		return BLACKLIST_ALLOWED;
	str_appendf(asking->reason, "in the data of %s, which is no code", name_of(asking));
	return refuse(asking, BLACKLIST_CAUSE_OUTSIDE);
}

static enum blacklist_verdict check_mapping(struct asking *asking)
{
	if (asking->place->begins ||
	    !program_has_data_at(asking->image, asking->section.address, asking->place->address))
		return BLACKLIST_ALLOWED;
	str_append(asking->reason, "in data that lie between code");
	return refuse(asking, BLACKLIST_CAUSE_OUTSIDE);
}

/* The instruction begins at `start` of the function, whose code it is, and has `length` bytes. */
static enum blacklist_verdict refuse_midst(struct asking *asking, const struct symbol *function,
					   const struct boundary *boundary)
{
	const char *name = symbols_name(&asking->image->symbols, function);

	str_append(asking->reason, "in the midst of an instruction, which is at ");
	blacklist_print_place(name, boundary->start, 0, asking->reason);
	str_appendf(asking->reason, " (0x%" PRIx64 "); the next one is at ",
		    function->address + boundary->start);
	blacklist_print_place(name, boundary->start + boundary->length, 0, asking->reason);
	return refuse(asking, BLACKLIST_CAUSE_INSTRUCTION);
}

/* Where decoding can begin: the function around the place, else the symbol before it. */
static const struct symbol *code_before(const struct asking *asking)
{
	const struct symbol *function = symbols_enclosing(&asking->image->symbols,
							  asking->place->address);

	return function && function->address >= asking->section.address ? function : asking->symbol;
}

/* Whether a symbol tells nothing of what is there: data, or a label that can stand before such. */
static bool is_doubtful(const struct image *image, const struct symbol *symbol)
{
	return !symbol->is_function ||
	       (symbol->size == 0 && !program_starts_at(image, symbol->address) &&
		!program_has_function_at(image, symbol->address));
}

/* Data or a label between the start of the code and the place, or at either; NULL if none. */
static const struct symbol *find_doubt(const struct asking *asking, const struct symbol *start)
{
	const struct symbols *symbols = &asking->image->symbols;
	const struct symbol *symbol = start;

	/* Of one address, functions come first: the rest are other names. */
	while (symbol > symbols->sorted && symbol[-1].address == start->address)
		symbol--;
	for (;
	     symbol < symbols->sorted + symbols->count && symbol->address <= asking->place->address;
	     symbol++) {
		if ((symbol == symbols->sorted || symbol[-1].address != symbol->address) &&
		    is_doubtful(asking->image, symbol))
			return symbol;
	}
	return NULL;
}

static enum blacklist_verdict decode_from(struct asking *asking, const struct symbol *start)
{
	const size_t offset = asking->place->address - start->address;
	const struct boundary boundary = boundary_find((const char *)asking->section.data - offset,
						       asking->section.size + offset, offset);

	switch (boundary.answer) {
	case BOUNDARY_BEGINS:
		return BLACKLIST_ALLOWED;
	case BOUNDARY_MIDST:
		return refuse_midst(asking, start, &boundary);
	case BOUNDARY_UNDECODED:
		str_appendf(asking->reason,
			    "perhaps in the midst of an instruction: what is at %s+%zu cannot be "
			    "decoded",
			    symbols_name(&asking->image->symbols, start), boundary.start);
		return BLACKLIST_UNKNOWN;
	case BOUNDARY_NO_MEMORY:
		asking->reason->failed = true;
		return BLACKLIST_UNKNOWN;
	default:
		str_append(asking->reason, "perhaps in the midst of an instruction, which cannot "
					   "be told without libcapstone");
		return BLACKLIST_UNKNOWN;
	}
}

static enum blacklist_verdict check_boundary(struct asking *asking)
{
	const struct symbol *start, *doubt;

	if (asking->place->begins || asking->image->machine != EM_X86_64)
		return BLACKLIST_ALLOWED;
	if (!asking->symbol) {
		str_append(asking->reason, "perhaps in the midst of an instruction: no symbol says "
					   "where the code around it begins");
		return BLACKLIST_UNKNOWN;
	}
	start = code_before(asking);
	doubt = find_doubt(asking, start);
	if (doubt) {
		str_appendf(asking->reason,
			    "perhaps in data that lie between code: nothing says whether "
			    "instructions are at %s",
			    symbols_name(&asking->image->symbols, doubt));
		return BLACKLIST_UNKNOWN;
	}
	return decode_from(asking, start);
}

static enum insn_answer ask_insn(const struct asking *asking, const struct insn_question *question)
{
	if (question->machine == INSN_MACHINE_X86_64)
		return uprobe_check_x86_64(question, asking->reason);
	return insn_check(question, asking->reason);
}

static enum blacklist_verdict check_insn(struct asking *asking)
{
	const size_t before = asking->place->address - asking->section.address;
	const struct insn_question question = {
		.machine = asking->image->machine,
		.code = (const char *)asking->section.data - before,
		.size = asking->section.size + before,
		.offset = before,
		.begins = true,
	};

	switch (ask_insn(asking, &question)) {
	case INSN_GOOD:
		return BLACKLIST_ALLOWED;
	case INSN_UNKNOWN:
		return BLACKLIST_UNKNOWN;
	default:
		return refuse(asking, BLACKLIST_CAUSE_INSTRUCTION);
	}
}

/* The symbol that reaches the place. One without a size reaches the next. */
static const struct symbol *symbol_of(const struct image *image, uint64_t address)
{
	const struct symbol *symbol = symbols_at(&image->symbols, address);
	struct image_section section;

	if (!symbol || !image_section_at(image, address, &section) ||
	    symbol->address < section.address)
		return NULL;
	return symbol;
}

struct sonde_error *blacklist_program_check(const struct image *image,
					    const struct blacklist_place *place,
					    struct blacklist_answer *ret)
{
	static enum blacklist_verdict (*const rules[])(struct asking *) = {
		check_code, check_object, check_mapping, check_boundary, check_insn,
	};
	_cleanup_(blacklist_rules_deinit) struct blacklist_rules said = BLACKLIST_RULES_INIT;
	struct asking asking = {
		.image = image,
		.place = place,
		.symbol = symbol_of(image, place->address),
		.reason = &said.reason,
	};

	image_section_at(image, place->address, &asking.section);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!blacklist_rules_take(&said, rules[i](&asking)))
			break;
	}
	return blacklist_rules_answer(&said, asking.cause, ret);
}
