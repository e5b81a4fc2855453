#include "base/i18n.h"
#include "base/limits.h"
#include "cli/setup.h"

struct marking {
	uint32_t set, clear;
};

static enum rc marking_of(struct cli *c, struct marking *m)
{
	*m = (struct marking){ 0 };
	m->set |= cli_has(c, "read") ? FLAG_READ : 0;
	m->set |= cli_has(c, "star") ? FLAG_STARRED : 0;
	m->clear |= cli_has(c, "unread") ? FLAG_READ : 0;
	m->clear |= cli_has(c, "unstar") ? FLAG_STARRED : 0;
	if (m->set & m->clear)
		return cli_error(c, "mark", E_USAGE, _("both a mark and its contrary"));
	if (!m->set && !m->clear)
		m->set = FLAG_READ;
	if (cli_has(c, "feed") && (m->set != FLAG_READ || m->clear))
		return cli_error(c, "--feed", E_USAGE, _("a whole feed can only be marked read"));
	return OK;
}

static enum rc mark_stories(struct cli *c, const struct marking *how)
{
	struct msg m = { .kind = MSG_SET_FLAGS, .n = how->set, .m = how->clear }, answer;
	struct story_row row;
	struct err e = { 0 };
	int64_t id;
	enum rc rc = OK;
	size_t i;

	for (i = 0; i < c->n_args; i++) {
		const char *arg = c->args[i];

		if (!str_int(str_of(arg), 1, INT64_MAX, &id))
			cli_error(c, arg, E_NOTFOUND, _("no story's id; see \"lede list\""));
		else if ((rc = stories_get(c->db, c->arena, id, &row, &e)) == OK)
			*ARENA_PUSH(c->arena, m.ids, m.n_ids) = id;
		else if (rc == E_NOTFOUND)
			cli_error(c, arg, rc, _("no such story; see \"lede list\""));
		else
			return cli_fail(c, c->store, rc, &e);
	}
	rc = OK;
	if (m.n_ids)
		rc = setup_call(c, c->arena, &m, &answer, NULL, NULL, &e);
	return rc ? cli_fail(c, c->store, rc, &e) : OK;
}

static enum rc mark_feed(struct cli *c, const char *arg)
{
	struct msg m = { .kind = MSG_MARK_READ, .m = INT64_MAX }, answer;
	struct feed_row feed;
	struct err e = { 0 };
	enum rc rc = setup_feed(c, arg, &feed, &e);

	if (rc)
		return cli_fail(c, arg, rc, &e);
	m.id = feed.id;
	rc = setup_call(c, c->arena, &m, &answer, NULL, NULL, &e);
	return rc ? cli_fail(c, arg, rc, &e) : OK;
}

enum rc cmd_mark(struct cli *c)
{
	struct marking how;
	enum rc rc = marking_of(c, &how);
	size_t i;

	if (rc == OK)
		rc = setup_engine(c);
	if (rc == OK)
		rc = setup_store(c);
	if (rc)
		return rc;
	if (!cli_has(c, "feed"))
		return mark_stories(c, &how);
	for (i = 0; i < c->n_args; i++)
		mark_feed(c, c->args[i]);
	return OK;
}
