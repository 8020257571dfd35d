/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which optional parts this sonde has. */
#include "base/str.h"
#include "cli/build_parts.h"
#include "cli/check/topics.h"

static struct sonde_error *add_part(const struct build_part *part, struct check_list *list)
{
	_cleanup_str_ struct str advice = STR_INIT;

	str_appendf(&advice, "Where that matters, use a sonde that was built without --without-%s.",
		    part->name);
	TRY(str_check(&advice));
	return check_add(list, &(struct check_fact){
				       .topic = "build",
				       .name = part->name,
				       .state = part->state ? CHECK_OK : CHECK_NO,
				       .value = part->state,
				       .reason = part->state ? NULL : part->lack,
				       .advice = part->state ? NULL : str_text(&advice),
			       });
}

struct sonde_error *check_build(const struct check_place *place, struct check_list *list)
{
	struct build_part parts[BUILD_PARTS];

	(void)place;
	TRY(check_add(list, &(struct check_fact){.topic = "build",
						 .name = "version",
						 .value = PACKAGE_VERSION}));
	TRY(build_parts_get(parts));
	for (size_t i = 0; i < BUILD_PARTS; i++)
		TRY(add_part(&parts[i], list));
	return NULL;
}
