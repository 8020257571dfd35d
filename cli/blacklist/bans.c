/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/blacklist/bans.h"

void bans_sources_deinit(struct bans_sources *sources)
{
	verdicts_deinit(&sources->verdicts);
	running_symbols_deinit(&sources->symbols);
	live_deinit(&sources->live);
	target_deinit(&sources->target);
}

struct sonde_error *bans_sources_init(const struct context *context,
				      const struct bans_request *request, struct bans_sources *ret)
{
	TRY(target_options_init(context, &request->target, &ret->target));
	ret->has_image = target_options_have_image(&request->target);
	ret->verdicts = (struct verdicts){.target = &ret->target, .is_strict = true};
	if (ret->has_image)
		return NULL;
	TRY(live_look(&ret->live));
	ret->verdicts.live = &ret->live;
	ret->symbols = running_symbols_init();
	if (ret->symbols.stream)
		ret->verdicts.symbols = &ret->symbols;
	return NULL;
}

void bans_print_place(const struct verdict_place *place, struct str *out)
{
	if (place->module)
		str_appendf(out, "%s:", place->module);
	blacklist_print_place(place->symbol, place->offset, place->address, out);
	if (place->is_return)
		str_append(out, "%return");
}

struct sonde_error *bans_print_line(const struct context *context, const struct str *text)
{
	_cleanup_str_ struct str line = STR_INIT;

	TRY(str_check(text));
	str_append_clean(&line, str_text(text), "");
	TRY(str_check(&line));
	fprintf(context->out, "%s\n", str_text(&line));
	return NULL;
}
