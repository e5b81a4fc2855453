/* settings.h: the user's config file. A wrong line is reported as file:line:col: reason; the rest
 * still applies. */
#ifndef LEDE_SETTINGS_H
#define LEDE_SETTINGS_H

#include "base/arena.h"
#include "base/err.h"

enum option {
#define OPTION(id, name, type, def, min, max, choices, help) OPT_##id,
#define FEED_OPTION OPTION
#define FOR_OPTION OPTION
#include "config/options.def"
#undef OPTION
#undef FEED_OPTION
#undef FOR_OPTION
	OPTION_COUNT
};

enum option_type {
	OPTION_BOOL, OPTION_NUMBER, OPTION_DURATION, OPTION_STRING, OPTION_CHOICE, OPTION_HEADER,
};

/* Where an option may be set: for the program, for feeds by their addresses. */
enum option_scope { SCOPE_PROGRAM = 1, SCOPE_FEEDS = 2 };

struct option_info {
	const char *name;
	enum option_type type;
	const char *def;	/* as one would write it */
	int64_t min, max;
	const char *choices;	/* blank-separated */
	const char *help;	/* not yet translated */
	unsigned int scope;	/* enum option_scope, or both */
};
extern const struct option_info option_table[OPTION_COUNT];

/* "bind KEYS ACTION [in PANE]": kept as written; app/keymap checks them. */
struct bind_line {
	const char *keys, *action, *pane;
	int line;
};

/* "for PATTERN set OPTION VALUE" */
struct for_line {
	const char *pattern;
	enum option option;
	const char *value;
};

struct config {
	struct arena *arena;
	const char *path;		/* NULL: no file, all defaults */
	const char *values[OPTION_COUNT];
	struct bind_line *binds;
	size_t n_binds;
	struct for_line *fors;		/* in the order of the file */
	size_t n_fors;
	char **errors;			/* lines for people */
	size_t n_errors;
};

/* Reads path (NULL: the default place, where a missing file is no error). E_IO/E_NOTFOUND when it
 * cannot be read. Errors in lines are in c->errors and do not fail. */
enum rc config_load(struct config *c, const char *path, struct err *e);
void config_free(struct config *c);
/* Sets one option, checked as from the file. */
enum rc config_set(struct config *c, struct str name, struct str value, struct err *e);
bool config_bool(const struct config *c, enum option o);
int64_t config_number(const struct config *c, enum option o);	/* NUMBER, DURATION in seconds */
const char *config_string(const struct config *c, enum option o);
/* Whether a CHOICE is word. */
bool config_is(const struct config *c, enum option o, const char *word);

/* The same for one feed: what the last line "for" says whose pattern its address (url, without a
 * user name) matches, else what is set for all. A "*" of a pattern is any run of characters. */
bool config_bool_for(const struct config *c, const char *url, enum option o);
int64_t config_number_for(const struct config *c, const char *url, enum option o);
const char *config_string_for(const struct config *c, const char *url, enum option o);
/* All headers for that feed, in the order of the file; *n of them, in the arena. */
const char **config_headers_for(const struct config *c, struct arena *a, const char *url,
				size_t *n);

/* What an address is compared with, in which a "*" is any run of characters, in the shape of an
 * address where it is one. */
const char *config_pattern(struct arena *a, struct str s);
/* Whether the address fits the whole of such a pattern. */
bool config_pattern_fits(const char *pattern, const char *address);

#endif
