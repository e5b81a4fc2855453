/* Networks that want a sign-in. Their page answers for every address that is asked without
 * encryption, and nothing else gets through. It must not become a feed, a move, an end, or an
 * article; and no feed is to blame. So what might be its doing waits until something came that only
 * the right server can have sent (then everything is what it seems), or until several hosts showed
 * a sign of it (then the refresh ends), or until the feeds are through. Hosts of the own network
 * and what went through a program are left out. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/url.h"
#include "engine/engine_priv.h"

#define TRUST_MS (5 * 60 * 1000)	/* after a genuine reply, for single pages */
#define SIGNS 2				/* hosts that make a verdict */
#define SUSPECTS_MAX 1000		/* that wait, each with its document */

enum doubt { DOUBT_NONE, DOUBT_GENUINE, DOUBT_UNSURE, DOUBT_SIGN };

static bool is_https(const char *url)
{
	return str_istarts(str_of(url), STR("https:"));
}

/* A page, with headlines or without. */
static bool is_page_answer(const struct job *j)
{
	return j->feed ? j->feed->kind == FEED_FRONTPAGE : j->err.rc == E_PARSE && j->looks_html;
}

bool captive_looks_html(struct str body)
{
	struct str start = str_sub(body, 0, 1024);

	return str_ifind(start, STR("<html")) != SIZE_MAX ||
	       str_ifind(start, STR("<!doctype html")) != SIZE_MAX;
}

bool captive_took_feed(const struct job *j)
{
	return is_page_answer(j) && j->kind == JOB_FEED && !j->row.is_frontpage &&
	       j->row.last_success != DATE_NONE;
}

static enum doubt doubt(const struct job *j)
{
	int status = j->facts.status;

	/* Without a certificate of that name there is no reply at all. */
	if (status && is_https(j->fetch_url))
		return DOUBT_GENUINE;
	if (status == 511)
		return DOUBT_SIGN;
	if (!j->err.rc && (j->is_unchanged || (j->feed && j->feed->kind != FEED_FRONTPAGE)))
		return DOUBT_GENUINE;
	if (captive_took_feed(j) || (is_page_answer(j) && j->facts.was_led_away))
		return DOUBT_SIGN;
	if (is_page_answer(j) || status == 410 || (j->err.rc == E_NET && !status))
		return DOUBT_UNSURE;
	return DOUBT_NONE;
}

static bool is_concerned(const struct job *j)
{
	return j->is_public && !j->filter && !j->facts.was_private;
}

/* Another host that was answered with the same page. */
static bool has_twin(const struct engine *g, const struct job *j)
{
	for (const struct job *k = g->refresh.suspects.first; k; k = k->next)
		if (is_page_answer(j) && is_page_answer(k) &&
		    !memcmp(j->hash, k->hash, HASH_BYTES) &&
		    !url_same_host(j->fetch_url, k->fetch_url))
			return true;
	return false;
}

static bool is_sign(const struct engine *g, const struct job *j)
{
	return doubt(j) == DOUBT_SIGN || has_twin(g, j);
}

/* Hosts among those that wait, up to SIGNS: that show a sign, or all. */
static size_t count_hosts(struct engine *g, bool signs)
{
	const char *seen[SIGNS];
	size_t n = 0, i;

	for (const struct job *j = g->refresh.suspects.first; j && n < SIGNS; j = j->next) {
		for (i = 0; i < n && !url_same_host(seen[i], j->fetch_url); i++)
			;
		if (i == n && (!signs || is_sign(g, j)))
			seen[n++] = j->fetch_url;
	}
	return n;
}

static void let_go(struct engine *g)
{
	struct job_list held = g->refresh.suspects;
	struct job *j;

	g->refresh.suspects = (struct job_list){ 0 };
	while ((j = job_pop(&held))) {
		j->is_judged = true;
		job_hand_on(g, j);
	}
}

void captive_end(struct engine *g)
{
	bool several = count_hosts(g, false) > 1, has_511 = false;

	for (struct job *j = g->refresh.suspects.first; j; j = j->next) {
		bool sign = is_sign(g, j);

		has_511 |= j->facts.status == 511;
		/* Nothing came that could be trusted: no move is counted. */
		j->facts.moved_to = NULL;
		j->is_hindered = sign || (several && j->err.rc);
		if (sign && is_page_answer(j))
			err_set(&j->err, E_NET, _("a web page came where a feed was; does the "
						  "network want a sign-in?"));
	}
	if (has_511)
		g->refresh.is_captive = true;
	else
		let_go(g);
}

bool captive_holds(struct engine *g, struct job *j)
{
	struct refresh *r = &g->refresh;
	enum doubt d;

	if (j->is_judged || j->err.rc == E_CANCEL || !is_concerned(j))
		return false;
	d = doubt(j);
	if (d == DOUBT_GENUINE) {
		g->trusted_until = date_monotonic_ms() + TRUST_MS;
		r->is_genuine = true;
		let_go(g);
		return false;
	}
	if (j->kind != JOB_FEED || d == DOUBT_NONE || !j->in_refresh || r->is_genuine ||
	    r->phase != REFRESH_FEEDS)
		return false;
	job_push(&r->suspects, j);
	if (count_hosts(g, true) >= SIGNS)
		r->is_captive = true;
	else if (r->suspects.n >= SUSPECTS_MAX)
		captive_end(g);
	return true;
}

void captive_words(struct err *e)
{
	err_set(e, E_NET, _("this network wants a sign-in before it lets anything through: open a "
			    "page in a web browser, sign in, then fetch again"));
}

/* The same address over TLS, where it has no port of its own. */
static const char *over_tls(struct arena *a, const char *url)
{
	struct url u;

	if (!url_split(str_of(url), &u) || u.port.n || is_https(url))
		return NULL;
	return arena_printf(a, "https%s", url + strlen("http"));
}

bool captive_retries(struct engine *g, struct job *j)
{
	const char *url;

	if (j->kind != JOB_PAGE && j->kind != JOB_ADD)
		return false;
	if (j->was_led_away) {	/* this was the second try */
		if (j->err.rc && j->err.rc != E_CANCEL)
			captive_words(&j->err);
		return false;
	}
	if (!j->facts.was_led_away || !is_concerned(j) ||
	    date_monotonic_ms() < g->trusted_until || (j->feed && !is_page_answer(j)))
		return false;
	log_line("%s led to %s", j->fetch_url, j->facts.url);
	j->was_led_away = true;
	url = over_tls(j->arena, j->fetch_url);
	if (!url) {
		captive_words(&j->err);
		return false;
	}
	j->fetch_url = url;
	j->feed = NULL;
	j->article = NULL;
	job_fetch(g, j);
	return true;
}
