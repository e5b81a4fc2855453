#include "app/found.h"

#include "base/i18n.h"

const char *found_kind(const struct found_feed *f)
{
	switch ((enum feed_kind)f->kind) {
	case FEED_UNKNOWN: break;
	case FEED_RSS: return "rss";
	case FEED_RDF: return "rdf";
	case FEED_ATOM: return "atom";
	case FEED_JSON: return "json";
	case FEED_CDF: return "cdf";
	case FEED_SITEMAP: return "sitemap";
	case FEED_FRONTPAGE: return "headlines";
	}
	return NULL;
}

static const char *kind_words(const struct found_feed *f)
{
	switch ((enum feed_kind)f->kind) {
	case FEED_UNKNOWN: break;
	case FEED_RSS: case FEED_RDF: return "RSS";
	case FEED_ATOM: return "Atom";
	case FEED_JSON: return "JSON Feed";
	case FEED_CDF: return "CDF";
	case FEED_SITEMAP: return _("sitemap of news");
	case FEED_FRONTPAGE: return _("headlines of the page");
	}
	return _("feed");
}

const char *found_words(struct arena *a, const struct found_feed *f)
{
	const char *title = str_blank(f->title) ? f->url : f->title, *stories;

	if (f->stories < 0)
		return arena_printf(a, "%s (%s)", title, kind_words(f));
	stories = arena_printf(a, ngettext("%lld story", "%lld stories", (unsigned long)f->stories),
			       (long long)f->stories);
	return arena_printf(a, f->is_subscribed ? _("%s (%s, %s, subscribed already)") :
			    "%s (%s, %s)", title, kind_words(f), stories);
}

/* "3" or "2-4", from 1 on. */
static bool choose_range(const struct found_feeds *f, struct str part, bool *chosen)
{
	size_t dash = str_chr(part, '-');
	int64_t from, to, most = (int64_t)f->n_items;

	if (!str_int(str_sub(part, 0, dash), 1, most, &from))
		return false;
	to = from;
	if (dash != SIZE_MAX && !str_int(str_sub(part, dash + 1, SIZE_MAX), from, most, &to))
		return false;
	for (; from <= to; from++)
		chosen[from - 1] = true;
	return true;
}

bool found_choose(const struct found_feeds *f, const char *typed, bool *chosen)
{
	struct str s = str_trim(str_of(typed)), part, word;

	memset(chosen, 0, f->n_items * sizeof(*chosen));
	if (str_ieq(s, STR("q")) || str_ieq(s, STR("n")))
		return true;
	if (!s.n)
		chosen[0] = true;
	for (size_t i = 0; str_ieq(s, STR("a")) && i < f->n_items; i++)
		chosen[i] = f->items[i].kind != FEED_FRONTPAGE;
	if (str_ieq(s, STR("a")))
		return true;
	while (str_split(&s, ',', &part))
		while (str_word(&part, &word))
			if (!choose_range(f, word, chosen))
				return false;
	return true;
}
