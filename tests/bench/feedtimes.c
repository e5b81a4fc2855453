/* The feed parser alone, without programs and messages around it: reads each file as a feed and prints how many
 * stories came out and a sum over their titles and links.
 *
 * usage: feedtimes alone|html|blocks FILE...
 *        feedtimes items FILE        title and link of each, parted by a tab */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/osfile.h"
#include "model/wire.h"
#include "parse/parse.h"

struct sum {
	bool print;
	size_t stories, blocks;
};

static enum rc take(const struct feed *part, bool more, void *ctx)
{
	struct sum *s = ctx;
	size_t i;

	for (i = 0; i < part->n_stories; i++) {
		const struct story *st = &part->stories[i];

		if (s->print)
			printf("%s\t%s\n", st->title ? st->title : "", st->url ? st->url : "");
		s->blocks += st->n_blocks;
	}
	s->stories += part->n_stories;
	return OK;
}

int main(int argc, char **argv)
{
	static const char *const modes[] = { "alone", "blocks", "html", "items" };
	static const uint32_t flags[] = { 0, PARSE_BLOCKS, PARSE_HTML, 0 };
	struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
	struct arena *a = arena_new(LIMIT_ARENA);
	struct sum sum = { .print = false };
	struct err e = { 0 };
	size_t mode = 0;
	int i;

	while (argc > 2 && mode < ARRAY_LEN(modes) && !streq(modes[mode], argv[1]))
		mode++;
	if (argc < 3 || mode == ARRAY_LEN(modes)) {
		fprintf(stderr, "usage: feedtimes alone|html|blocks|items FILE...\n");
		return 1;
	}
	sum.print = mode == 3;
	for (i = 2; i < argc; i++) {
		struct input in = { .url = "http://127.0.0.1/feed.xml", .flags = flags[mode] };

		buf_reset(&b);
		if (osfile_read(argv[i], &b, &e) != OK)
			break;
		in.bytes = buf_str(&b);
		if (parse_feed_parts(a, &in, take, &sum, &e) != OK)
			break;
		arena_reset(a);
	}
	if (i < argc)
		fprintf(stderr, "%s: %s\n", argv[i], e.msg);
	else if (!sum.print)
		printf("%zu stories, %zu blocks\n", sum.stories, sum.blocks);
	arena_free(a);
	buf_free(&b);
	return i < argc;
}
