#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "engine/engine_priv.h"

void source_keep(struct engine *g, const struct outlines *list)
{
	if (!g->sources)
		g->sources = arena_new(LIMIT_ARENA);
	arena_reset(g->sources);
	g->written = NULL;
	g->n_written = 0;
	g->has_files = false;
	for (size_t i = 0; i < list->n_items; i++) {
		const char *url = list->items[i].url;

		g->has_files |= url_is_file(url);
		if (source_is_program(url))
			*ARENA_PUSH(g->sources, g->written, g->n_written) =
				arena_strdup(g->sources, url);
	}
}

const char *source_host_url(struct engine *g, const char *url)
{
	struct source s;

	if (!url || source_kind(str_of(url)) != SOURCE_FILTER)
		return url;
	return source_read(g->turn, str_of(url), &s, NULL) ? url : s.url;
}

/* The store's word is not enough: the line must be in the user's file, and switched on. */
static enum rc may_run(const struct engine *g, struct job *j)
{
	size_t i;

	for (i = 0; i < g->n_written && !streq(g->written[i], j->url); i++)
		;
	j->is_off = i == g->n_written || !config_bool(&g->config, OPT_RUN_PROGRAMS);
	if (i == g->n_written)
		return err_set(&j->err, E_REFUSED,
			       _("only programs that the feeds file names are run"));
	return j->is_off ? err_set(&j->err, E_REFUSED,
				   _("its program is not run: \"set run-programs yes\" in "
				     "lede's config file lets it")) : OK;
}

static void on_document(struct engine *g, void *ctx, struct buf *out, const struct err *e)
{
	struct job *j = ctx;

	job_drop_body(g, j);	/* what it was given */
	j->err = *e;
	if (e->rc) {
		job_hand_on(g, j);
		return;
	}
	j->file = *out;
	*out = BUF_INIT(out->max);
	job_take_body(g, j);
}

static void run(struct engine *g, struct job *j, const char *command, struct str input)
{
	program_start(g, &(struct program_task){ .command = command, .input = input,
						 .max_bytes = LIMIT_FEED_BYTES,
						 .done = on_document, .ctx = j });
}

bool source_fetch(struct engine *g, struct job *j)
{
	struct source s;

	if (j->kind != JOB_FEED || j->is_alternate || !source_is_program(j->url))
		return false;
	if (may_run(g, j) || source_read(j->arena, str_of(j->url), &s, &j->err)) {
		job_hand_on(g, j);
		return true;
	}
	if (s.kind == SOURCE_FILTER) {
		j->fetch_url = s.url;
		j->filter = s.command;
		return false;
	}
	j->facts = (struct http_reply){ .asked = j->fetch_url, .status = 200 };
	run(g, j, s.command, (struct str){ NULL, 0 });
	return true;
}

void source_filter(struct engine *g, struct job *j)
{
	j->facts.content_type = NULL;	/* of what goes in, not of what comes out */
	run(g, j, j->filter, job_body(j));
}

void source_cancel(struct engine *g, bool (*drop)(void *ctx, void *data), void *data)
{
	program_cancel(g, on_document, drop, data);
}
