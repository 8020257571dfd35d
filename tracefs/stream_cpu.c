/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/stream_cpu.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tracefs/dir.h"

/* Entries between a record and its stack, at the most: interrupts come four deep (normal, soft,
 * hard and NMI), and record a few each. */
#define NEAR ((size_t)64)

/* What each record begins with (struct trace_entry): its type, and the context that follows. */
#define HEAD_SIZE      ((size_t)8)
#define CONTEXT_OFFSET ((size_t)2)

static void page_free(struct stream_page *page)
{
	free(page->bytes);
	vec_deinit(&page->entries);
}

void stream_cpu_deinit(struct stream_cpu *cpu)
{
	vec_for_each(&cpu->pages, page)
		page_free(page);
	vec_deinit(&cpu->pages);
	if (cpu->fd >= 0)
		close(cpu->fd);
	free(cpu->path);
	*cpu = (struct stream_cpu){.fd = -1};
}

/* One page; none if there is none as yet, or no buffer (ring_buffer_alloc_read_page() of
 * kernel/trace/ring_buffer.c). */
static struct sonde_error *read_page(struct stream_cpu *cpu)
{
	const size_t room = cpu->form->page.size;
	_cleanup_free_ unsigned char *bytes = calloc(1, room + PAGE_SLACK);
	uint64_t time;
	ssize_t size;

	if (!bytes)
		return &sonde_error_no_memory;
	do {
		size = read(cpu->fd, bytes, room);
	} while (size < 0 && errno == EINTR);
	cpu->is_absent = size < 0 && errno == ENODEV;
	if (size < 0 && errno != EAGAIN && !cpu->is_absent)
		return tracing_hint(sonde_error_os(errno, "Cannot read %s", cpu->path));
	if (size <= 0) {
		cpu->is_drained = true;
		return NULL;
	}
	cpu->filled += (size_t)size;
	/* Its first bytes are the time of its first record, or an earlier one. */
	memcpy(&time, bytes, sizeof(time));
	cpu->is_drained = time >= cpu->moment;
	TRY(vec_push(&cpu->pages, (struct stream_page){.bytes = bytes, .size = (size_t)size}));
	bytes = NULL;
	return NULL;
}

struct sonde_error *stream_cpu_fill(struct stream_cpu *cpu)
{
	while (!cpu->is_drained && cpu->pages.size < cpu->limit)
		TRY(read_page(cpu));
	return NULL;
}

static const struct stack_form *stack_form_of(const struct stream_cpu *cpu, unsigned id)
{
	if (id && id == cpu->form->kernel_stack.id)
		return &cpu->form->kernel_stack;
	return id && id == cpu->form->user_stack.id ? &cpu->form->user_stack : NULL;
}

/* Where the frames of a stack go, if they are of this record. */
static struct stream_frames *place_for(const struct stream_cpu *cpu, struct stream_entry *owner,
				       const struct stream_record *stack)
{
	const char *context = (const char *)stack->bytes + CONTEXT_OFFSET;

	if (owner->is_stack || memcmp((const char *)owner->record.bytes + CONTEXT_OFFSET, context,
				      HEAD_SIZE - CONTEXT_OFFSET) != 0)
		return NULL;
	return stack->id == cpu->form->kernel_stack.id ? &owner->record.kernel_stack
						       : &owner->record.user_stack;
}

/* The entry that is @p back before the one at @p at of the page @p number; NULL if it is another
 * page's that does not end where this one begins, or was handed out. */
static struct stream_entry *entry_before(const struct stream_cpu *cpu, size_t number, size_t at,
					 size_t back)
{
	const struct stream_page *page = &cpu->pages.data[number];

	if (back > at) {
		if (number != 1 || page->lost || back - at > page[-1].entries.size)
			return NULL;
		at += (--page)->entries.size;
		number--;
	}
	at -= back;
	return number || at >= cpu->next ? &page->entries.data[at] : NULL;
}

/* Give the stack at @p at of a page to its record. That of a record that was lost is left. */
static void join(struct stream_cpu *cpu, size_t number, size_t at)
{
	struct stream_entry *entry = &cpu->pages.data[number].entries.data[at];
	const struct stack_form *form = stack_form_of(cpu, entry->record.id);

	if (!form)
		return;
	entry->is_stack = true;
	for (size_t back = 1; back <= NEAR; back++) {
		struct stream_entry *owner = entry_before(cpu, number, at, back);
		struct stream_frames *place = owner ? place_for(cpu, owner, &entry->record) : NULL;

		if (!owner || (place && place->bytes))
			return;
		if (!place)
			continue;
		*place = stack_frames(form, entry->record.bytes, entry->record.size);
		if (form == &cpu->form->kernel_stack)
			owner->has_kernel_stack = true;
		else
			owner->has_user_stack = cpu->has_user_stacks = true;
		return;
	}
}

static struct sonde_error *bad_page(const struct stream_cpu *cpu, struct sonde_error *error)
{
	if (!error || error->kind != SONDE_ERROR_FORMAT)
		return error;
	return sonde_error_prefix(error, "%s: ", cpu->path);
}

/* Take a page apart, whose predecessor is or was taken apart. */
static struct sonde_error *open_page(struct stream_cpu *cpu, size_t number)
{
	struct stream_page *page = &cpu->pages.data[number];
	_cleanup_page_ struct page parsed = {0};

	if (page->is_open)
		return NULL;
	TRY(bad_page(cpu, page_parse(&cpu->form->page, page->bytes, page->size, &parsed)));
	vec_for_each(&parsed.records, record) {
		struct stream_entry entry = {
			.record = {.time = record->time,
				   .cpu = cpu->cpu,
				   .bytes = page->bytes + record->offset,
				   .size = record->size},
		};
		uint16_t id;

		if (record->size < HEAD_SIZE)
			return bad_page(cpu, sonde_error_new(SONDE_ERROR_FORMAT,
							     "A record of %zu bytes has no type.",
							     record->size));
		memcpy(&id, entry.record.bytes, sizeof(id));
		entry.record.id = id;
		TRY(vec_push(&page->entries, entry));
	}
	page->lost = parsed.lost;
	page->is_open = true;
	for (size_t at = 0; at < page->entries.size; at++)
		join(cpu, number, at);
	return NULL;
}

static uint64_t add_lost(uint64_t a, uint64_t b)
{
	return a == STREAM_LOST_UNKNOWN || b == STREAM_LOST_UNKNOWN ? STREAM_LOST_UNKNOWN : a + b;
}

static void drop_first(struct stream_cpu *cpu)
{
	page_free(&cpu->pages.data[0]);
	cpu->pages.size--;
	memmove(cpu->pages.data, cpu->pages.data + 1, cpu->pages.size * sizeof(*cpu->pages.data));
	cpu->next = 0;
}

/* The first page, taken apart, with an entry that is no stack; none if there is none. */
static struct sonde_error *find_entry(struct stream_cpu *cpu, struct stream_entry **ret)
{
	while (true) {
		struct stream_page *page;

		if (cpu->pages.size < 2)
			TRY(stream_cpu_fill(cpu));
		if (!cpu->pages.size)
			return NULL;
		TRY(open_page(cpu, 0));
		page = &cpu->pages.data[0];
		cpu->lost = add_lost(cpu->lost, page->lost);
		page->lost = 0;
		while (cpu->next < page->entries.size && page->entries.data[cpu->next].is_stack)
			cpu->next++;
		if (cpu->next < page->entries.size) {
			*ret = &page->entries.data[cpu->next];
			return NULL;
		}
		drop_first(cpu);
	}
}

/* Nothing that was read is behind the place of its stack, or in a page that join() looks back from
 * no more. */
static bool is_stack_due(const struct stream_cpu *cpu, const struct stream_entry *entry)
{
	const bool lacks_kernel = cpu->form->has_kernel_stacks && !entry->has_kernel_stack;
	const bool lacks_user = cpu->has_user_stacks && !entry->has_user_stack;
	size_t behind = cpu->pages.data[0].entries.size - cpu->next;

	if (cpu->pages.size > 1)
		behind += cpu->pages.data[1].entries.size;
	return (lacks_kernel || lacks_user) && cpu->pages.size <= 2 && behind <= NEAR;
}

struct sonde_error *stream_cpu_look(struct stream_cpu *cpu)
{
	struct stream_entry *entry = NULL;

	cpu->has_head = false;
	TRY(find_entry(cpu, &entry));
	if (!entry)
		return NULL;
	/* Its stacks may be in the next page. */
	if (cpu->pages.size > 1 && cpu->pages.data[0].entries.size - cpu->next <= NEAR)
		TRY(open_page(cpu, 1));
	cpu->head = entry->record;
	if (cpu->lost)
		cpu->head = (struct stream_record){
			.time = entry->record.time, .cpu = cpu->cpu, .lost = cpu->lost};
	cpu->is_stack_due = !cpu->lost && is_stack_due(cpu, entry);
	cpu->has_head = true;
	return NULL;
}

void stream_cpu_step(struct stream_cpu *cpu)
{
	if (cpu->lost)
		cpu->lost = 0;
	else
		cpu->next++;
	cpu->has_head = false;
}
