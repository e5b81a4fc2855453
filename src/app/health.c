#include "app/health.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"

#define DAY 86400
#define LARGE MIB(2)		/* larger than nearly all feeds there are */
/* Silent: for ten times its usual pause and a month, or a year where the pause is not known. */
#define PAUSES 10
#define QUIET (30 * DAY)
#define SILENT (365 * DAY)

bool health_is_retired(const struct feed_row *row)
{
	return row->id != FEED_FOLLOWED && row->next_check == FEED_NEVER;
}

static bool is_silent(const struct feed_row *row, int64_t newest, int64_t now)
{
	if (newest == DATE_NONE || now <= newest)
		return false;
	if (row->rhythm <= 0)
		return now - newest > SILENT;
	return now - newest > QUIET && (now - newest) / PAUSES > row->rhythm;
}

enum health health_of(const struct feed_row *row, int64_t newest, int64_t now)
{
	if (health_is_retired(row))
		return HEALTH_RETIRED;
	if (row->error)
		return HEALTH_FAILING;
	if (row->last_success == DATE_NONE)
		return HEALTH_NEW;
	if (is_silent(row, newest, now))
		return HEALTH_SILENT;
	return row->body_bytes > (int64_t)LARGE ? HEALTH_LARGE : HEALTH_WELL;
}

const char *health_name(enum health h)
{
	static const char *const names[HEALTH_COUNT] = { "failing", "retired", "silent", "large",
							 "new", "well" };

	return names[h];
}

const char *health_advice(enum health h)
{
	switch (h) {
	case HEALTH_FAILING:
		return _("they are tried again by themselves; an address that has changed can be "
			 "edited with e in the screen's problems (X)");
	case HEALTH_RETIRED:
		return _("the server says they are gone for good; \"lede remove FEED\" ends the "
			 "subscription, \"lede fetch FEED\" tries once more");
	case HEALTH_SILENT:
		return _("they answer, but nothing new has come for long; perhaps the site has "
			 "another feed now: \"lede add SITE\" finds it");
	case HEALTH_LARGE:
		return _("each check may load megabytes; many sites offer a shorter feed");
	case HEALTH_NEW:
		return _("\"lede fetch\" fetches them");
	case HEALTH_WELL:
	case HEALTH_COUNT:
		break;
	}
	return NULL;
}

double health_stories_a_day(const struct feed_row *row)
{
	return row->rhythm > 0 ? (double)DAY / (double)row->rhythm : 0;
}

char *health_rate(struct arena *a, const struct feed_row *row)
{
	double days = health_stories_a_day(row), weeks = days * 7, months = days * 30.4;

	if (days <= 0)
		return NULL;
	if (days >= 9.95)
		return arena_printf(a, _("%.0f a day"), days);
	if (days >= 0.95)
		return arena_printf(a, _("%.1f a day"), days);
	if (weeks >= 0.95)
		return arena_printf(a, _("%.0f a week"), weeks);
	if (months >= 0.95)
		return arena_printf(a, _("%.0f a month"), months);
	/* TRANSLATORS: less than one story a month; a column of 10 characters */
	return arena_strdup(a, _("seldom"));
}

char *health_size(struct arena *a, const struct feed_row *row)
{
	if (row->body_bytes <= 0)
		return NULL;
	if (row->body_bytes > 999000)
		return arena_printf(a, _("%.1f MB"), (double)row->body_bytes / 1e6);
	return arena_printf(a, _("%lld kB"), (long long)(row->body_bytes + 999) / 1000);
}

char *health_last(struct arena *a, const struct feed_row *row, int64_t now)
{
	return row->last_success == DATE_NONE ? NULL : date_short(a, row->last_success, now);
}

char *health_next(struct arena *a, const struct feed_row *row, int64_t now)
{
	if (health_is_retired(row))
		return arena_strdup(a, _("never"));
	if (row->next_check <= now)
		return arena_strdup(a, _("now"));
	return date_short(a, row->next_check, now);
}

char *health_reason(struct arena *a, const struct feed_row *row)
{
	struct str error = str_of(row->error), host;
	struct buf b = BUF_INIT(KIB(4));
	struct url url;
	char *out;
	size_t at;

	if (!row->error)
		return NULL;
	host = url_split(str_of(row->url), &url) ? url.host : STR("");
	at = host.n ? str_ifind(error, host) : SIZE_MAX;
	if (at == SIZE_MAX)
		return arena_strdup(a, row->error);
	buf_add_str(&b, str_sub(error, 0, at));
	buf_puts(&b, _("the server"));
	buf_add_str(&b, str_sub(error, at + host.n, SIZE_MAX));
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}
