/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/expr_image.h"

#include <dwarf.h>
#include <elf.h>
#include <string.h>

#include "tests/fuzz/small_elf.h"

/* Addresses: of the code, of f in it, of the data. */
#define TEXT	  0xffffffff81000000
#define FUNCTION  (TEXT + 16)
#define CODE_SIZE 64
#define DATA	  0xffffffff81001000
#define DATA_SIZE 32

/* Bytes of .debug_loclists and .debug_addr before what the unit refers to (DWARF 5, 7.27, 7.29). */
#define LIST_HEADER 12
#define ADDR_HEADER 8

enum code {
	CODE_UNIT = 1,
	CODE_BASE,
	CODE_POINTER,
	CODE_STRUCT,
	CODE_MEMBER,
	CODE_MEMBER_EXPR,
	CODE_BITS,
	CODE_ARRAY,
	CODE_RANGE,
	CODE_GLOBAL,
	CODE_FUNCTION,
	CODE_VARIABLE,
	CODE_VARIABLE_LIST,
	CODE_VARIABLE_CONSTANT,
};

/* Tag, children, pairs of attribute and form; each number is less than 128. */
struct abbrev {
	uint8_t tag, has_children;
	uint8_t pairs[14];
};

static const struct abbrev abbrevs[] = {
	[CODE_UNIT] = {DW_TAG_compile_unit,
		       1,
		       {DW_AT_name, DW_FORM_string, DW_AT_language, DW_FORM_data1, DW_AT_low_pc,
			DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, DW_AT_addr_base,
			DW_FORM_sec_offset}},
	[CODE_BASE] = {DW_TAG_base_type,
		       0,
		       {DW_AT_name, DW_FORM_string, DW_AT_byte_size, DW_FORM_data1, DW_AT_encoding,
			DW_FORM_data1}},
	[CODE_POINTER] = {DW_TAG_pointer_type,
			  0,
			  {DW_AT_byte_size, DW_FORM_data1, DW_AT_type, DW_FORM_ref4}},
	[CODE_STRUCT] = {DW_TAG_structure_type,
			 1,
			 {DW_AT_name, DW_FORM_string, DW_AT_byte_size, DW_FORM_data1}},
	[CODE_MEMBER] = {DW_TAG_member,
			 0,
			 {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4,
			  DW_AT_data_member_location, DW_FORM_data1}},
	[CODE_MEMBER_EXPR] = {DW_TAG_member,
			      0,
			      {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4,
			       DW_AT_data_member_location, DW_FORM_exprloc}},
	[CODE_BITS] = {DW_TAG_member,
		       0,
		       {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_bit_size,
			DW_FORM_data1, DW_AT_data_bit_offset, DW_FORM_data1}},
	[CODE_ARRAY] = {DW_TAG_array_type, 1, {DW_AT_type, DW_FORM_ref4}},
	[CODE_RANGE] = {DW_TAG_subrange_type, 0, {DW_AT_upper_bound, DW_FORM_exprloc}},
	[CODE_GLOBAL] = {DW_TAG_variable,
			 0,
			 {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location,
			  DW_FORM_exprloc}},
	[CODE_FUNCTION] = {DW_TAG_subprogram,
			   1,
			   {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_low_pc,
			    DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, DW_AT_frame_base,
			    DW_FORM_exprloc}},
	[CODE_VARIABLE] = {DW_TAG_formal_parameter,
			   0,
			   {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4, DW_AT_location,
			    DW_FORM_exprloc}},
	[CODE_VARIABLE_LIST] = {DW_TAG_formal_parameter,
				0,
				{DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4,
				 DW_AT_location, DW_FORM_sec_offset}},
	[CODE_VARIABLE_CONSTANT] = {DW_TAG_formal_parameter,
				    0,
				    {DW_AT_name, DW_FORM_string, DW_AT_type, DW_FORM_ref4,
				     DW_AT_const_value, DW_FORM_block}},
};

static void add_text(struct str *out, const char *text)
{
	str_append_bytes(out, text, strlen(text) + 1);
}

/* A block with its length before it: an expression. */
static void add_block(struct str *out, const void *bytes, size_t size)
{
	small_elf_leb(out, size);
	if (size)
		str_append_bytes(out, bytes, size);
}

static void add_abbrevs(struct str *out)
{
	for (size_t i = 1; i < sizeof(abbrevs) / sizeof(*abbrevs); i++) {
		small_elf_leb(out, i);
		small_elf_leb(out, abbrevs[i].tag);
		small_elf_number(out, abbrevs[i].has_children, 1);
		/* What is left of the pairs is 0, which ends them. */
		for (size_t j = 0; j < sizeof(abbrevs[i].pairs) && abbrevs[i].pairs[j]; j++)
			small_elf_leb(out, abbrevs[i].pairs[j]);
		small_elf_number(out, 0, 2);
	}
	small_elf_number(out, 0, 1);
}

/* Returns where the DIE is, to refer to it. */
static uint64_t begin_die(struct str *out, enum code code)
{
	uint64_t offset = out->size;

	small_elf_leb(out, code);
	return offset;
}

static uint64_t add_base(struct str *out, const char *name, unsigned size, unsigned encoding)
{
	uint64_t offset = begin_die(out, CODE_BASE);

	add_text(out, name);
	small_elf_number(out, size, 1);
	small_elf_number(out, encoding, 1);
	return offset;
}

static uint64_t add_pointer(struct str *out, uint64_t type)
{
	uint64_t offset = begin_die(out, CODE_POINTER);

	small_elf_number(out, 8, 1);
	small_elf_number(out, type, 4);
	return offset;
}

static void add_named(struct str *out, enum code code, const char *name, uint64_t type)
{
	begin_die(out, code);
	add_text(out, name);
	small_elf_number(out, type, 4);
}

static uint64_t add_struct(const struct expr_input *input, const uint64_t *types, struct str *out)
{
	/* The pointer to it stands right before it. */
	const uint64_t pointer = add_pointer(out, out->size + 1 + 1 + 4);
	const uint64_t offset = begin_die(out, CODE_STRUCT);

	add_text(out, "node");
	small_elf_number(out, 16, 1);
	add_named(out, CODE_MEMBER, "next", pointer);
	small_elf_number(out, 0, 1);
	if (input->place == EXPR_MEMBER) {
		add_named(out, CODE_MEMBER_EXPR, "value", types[EXPR_INT]);
		add_block(out, input->bytes, input->size);
	} else {
		add_named(out, CODE_MEMBER, "value", types[EXPR_INT]);
		small_elf_number(out, 8, 1);
	}
	add_named(out, CODE_BITS, "bits", types[EXPR_ULONG]);
	small_elf_number(out, 3, 1);
	small_elf_number(out, 100, 1);
	small_elf_number(out, 0, 1);
	return offset;
}

static uint64_t add_array(const struct expr_input *input, uint64_t type_int, struct str *out)
{
	static const uint8_t three[] = {DW_OP_lit3};
	const uint64_t offset = begin_die(out, CODE_ARRAY);
	const bool is_here = input->place == EXPR_BOUND;

	small_elf_number(out, type_int, 4);
	begin_die(out, CODE_RANGE);
	add_block(out, is_here ? input->bytes : three, is_here ? input->size : sizeof(three));
	small_elf_number(out, 0, 1);
	return offset;
}

/* All types, and where they are. */
static void add_types(const struct expr_input *input, struct str *out, uint64_t *types)
{
	const uint64_t character = add_base(out, "char", 1, DW_ATE_signed_char);

	types[EXPR_INT] = add_base(out, "int", 4, DW_ATE_signed);
	types[EXPR_ULONG] = add_base(out, "unsigned long", 8, DW_ATE_unsigned);
	types[EXPR_INT128] = add_base(out, "__int128", 16, DW_ATE_signed);
	types[EXPR_CHAR_POINTER] = add_pointer(out, character);
	types[EXPR_NODE] = add_struct(input, types, out);
	types[EXPR_NODE_POINTER] = add_pointer(out, types[EXPR_NODE]);
	types[EXPR_ARRAY] = add_array(input, types[EXPR_INT], out);
}

static void add_location(const struct expr_input *input, struct str *out)
{
	static const uint8_t framed[] = {DW_OP_fbreg, 0x70};
	_cleanup_str_ struct str wrapped = STR_INIT;

	switch (input->place) {
	case EXPR_LIST:
		small_elf_number(out, LIST_HEADER, 4);
		break;
	case EXPR_ENTRY_VALUE:
		small_elf_number(&wrapped, DW_OP_entry_value, 1);
		add_block(&wrapped, input->bytes, input->size);
		small_elf_number(&wrapped, DW_OP_stack_value, 1);
		add_block(out, wrapped.data, wrapped.size);
		break;
	case EXPR_LOCATION:
	case EXPR_CONSTANT:
		add_block(out, input->bytes, input->size);
		break;
	default:
		add_block(out, framed, sizeof(framed));
	}
}

static void add_function(const struct expr_input *input, uint64_t type, struct str *out)
{
	static const uint8_t cfa[] = {DW_OP_call_frame_cfa};
	const bool is_here = input->place == EXPR_FRAME_BASE;

	add_named(out, CODE_FUNCTION, "f", type);
	small_elf_number(out, FUNCTION, 8);
	small_elf_number(out, CODE_SIZE - 16, 4);
	add_block(out, is_here ? input->bytes : cfa, is_here ? input->size : sizeof(cfa));
	add_named(out,
		  input->place == EXPR_LIST	  ? CODE_VARIABLE_LIST
		  : input->place == EXPR_CONSTANT ? CODE_VARIABLE_CONSTANT
						  : CODE_VARIABLE,
		  "v", type);
	add_location(input, out);
	small_elf_number(out, 0, 1);
}

static void add_info(const struct expr_input *input, struct str *out)
{
	_cleanup_str_ struct str global = STR_INIT;
	uint64_t types[EXPR_TYPES], length;

	/* The length is known at the end. */
	small_elf_number(out, 0, 4);
	small_elf_number(out, 5, 2);
	small_elf_number(out, DW_UT_compile, 1);
	small_elf_number(out, 8, 1);
	small_elf_number(out, 0, 4);
	begin_die(out, CODE_UNIT);
	add_text(out, "f.c");
	small_elf_number(out, DW_LANG_C11, 1);
	small_elf_number(out, TEXT, 8);
	small_elf_number(out, CODE_SIZE, 4);
	small_elf_number(out, ADDR_HEADER, 4);
	add_types(input, out, types);
	add_named(out, CODE_GLOBAL, "data", types[EXPR_ULONG]);
	small_elf_number(&global, DW_OP_addr, 1);
	small_elf_number(&global, DATA, 8);
	add_block(out, global.data, global.size);
	add_function(input, types[input->type], out);
	small_elf_number(out, 0, 1);
	length = out->size - 4;
	for (size_t i = 0; out->data && i < 4; i++)
		out->data[i] = (char)(length >> (8 * i));
}

/* A table with a header of DWARF 5: the rest of its size, version, address size. */
static void add_table(struct str *out, size_t header_size, const void *bytes, size_t size)
{
	small_elf_number(out, header_size - 4 + size, 4);
	small_elf_number(out, 5, 2);
	small_elf_number(out, 8, 1);
	while (out->size < header_size)
		str_append_char(out, '\0');
	if (size)
		str_append_bytes(out, bytes, size);
}

/* A common and a frame description entry (DWARF 5, 6.4.1). */
static void add_frame(const struct expr_input *input, struct str *out)
{
	const bool is_arm = input->machine == EM_AARCH64;
	_cleanup_str_ struct str entry = STR_INIT;

	small_elf_number(&entry, UINT32_MAX, 4);
	small_elf_number(&entry, 1, 1);	   /* version */
	small_elf_number(&entry, 0, 1);	   /* augmentation */
	small_elf_number(&entry, 1, 1);	   /* code alignment */
	small_elf_number(&entry, 0x78, 1); /* data alignment: -8 */
	small_elf_number(&entry, is_arm ? 30 : 16, 1);
	small_elf_number(&entry, DW_CFA_def_cfa, 1);
	small_elf_leb(&entry, is_arm ? 31 : 7);
	small_elf_leb(&entry, is_arm ? 0 : 8);
	small_elf_number(out, entry.size, 4);
	str_append_bytes(out, entry.data, entry.size);
	str_truncate(&entry, 0);
	small_elf_number(&entry, 0, 4);
	small_elf_number(&entry, FUNCTION, 8);
	small_elf_number(&entry, CODE_SIZE - 16, 8);
	if (input->place == EXPR_CFA) {
		small_elf_number(&entry, DW_CFA_def_cfa_expression, 1);
		add_block(&entry, input->bytes, input->size);
	} else if (input->place == EXPR_FRAME && input->size) {
		str_append_bytes(&entry, (const char *)input->bytes, input->size);
	}
	small_elf_number(out, entry.size, 4);
	str_append_bytes(out, entry.data, entry.size);
}

/* A symbol, with its name in the section of names. */
static void add_symbol(struct str *table, struct str *names, const char *name, Elf64_Sym symbol)
{
	symbol.st_name = (uint32_t)names->size;
	add_text(names, name);
	str_append_bytes(table, (const char *)&symbol, sizeof(symbol));
}

static void add_symbols(struct str *table, struct str *names)
{
	const unsigned char code = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
	const unsigned char data = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT);

	str_append_char(names, '\0');
	str_append_bytes(table, (const char *)&(Elf64_Sym){0}, sizeof(Elf64_Sym));
	add_symbol(table, names, "_text",
		   (Elf64_Sym){.st_info = code, .st_shndx = 1, .st_value = TEXT});
	add_symbol(table, names, "f",
		   (Elf64_Sym){.st_info = code,
			       .st_shndx = 1,
			       .st_value = FUNCTION,
			       .st_size = CODE_SIZE - 16});
	add_symbol(table, names, "data",
		   (Elf64_Sym){
			   .st_info = data, .st_shndx = 2, .st_value = DATA, .st_size = DATA_SIZE});
}

void expr_image_write(const struct expr_input *input, struct str *out)
{
	enum {
		TEXT_AT,
		DATA_AT,
		SYMBOLS,
		NAMES,
		ABBREV,
		INFO,
		LISTS,
		ADDRS,
		FRAME,
		COUNT
	};
	struct small_section sections[COUNT] = {
		[TEXT_AT] = {.name = ".text",
			     .type = SHT_PROGBITS,
			     .flags = SHF_ALLOC | SHF_EXECINSTR,
			     .address = TEXT},
		[DATA_AT] = {.name = ".data",
			     .type = SHT_PROGBITS,
			     .flags = SHF_ALLOC | SHF_WRITE,
			     .address = DATA},
		[SYMBOLS] = {.name = ".symtab",
			     .type = SHT_SYMTAB,
			     .link = NAMES + 1,
			     .entry_size = sizeof(Elf64_Sym)},
		[NAMES] = {.name = ".strtab", .type = SHT_STRTAB},
		[ABBREV] = {.name = ".debug_abbrev", .type = SHT_PROGBITS},
		[INFO] = {.name = ".debug_info", .type = SHT_PROGBITS},
		[LISTS] = {.name = ".debug_loclists", .type = SHT_PROGBITS},
		[ADDRS] = {.name = ".debug_addr", .type = SHT_PROGBITS},
		[FRAME] = {.name = ".debug_frame", .type = SHT_PROGBITS},
	};
	static const uint8_t data[] = {0, 0x10, 0, 0x81, 0xff, 0xff, 0xff, 0xff};
	const bool is_list = input->place == EXPR_LIST;

	while (sections[TEXT_AT].bytes.size < CODE_SIZE)
		small_elf_number(&sections[TEXT_AT].bytes, 0x90, 1);
	while (sections[DATA_AT].bytes.size < DATA_SIZE)
		str_append_char(&sections[DATA_AT].bytes, '\0');
	add_symbols(&sections[SYMBOLS].bytes, &sections[NAMES].bytes);
	add_abbrevs(&sections[ABBREV].bytes);
	add_info(input, &sections[INFO].bytes);
	add_table(&sections[LISTS].bytes, LIST_HEADER, input->bytes, is_list ? input->size : 0);
	add_table(&sections[ADDRS].bytes, ADDR_HEADER, data, sizeof(data));
	add_frame(input, &sections[FRAME].bytes);
	small_elf_write(sections, COUNT, input->machine, out);
	for (size_t i = 0; i < COUNT; i++)
		str_deinit(&sections[i].bytes);
}
