/* limits.h: every cap of lede, each with its reason. No buffer, queue, count, depth or time
 * is without one. */
#ifndef LEDE_LIMITS_H
#define LEDE_LIMITS_H

#define KIB(n) ((size_t)(n) * 1024)
#define MIB(n) ((size_t)(n) * 1024 * 1024)

/* Bytes from the network, after decompression. */
#define LIMIT_FEED_BYTES MIB(10)	/* the largest real feeds are 2-3 MB; of XML in a FILE
					 * LIMIT_INPUT_BYTES are read */
#define LIMIT_PAGE_BYTES MIB(16)	/* a saved live blog can reach 10 MB */
#define LIMIT_HEADER_BYTES KIB(64)	/* all headers of one reply */
#define LIMIT_HEADERS 200		/* lines of headers of one reply */
#define LIMIT_LINK_HEADERS 16		/* Link: headers kept of one reply */
#define LIMIT_RATIO 200			/* decoded : received, above 1 MB: a compression bomb */
#define LIMIT_CODINGS 2		/* Content-Encodings of one body; more than one is a mistake */
#define LIMIT_WIRE_RATIO 2	/* bytes on the wire for one byte allowed: chunks have frames */
#define LIMIT_REDIRECTS 5
#define LIMIT_URL_BYTES 4096		/* longer ones are refused, as most servers do */

/* The store. */
#define LIMIT_NEW_STORIES 500		/* of one feed document, the newest, so that an archive
					 * of ten years does not bury the day's news */
#define LIMIT_RECORD_BYTES MIB(8)	/* one article or one story's own text: a book has 1 MB */
#define LIMIT_INDEX_BYTES KIB(256)	/* text of one story that is indexed */
#define LIMIT_HISTORY 10000		/* visits that are remembered */

/* Records between the programs. */
#define LIMIT_WIRE_BYTES MIB(48)	/* one message: a page and the record of it */
#define LIMIT_WIRE_QUEUE MIB(96)	/* bytes waiting for a peer that does not read */

/* What a parser may make of one document. */
#define LIMIT_STORIES 100000		/* stories of one feed document: an archive of all that a
					 * paper ever wrote; 10 MB hold more only of empty ones */
#define LIMIT_STORY_BYTES MIB(2)	/* content of one story */
#define LIMIT_FIELD_BYTES KIB(16)	/* a title, an author, a tag */
#define LIMIT_URLS_PER_STORY 4096	/* links in one story or page */
#define LIMIT_ENCLOSURES 64
#define LIMIT_TAGS 64
#define LIMIT_AUTHORS 64
#define LIMIT_WARNINGS 16
#define LIMIT_ALTERNATES 64		/* feeds that one page names */
#define LIMIT_LINKS_ARENA MIB(32)	/* for addresses looked at in search of them: each can have
					 * LIMIT_URL_BYTES */
#define LIMIT_NODES 200000		/* nodes of one HTML tree */
#define LIMIT_XML_TREE MIB(96)		/* elements, attributes and texts in memory of an OPML, a
					 * sitemap or of what a feed says of itself: 8 MB of
					 * subscriptions take as much */
#define LIMIT_STORY_TREE MIB(24)	/* the same of one story: LIMIT_NODES */
#define LIMIT_XML_TEXT MIB(8)		/* text of it; libxml2 ends a document at 10 MB of one */
#define LIMIT_DEPTH 256			/* open elements that are followed; deeper ones are flat */
#define LIMIT_TIDY_BYTES MIB(48)	/* a page of '<' alone grows fourfold when quoted */
#define LIMIT_ATTRIBUTES 64		/* read of one element ... */
#define LIMIT_TREE_ATTRIBUTES 400000	/* ... and of one HTML tree: each takes 216 bytes, and a
					 * page of LIMIT_NODES has fewer than two for each */
#define LIMIT_STORY_ELEMENTS 4096	/* right below one story that are read; most have 20 */
#define LIMIT_MARKDOWN_BYTES MIB(1)	/* a book; more is read as plain text, since MD4C looks at
					 * references of one name in each other's light */
#define LIMIT_JSON_TREE MIB(128)	/* values in memory of one JSON document, by estimate:
					 * 100,000 stories take as much */
#define LIMIT_BLOCKS 20000		/* blocks of one article */
#define LIMIT_SPANS 4096		/* spans of one block */
#define LIMIT_TABLE_CELLS 4096		/* cells of one table */
#define LIMIT_VERDICTS 400		/* blocks of a page that read --explain tells of */
#define LIMIT_RELATED 60		/* related headlines kept of one page */
#define LIMIT_FRONTPAGE 200		/* headlines kept of one front page */
#define LIMIT_ENTITY_DECLS 256		/* <!ENTITY> of one document ... */
#define LIMIT_ENTITY_BYTES 16		/* ... and the bytes each may stand for */
#define LIMIT_ARENA MIB(192)		/* all that one parse may allocate in its arena */

/* The parser program, set by setrlimit before it reads a byte. */
#define LIMIT_PARSE_AS MIB(768)		/* address space: libraries take 60 MB of it */
#define LIMIT_PARSE_SECONDS 20		/* wall time for one document before its parser is killed */

/* Text on the screen. */
#define LIMIT_TITLE_BYTES 1024
#define LIMIT_COMBINING 4		/* combining marks kept on one base character */
#define LIMIT_HOST_LABEL 256		/* code points of one part of a host name */

/* Transfers. */
#define LIMIT_TRANSFERS 100		/* at once, in all */
#define LIMIT_PER_HOST 4
#define LIMIT_NAME_MS 1000		/* for a name; then its transfer leaves its place */
#define LIMIT_SLOW_NAMES 300		/* that wait for a name beside them: a thread each */
#define LIMIT_SPACING_MS 100		/* between two pages of a public host, or two feeds ... */
#define LIMIT_BURST 8			/* ... after so many: services block who is faster */
#define LIMIT_SLOW_SPACING_MS 1000	/* after it said that this is too fast */
#define LIMIT_INFLIGHT_BYTES MIB(48)	/* bodies held at once, in sum */
#define LIMIT_CONNECT_SECONDS 10
#define LIMIT_TRANSFER_SECONDS 60	/* default of download-timeout; the others follow */
#define LIMIT_SLOW_BYTES 100		/* bytes a second ... */
#define LIMIT_SLOW_SECONDS 20		/* ... for so long: given up */
#define LIMIT_NAMED 3			/* feeds of a page that are tried until one is a feed ... */
#define LIMIT_LISTED 8			/* ... and that are looked at where all are to be told */
#define LIMIT_GUESSES 12		/* usual addresses of feeds that are tried on a site */
#define LIMIT_SITEMAPS 5		/* robots.txt, sitemaps and what they name */
#define LIMIT_BACKOFF_SECONDS (24 * 3600)
#define LIMIT_JOINED_PAGES 10		/* of one article, the first among them ... */
#define LIMIT_JOINED_BYTES MIB(24)	/* ... and of all of them, decoded */
#define LIMIT_PREFETCH 20000		/* pages that one refresh downloads */
#define LIMIT_QUEUE 1000		/* queued pages that one refresh tries again */

/* Programs of the user's own (exec:, filter:). */
#define LIMIT_PROGRAMS 2		/* at once: they are as greedy as they like */
#define LIMIT_PROGRAM_SECONDS 60	/* wall time, as a transfer's */

/* Files the user wrote. */
#define LIMIT_CONFIG_BYTES MIB(4)
#define LIMIT_FEEDSFILE_BYTES MIB(16)
#define LIMIT_INPUT_BYTES MIB(64)	/* a FILE argument */
#define LIMIT_CONFIG_ERRORS 50
#define LIMIT_RULES_BYTES MIB(1)	/* one file of site rules ... */
#define LIMIT_RULES_FILES 256		/* ... of so many */
#define LIMIT_SITE_RULES 256		/* selectors that are tried on one page */
#define LIMIT_SELECTOR_BYTES KIB(4)
#define LIMIT_XPATH_STEPS 20000000	/* nodes and functions of one selector on one page: half a
					 * second; most take one or two per element ... */
#define LIMIT_RULES_STEPS 60000000	/* ... and of all selectors on it */
#define LIMIT_IMPORTED_RULES 2000	/* sites of one OPML file whose rules are taken over */
#define LIMIT_OPTION_HEADER KIB(4)	/* one line of a request; servers refuse longer ones */
#define LIMIT_COOKIES_BYTES MIB(2)	/* browsers keep at most a few thousand of 4 KB */
#define LIMIT_NETRC_BYTES MIB(1)
#define LIMIT_OUTLINES 100000		/* of one OPML file */
#define LIMIT_OPML_FILE_BYTES MIB(8)	/* 10,000 subscriptions take 3 MB */
#define LIMIT_OPML_BYTES KIB(8)		/* attributes kept of one subscription */
#define LIMIT_OPML_KEPT_BYTES MIB(4)	/* ... and of all those of one file */
#define LIMIT_NAMESPACE_BYTES 256	/* a namespace's name: short prefixes repeat it */
#define LIMIT_NAMESPACES 32		/* that those of one exported file may come from */

/* The screen's session. */
#define LIMIT_TRAIL 200			/* places kept by back and forward */
#define LIMIT_UNDO 50
#define LIMIT_MARK_IDS 100000		/* ids of one "mark all read", kept for its undo */
#define LIMIT_OVERLAY 2000		/* flags of one undo that show before they are stored */
#define LIMIT_SEARCH_TAIL 2000		/* stories not yet indexed that a search scans itself */
#define LIMIT_INDEX_AFTER_FETCH 500	/* stories that "lede fetch" indexes before it ends: a
					 * day's; a first import's wait for idle time or a search */
#define LIMIT_QUERY_BYTES 4096

#endif
