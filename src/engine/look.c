#include "base/i18n.h"
#include "base/url.h"
#include "engine/engine_priv.h"

void look_command(struct engine *g, const struct msg *m)
{
	const char *login, *url = url_take_user(g->turn, url_from_user(g->turn, m->url), &login);
	struct err e;
	struct job *j;

	if (!url || !url_is_http(url)) {
		err_set(&e, E_REFUSED, _("only http and https addresses are fetched"));
		engine_ack(g, m->seq, &e);
		return;
	}
	j = job_new(JOB_LOOK, url);
	j->seq = m->seq;
	j->login = arena_strdup(j->arena, login);
	job_fetch(g, j);
}

void look_done(struct engine *g, struct job *j)
{
	struct msg ack = { .kind = MSG_ACK, .seq = j->seq, .url = j->facts.url,
			   .text = j->facts.content_type };

	if (j->err.rc) {
		ack.rc = j->err.rc;
		ack.text = j->err.msg;
	} else {
		ack.body = job_body(j);
	}
	if (j->seq)
		engine_send(g, &ack);
	job_free(g, j);
}
