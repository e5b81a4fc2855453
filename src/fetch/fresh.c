#include "fetch/fresh.h"

#include "base/date.h"

/* Quotes around an argument are allowed everywhere (RFC 9111, 5.2). */
static struct str unquote(struct str s)
{
	s = str_trim(s);
	return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? str_sub(s, 1, s.n - 2) : s;
}

/* The next directive of a list; commas in quotes do not part it. */
static bool next_part(struct str *rest, struct str *part)
{
	bool quoted = false;
	size_t i;

	if (!rest->n)
		return false;
	for (i = 0; i < rest->n && (quoted || rest->p[i] != ','); i++)
		if (rest->p[i] == '"')
			quoted = !quoted;
	*part = str_trim(str_sub(*rest, 0, i));
	*rest = str_sub(*rest, i + 1, SIZE_MAX);
	return true;
}

static void cache_control(struct fresh *f, struct str value)
{
	struct str part;
	int64_t n;

	while (next_part(&value, &part)) {
		/* "no-cache=field" speaks of that field only. */
		if (str_ieq(part, STR("no-store")) || str_ieq(part, STR("no-cache")))
			f->is_uncached = true;
		else if (str_istarts(part, STR("max-age=")) && f->max_age < 0)
			/* What is no number is stale at once. */
			f->max_age = str_int(unquote(str_sub(part, 8, SIZE_MAX)), 0, INT32_MAX, &n)
				     ? n : 0;
	}
}

static bool value_of(struct str line, struct str name, struct str *value)
{
	if (!str_istarts(line, name))
		return false;
	*value = str_trim(str_sub(line, name.n, SIZE_MAX));
	return true;
}

bool fresh_header(struct fresh *f, struct str line)
{
	struct str v;

	if (value_of(line, STR("cache-control:"), &v)) {
		cache_control(f, v);
	} else if (value_of(line, STR("expires:"), &v)) {
		/* "0" and "-1" are no dates, and mean: stale already. */
		if (f->expires == DATE_NONE)
			f->expires = date_parse(v);
		if (f->expires == DATE_NONE)
			f->expires = 0;
	} else if (value_of(line, STR("date:"), &v)) {
		f->date = date_parse(v);
	} else if (value_of(line, STR("age:"), &v)) {
		if (!str_int(v, 0, INT32_MAX, &f->age))
			f->age = 0;
	} else {
		return false;
	}
	return true;
}

int64_t fresh_seconds(const struct fresh *f, int64_t now)
{
	int64_t life = 0;

	if (f->is_uncached)
		return 0;
	if (f->max_age >= 0)
		life = f->max_age;
	else if (f->expires != DATE_NONE)
		life = f->expires - (f->date != DATE_NONE ? f->date : now);
	return MAX(life - f->age, 0);
}
