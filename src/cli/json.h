/* json.h: articles, feeds and stories as JSON. Keys in the order of lede(1); what is absent is left
 * out. Each object is printed on one line. */
#ifndef LEDE_CLI_JSON_H
#define LEDE_CLI_JSON_H

#include <jansson.h>

#include "cli/cli.h"
#include "store/feeds.h"
#include "store/stories.h"

json_t *json_article(struct arena *a, const struct article *art);
/* A JSON Feed 1.1, and "warnings": printed on a line of standard output as its parts come. Zeroed
 * at first; then each part, then the end. */
struct json_feed {
	bool begun, has_items;
};
void json_feed_part(struct json_feed *j, struct arena *a, const struct feed *part);
void json_feed_end(struct json_feed *j, const char **warnings, size_t n);
json_t *json_related(const struct related *r);
json_t *json_story_row(struct arena *a, const struct story_row *r);
json_t *json_feed_row(struct arena *a, const struct feed_row *r);

/* Sets key of object unless the value is NULL or "". */
void json_put(json_t *object, const char *key, const char *value);

/* Prints object on a line of standard output and frees it. */
void json_print(json_t *object);
/* {"input", "error"} for an input that failed. */
void json_print_error(const char *input, const struct err *e);

#endif
