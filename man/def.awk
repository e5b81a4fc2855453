# def.awk: reads the rows of a .def file. def_row(line) fills row["kind"] and, for the strings of the
# row in their order, row[1..row["n"]]; row["name"] and row["letter"] where the kind has them.
function def_row(line,   rest, s)
{
	split("", row)
	if (line !~ /^(COMMAND|FLAG|VALUE|ACTION|OPTION|FEED_OPTION|FOR_OPTION)\(/)
		return 0
	row["kind"] = substr(line, 1, index(line, "(") - 1)
	rest = substr(line, index(line, "(") + 1)
	row["name"] = rest
	sub(/[,)].*/, "", row["name"])
	row["letter"] = row["name"] ~ /^'.'$/ ? substr(row["name"], 2, 1) : ""
	row["type"] = ""
	if (row["kind"] ~ /OPTION$/) {
		s = rest
		sub(/^[^,]*, "[^"]*", /, "", s)
		sub(/,.*/, "", s)
		row["type"] = s
	}
	row["n"] = 0
	while (match(rest, /"([^"\\]|\\.)*"/)) {
		s = substr(rest, RSTART + 1, RLENGTH - 2)
		rest = substr(rest, RSTART + RLENGTH)
		gsub(/\\"/, "\"", s)
		row[++row["n"]] = s
	}
	return 1
}
