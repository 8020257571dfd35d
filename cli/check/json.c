/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `sonde check` has found, as JSON. */
#include "cli/check/print.h"
#include "cli/json_give.h"

static struct sonde_error *add_need(struct json_object *list, const char *name)
{
	_cleanup_json_ struct json_object *text = json_text(name, strlen(name));

	return text ? append(list, &text) : &sonde_error_no_memory;
}

static struct sonde_error *add_against(struct json_object *list, const struct check_item *item)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&name, "%s.%s", item->topic, item->name);
	TRY(str_check(&name));
	return add_need(list, str_text(&name));
}

static struct sonde_error *add_task(struct json_object *list, const struct check_task *task,
				    const struct check_list *facts)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *needs, *against;
	const struct check_item *item;
	size_t at = 0;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "task", task->name));
	item = check_task_against(task, facts, &at);
	TRY(give(object, "possible", json_object_new_boolean(!item)));
	TRY(give(object, "needs", json_object_new_array()));
	json_object_object_get_ex(object, "needs", &needs);
	for (const char *const *need = task->needs; *need; need++)
		TRY(add_need(needs, *need));
	TRY(give(object, "against", json_object_new_array()));
	json_object_object_get_ex(object, "against", &against);
	for (; item; item = check_task_against(task, facts, &at))
		TRY(add_against(against, item));
	return append(list, &object);
}

static struct sonde_error *add_fact(struct json_object *list, const struct check_item *item)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "topic", item->topic));
	TRY(give_text(object, "name", item->name));
	TRY(give_text(object, "state", check_state_name(item->state)));
	TRY(give_text(object, "value", item->value));
	TRY(give_text(object, "reason", item->reason));
	TRY(give_text(object, "advice", item->advice));
	return append(list, &object);
}

struct sonde_error *check_print_json(const struct check_answer *answer,
				     const struct context *context)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *tasks, *facts;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give(object, "tasks", json_object_new_array()));
	json_object_object_get_ex(object, "tasks", &tasks);
	for (size_t i = 0; i < CHECK_TASKS; i++) {
		if (answer->tasks[i])
			TRY(add_task(tasks, &check_tasks[i], answer->facts));
	}
	TRY(give(object, "facts", json_object_new_array()));
	json_object_object_get_ex(object, "facts", &facts);
	vec_for_each(answer->facts, item)
		TRY(add_fact(facts, item));
	json_print(object, context);
	return NULL;
}
