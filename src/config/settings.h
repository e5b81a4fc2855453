/* settings.h: the user's config file. A wrong line is reported as file:line:col: reason; the rest
 * still applies. */
#ifndef LEDE_SETTINGS_H
#define LEDE_SETTINGS_H

#include "base/arena.h"
#include "base/err.h"

enum option {
#define OPTION(id, name, type, def, min, max, choices, help) OPT_##id,
#include "config/options.def"
#undef OPTION
	OPTION_COUNT
};

enum option_type { OPTION_BOOL, OPTION_NUMBER, OPTION_DURATION, OPTION_STRING, OPTION_CHOICE };

struct option_info {
	const char *name;
	enum option_type type;
	const char *def;	/* as one would write it */
	int64_t min, max;
	const char *choices;	/* blank-separated */
	const char *help;	/* not yet translated */
};
extern const struct option_info option_table[OPTION_COUNT];

/* "bind KEYS ACTION [in PANE]": kept as written; app/keymap checks them. */
struct bind_line {
	const char *keys, *action, *pane;
	int line;
};

struct config {
	struct arena *arena;
	const char *path;		/* NULL: no file, all defaults */
	const char *values[OPTION_COUNT];
	struct bind_line *binds;
	size_t n_binds;
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

#endif
