#include "config/settings.h"

#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/url.h"

const struct option_info option_table[OPTION_COUNT] = {
#define ROW(id, name, type, def, min, max, choices, help, scope) \
	[OPT_##id] = { name, OPTION_##type, def, min, max, choices, help, scope },
#define OPTION(...) ROW(__VA_ARGS__, SCOPE_PROGRAM)
#define FEED_OPTION(...) ROW(__VA_ARGS__, SCOPE_PROGRAM | SCOPE_FEEDS)
#define FOR_OPTION(...) ROW(__VA_ARGS__, SCOPE_FEEDS)
#include "config/options.def"
#undef OPTION
#undef FEED_OPTION
#undef FOR_OPTION
};

/* One line of the file, cut into words as one takes them. */
struct line {
	struct config *c;
	const char *name;	/* of the file, for messages */
	int number;
	struct str whole, rest;
};

static void complain(struct line *l, struct str at, const char *msg)
{
	struct arena *a = l->c->arena;

	if (l->c->n_errors >= LIMIT_CONFIG_ERRORS)
		return;
	*ARENA_PUSH(a, l->c->errors, l->c->n_errors) =
		arena_printf(a, "%s:%d:%zu: %s", l->name, l->number,
			     (size_t)(at.p - l->whole.p) + 1, msg);
}

/* The next word, without its quotes; \" and \\ inside double quotes. False at the end of the line
 * or at a comment; complains about a quote that is not closed. *at is where it stands. */
static bool take_word(struct line *l, struct str *word, struct str *at)
{
	struct str s = str_trim(l->rest);
	char *out, quote;
	size_t i, n = 0;

	*at = s;
	l->rest = s;
	if (!s.n || s.p[0] == '#')
		return false;
	quote = s.p[0];
	if (quote != '"' && quote != '\'')
		return str_word(&l->rest, word);
	out = arena_alloc(l->c->arena, s.n);
	for (i = 1; i < s.n && s.p[i] != quote; i++) {
		if (quote == '"' && s.p[i] == '\\' && i + 1 < s.n &&
		    (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
			i++;
		out[n++] = s.p[i];
	}
	if (i >= s.n) {
		complain(l, s, _("a quote is not closed"));
		l->rest = str_sub(s, s.n, 0);
		return false;
	}
	l->rest = str_sub(s, i + 1, SIZE_MAX);
	*word = str_mem(out, n);
	return true;
}

static bool option_find(struct str name, enum option *out)
{
	int i;

	for (i = 0; i < OPTION_COUNT; i++) {
		if (str_eq(name, str_of(option_table[i].name))) {
			*out = (enum option)i;
			return true;
		}
	}
	return false;
}

static bool is_yes(struct str s)
{
	return str_ieq(s, STR("yes")) || str_ieq(s, STR("true")) || str_ieq(s, STR("on")) ||
	       str_eq(s, STR("1"));
}

static bool is_no(struct str s)
{
	return str_ieq(s, STR("no")) || str_ieq(s, STR("false")) || str_ieq(s, STR("off")) ||
	       str_eq(s, STR("0"));
}

/* "90", "30s", "15m", "1h", "7d", "2w" as seconds. */
static bool parse_duration(struct str s, int64_t *out)
{
	int64_t unit = 1;

	if (s.n && !ascii_digit((unsigned char)s.p[s.n - 1])) {
		switch (s.p[s.n - 1]) {
		case 's': unit = 1; break;
		case 'm': unit = 60; break;
		case 'h': unit = 3600; break;
		case 'd': unit = 86400; break;
		case 'w': unit = 7 * 86400; break;
		default: return false;
		}
		s.n--;
	}
	if (!str_int(s, 0, INT32_MAX, out))
		return false;
	*out *= unit;
	return true;
}

static bool is_token_char(int c)
{
	return ascii_alpha(c) || ascii_digit(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* "Name: value" (RFC 9110, 5.1). What frames a message, names its host or makes it conditional is
 * lede's own to say. */
static bool is_header(struct str s)
{
	static const char *const own[] = {
		"Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "TE",
		"Trailer", "Upgrade", "Expect", "Keep-Alive", "Accept-Encoding", "Range",
		"If-None-Match", "If-Modified-Since", "If-Match", "If-Range",
		"If-Unmodified-Since", "Proxy-Authorization", "Proxy-Connection", "User-Agent",
	};
	struct str name = str_sub(s, 0, str_chr(s, ':'));
	size_t i;

	if (!name.n || name.n == s.n || s.n > LIMIT_OPTION_HEADER)
		return false;
	for (i = 0; i < s.n; i++)
		if (i < name.n ? !is_token_char((unsigned char)s.p[i]) :
		    (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	for (i = 0; i < ARRAY_LEN(own); i++)
		if (str_ieq(name, str_of(own[i])))
			return false;
	return str_trim(str_sub(s, name.n + 1, SIZE_MAX)).n > 0;
}

static enum rc check_value(const struct option_info *o, struct str value, struct err *e)
{
	struct str choices = str_of(o->choices), word;
	int64_t n;

	switch (o->type) {
	case OPTION_BOOL:
		if (is_yes(value) || is_no(value))
			return OK;
		return err_set(e, E_USAGE, _("%s is yes or no"), o->name);
	case OPTION_NUMBER:
		if (str_int(value, o->min, o->max, &n))
			return OK;
		return err_set(e, E_USAGE, _("%s is a number from %lld to %lld"), o->name,
			       (long long)o->min, (long long)o->max);
	case OPTION_DURATION:
		if (!parse_duration(value, &n))
			return err_set(e, E_USAGE, _("%s is a time such as 30s, 15m, 1h or 7d"),
				       o->name);
		if (n >= o->min && n <= o->max)
			return OK;
		return err_set(e, E_USAGE, _("%s is a time from %lld to %lld seconds"), o->name,
			       (long long)o->min, (long long)o->max);
	case OPTION_CHOICE:
		while (str_word(&choices, &word))
			if (str_eq(word, value))
				return OK;
		return err_set(e, E_USAGE, _("%s is one of: %s"), o->name, o->choices);
	case OPTION_STRING:
		if (clean_is_utf8(value) && str_chr(value, '\0') == SIZE_MAX)
			return OK;
		return err_set(e, E_USAGE, _("%s is not UTF-8"), o->name);
	case OPTION_HEADER:
		/* The default: none. */
		if (!value.n || is_header(value))
			return OK;
		return err_set(e, E_USAGE, _("%s is \"Name: value\", and none of those that lede "
					     "sends itself"), o->name);
	}
	return OK;
}

enum rc config_set(struct config *c, struct str name, struct str value, struct err *e)
{
	enum option o;
	enum rc rc;

	if (!option_find(name, &o))
		return err_set(e, E_USAGE, _("no option is called \"%.*s\""), (int)MIN(name.n, 80),
			       name.p);
	rc = check_value(&option_table[o], value, e);
	if (!rc)
		c->values[o] = arena_str(c->arena, value);
	return rc;
}

/* What follows "set": a known option with a value that passes, nothing after it. Complains. */
static bool take_setting(struct line *l, enum option *o, struct str *value, struct str *at_name)
{
	struct str name, at_value, extra, at;
	struct err e = { 0 };
	size_t errors = l->c->n_errors;

	if (!take_word(l, &name, at_name)) {
		complain(l, *at_name, _("set what? \"set OPTION VALUE\""));
		return false;
	}
	if (!option_find(name, o)) {
		complain(l, *at_name, arena_printf(l->c->arena, _("no option is called \"%.*s\""),
						   (int)MIN(name.n, 80), name.p));
		return false;
	}
	if (!take_word(l, value, &at_value)) {
		/* A bare name switches on, as in other programs' files. */
		if (option_table[*o].type != OPTION_BOOL) {
			if (l->c->n_errors == errors)
				complain(l, at_value, _("a value is missing"));
			return false;
		}
		*value = STR("yes");
	}
	if (take_word(l, &extra, &at)) {
		complain(l, at, _("too many words: a value with blanks needs quotes"));
		return false;
	}
	if (check_value(&option_table[*o], *value, &e)) {
		complain(l, at_value, e.msg);
		return false;
	}
	return l->c->n_errors == errors;
}

static void line_set(struct line *l)
{
	struct str value, at;
	enum option o;

	if (!take_setting(l, &o, &value, &at))
		return;
	if (option_table[o].scope & SCOPE_PROGRAM)
		l->c->values[o] = arena_str(l->c->arena, value);
	else
		complain(l, at, arena_printf(l->c->arena, _("%s is set for feeds: "
			 "\"for https://example.org/* set %s VALUE\""),
			 option_table[o].name, option_table[o].name));
}

const char *config_pattern(struct arena *a, struct str s)
{
	char *url = str_find(s, STR("://")) != SIZE_MAX ? url_resolve(a, NULL, s) : NULL;

	return url ? url : arena_str(a, s);
}

/* Whether it names its hosts so that no other can fit: a secret is sent to those it matches. */
static bool is_strict_pattern(const char *pattern)
{
	struct url u;

	if (streq(pattern, "*"))
		return true;
	return url_is_http(pattern) && url_split(str_of(pattern), &u) && u.path.n &&
	       u.host.p[u.host.n - 1] != '*' && str_chr(u.port, '*') == SIZE_MAX;
}

/* for PATTERN set OPTION VALUE */
static void line_for(struct line *l)
{
	struct str pattern, at_pattern, word, value, at;
	struct arena *a = l->c->arena;
	const char *tidied;
	enum option o;

	if (!take_word(l, &pattern, &at_pattern) || !take_word(l, &word, &at) ||
	    !str_eq(word, STR("set"))) {
		complain(l, at_pattern, _("for what? \"for PATTERN set OPTION VALUE\""));
		return;
	}
	if (!take_setting(l, &o, &value, &at))
		return;
	tidied = config_pattern(a, pattern);
	if (!(option_table[o].scope & SCOPE_FEEDS))
		complain(l, at, arena_printf(a, _("%s is not set for single feeds"),
					     option_table[o].name));
	else if (!(option_table[o].scope & SCOPE_PROGRAM) && !is_strict_pattern(tidied))
		complain(l, at_pattern, arena_printf(a, _("for %s the pattern names the whole "
			 "host, as in https://example.org/*"), option_table[o].name));
	else
		*ARENA_PUSH(a, l->c->fors, l->c->n_fors) =
			(struct for_line){ tidied, o, arena_str(a, value) };
}

/* bind KEYS ACTION [in PANE] */
static void line_bind(struct line *l)
{
	struct str keys, action, pane = { NULL, 0 }, word, at;
	struct arena *a = l->c->arena;
	struct bind_line *b;

	if (!take_word(l, &keys, &at) || !take_word(l, &action, &at)) {
		complain(l, at, _("bind what? \"bind KEYS ACTION [in PANE]\""));
		return;
	}
	if (take_word(l, &word, &at)) {
		if (!str_eq(word, STR("in"))) {
			complain(l, at, _("after the action comes \"in PANE\" or nothing"));
			return;
		}
		if (!take_word(l, &pane, &at)) {
			complain(l, at, _("in which pane?"));
			return;
		}
		if (take_word(l, &word, &at)) {
			complain(l, at, _("too many words"));
			return;
		}
	}
	b = ARENA_PUSH(a, l->c->binds, l->c->n_binds);
	b->keys = arena_str(a, keys);
	b->action = arena_str(a, action);
	b->pane = pane.p ? arena_str(a, pane) : NULL;
	b->line = l->number;
}

static void read_line(struct line *l)
{
	struct str word, at;

	if (!clean_is_utf8(l->whole) || str_chr(l->whole, '\0') != SIZE_MAX)
		complain(l, l->whole, _("not UTF-8"));
	else if (!take_word(l, &word, &at))
		return;
	else if (str_eq(word, STR("set")))
		line_set(l);
	else if (str_eq(word, STR("bind")))
		line_bind(l);
	else if (str_eq(word, STR("for")))
		line_for(l);
	else
		complain(l, at, _("a line begins with \"set\", \"for\", \"bind\" or \"#\""));
}

/* The path to read: as given, else the default. */
static enum rc choose_path(struct config *c, const char *path, struct err *e)
{
	char *dir;
	enum rc rc;

	if (path) {
		c->path = arena_strdup(c->arena, path);
		return OK;
	}
	rc = osfile_dir(c->arena, OSDIR_CONFIG, &dir, e);
	if (!rc)
		c->path = osfile_join(c->arena, dir, "config");
	return rc;
}

enum rc config_load(struct config *c, const char *path, struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_CONFIG_BYTES);
	struct str rest, whole;
	struct line l;
	enum rc rc;
	int i;

	*c = (struct config){ .arena = arena_new(LIMIT_ARENA) };
	for (i = 0; i < OPTION_COUNT; i++)
		c->values[i] = option_table[i].def;
	rc = choose_path(c, path, e);
	if (!rc)
		rc = osfile_read(c->path, &b, e);
	if (rc == E_NOTFOUND && !path) {
		c->path = NULL;
		err_clear(e);
		rc = OK;
	}
	l = (struct line){ .c = c, .name = c->path };
	rest = buf_str(&b);
	if (str_starts(rest, STR("\xef\xbb\xbf")))
		rest = str_sub(rest, 3, SIZE_MAX);
	while (!rc && str_split(&rest, '\n', &whole)) {
		l.number++;
		l.whole = l.rest = whole;
		read_line(&l);
	}
	buf_free(&b);
	return rc;
}

void config_free(struct config *c)
{
	arena_free(c->arena);
	*c = (struct config){ 0 };
}

static int64_t number_of(enum option o, const char *value)
{
	int64_t n = 0;

	if (option_table[o].type == OPTION_DURATION)
		return parse_duration(str_of(value), &n) ? n : 0;
	return str_int(str_of(value), INT64_MIN, INT64_MAX, &n) ? n : 0;
}

bool config_bool(const struct config *c, enum option o)
{
	return is_yes(str_of(c->values[o]));
}

int64_t config_number(const struct config *c, enum option o)
{
	return number_of(o, c->values[o]);
}

const char *config_string(const struct config *c, enum option o)
{
	return c->values[o];
}

bool config_is(const struct config *c, enum option o, const char *word)
{
	return streq(c->values[o], word);
}

/* --- for one feed --- */

/* Each "*" takes as little as it can; where that fails, only the last one takes more. */
static bool fits(struct str pattern, struct str s)
{
	size_t i = 0, at = 0, star = SIZE_MAX, from = 0;

	while (at < s.n) {
		if (i < pattern.n && pattern.p[i] == '*') {
			star = ++i;
			from = at;
		} else if (i < pattern.n && ascii_lower((unsigned char)pattern.p[i]) ==
					    ascii_lower((unsigned char)s.p[at])) {
			i++;
			at++;
		} else if (star != SIZE_MAX) {
			i = star;
			at = ++from;
		} else {
			return false;
		}
	}
	while (i < pattern.n && pattern.p[i] == '*')
		i++;
	return i == pattern.n;
}

/* Where the path begins, SIZE_MAX without one. */
static size_t path_start(struct str s)
{
	size_t host = str_find(s, STR("://")), n;

	if (host == SIZE_MAX)
		return SIZE_MAX;
	host += 3;
	n = str_chr(str_sub(s, host, SIZE_MAX), '/');
	return n == SIZE_MAX ? n : host + n;
}

/* Host and path each for itself where the pattern has both: else a "*" in the host would take a
 * strange host whose path looks like the one that is meant. */
bool config_pattern_fits(const char *pattern, const char *address)
{
	struct str p = str_of(pattern), s = str_of(address);
	size_t n = path_start(p), k = path_start(s);

	if (n == SIZE_MAX || k == SIZE_MAX)
		return fits(p, s);
	return fits(str_sub(p, 0, n), str_sub(s, 0, k)) &&
	       fits(str_sub(p, n, SIZE_MAX), str_sub(s, k, SIZE_MAX));
}

const char *config_string_for(const struct config *c, const char *url, enum option o)
{
	for (size_t i = c->n_fors; i-- > 0;)
		if (c->fors[i].option == o && config_pattern_fits(c->fors[i].pattern, url))
			return c->fors[i].value;
	return c->values[o];
}

bool config_bool_for(const struct config *c, const char *url, enum option o)
{
	return is_yes(str_of(config_string_for(c, url, o)));
}

int64_t config_number_for(const struct config *c, const char *url, enum option o)
{
	return number_of(o, config_string_for(c, url, o));
}

const char **config_headers_for(const struct config *c, struct arena *a, const char *url,
				size_t *n)
{
	const char **out = NULL;

	*n = 0;
	for (size_t i = 0; i < c->n_fors; i++)
		if (c->fors[i].option == OPT_HEADER && *c->fors[i].value &&
		    config_pattern_fits(c->fors[i].pattern, url))
			*ARENA_PUSH(a, out, *n) = c->fors[i].value;
	return out;
}
