/* source.h: where a subscription's document comes from, which its address in the feeds file says:
 * the web, a file, what a program prints, or a page of the web that a program changes. The forms
 * of the last two are newsboat's: exec:COMMAND and filter:COMMAND:URL. */
#ifndef LEDE_SOURCE_H
#define LEDE_SOURCE_H

#include "base/arena.h"
#include "base/err.h"

enum source_kind { SOURCE_WEB, SOURCE_FILE, SOURCE_EXEC, SOURCE_FILTER };

struct source {
	enum source_kind kind;
	const char *command;	/* EXEC, FILTER: for spawn_words */
	const char *url;	/* WEB, FILTER: http(s); FILE: as written */
	const char *login;	/* FILTER: "user:password" of url, which stands without; NULL */
};

/* By the scheme alone, whatever its case; also of what is refused later. */
enum source_kind source_kind(struct str address);
/* "web", "file", "exec", "filter". */
const char *source_name(enum source_kind kind);
bool source_is_program(const char *address);
/* Takes an address apart. E_USAGE with the reason where it is none of a program that could be
 * run: no command, a quote that is not closed, no http(s) address to filter, too long. */
enum rc source_read(struct arena *a, struct str address, struct source *out, struct err *e);
/* One spelling for each: what is stored. Of what source_read accepted. */
char *source_address(struct arena *a, const struct source *s);

#endif
