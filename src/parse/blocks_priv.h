/* blocks_priv.h: what the files that make blocks share. */
#ifndef LEDE_PARSE_BLOCKS_PRIV_H
#define LEDE_PARSE_BLOCKS_PRIV_H

#include "parse/html.h"

/* A table's cells, row by row, every row columns wide (spanned places are empty cells). False
 * for a table that only lays out the page. */
bool table_read(const struct page *p, const xmlNode *table, struct cell **cells, size_t *n,
		uint32_t *columns);

#endif
