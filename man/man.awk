# man.awk: a manual page from its frame. A line "@COMMANDS@", "@GLOBAL@", "@OPTIONS@" or "@KEYS@"
# becomes the table of the .def file; "@VERSION@" in a line is replaced. With def.awk.

# Text in mdoc: no escape, no macro at the start of a line.
function text(s)
{
	gsub(/\\/, "\\e", s)
	gsub(/-/, "\\-", s)
	return s ~ /^[.']/ ? "\\&" s : s
}

# As a sentence of its own.
function sentence(s)
{
	s = toupper(substr(s, 1, 1)) substr(s, 2)
	return text(s) "."
}

function print_option(   s)
{
	s = ".It"
	if (row["letter"] != "")
		s = s " Fl " row["letter"] " ,"
	s = s " Fl \\-" text(row[1])
	if (row["kind"] == "VALUE")
		s = s " Ns = Ns Ar " row[2]
	print s
	print sentence(row[row["n"]])
}

# The options of every command stand before the first one.
function print_commands(file, global,   line, in_options, seen)
{
	if (global)
		print ".Bl -tag -width Ds"
	while ((getline line < file) > 0) {
		if (!def_row(line))
			continue
		if (row["kind"] == "COMMAND") {
			if (global)
				break
			if (in_options)
				print ".El"
			in_options = 0
			seen = 1
			print ".It Cm " row["name"] (row[1] == "" ? "" : " " text(row[1]))
			print sentence(row[2])
		} else if (global) {
			print_option()
		} else if (seen) {
			if (!in_options)
				print ".Bl -tag -width Ds"
			in_options = 1
			print_option()
		}
	}
	if (in_options || global)
		print ".El"
	close(file)
}

# Seconds as they are written in the config.
function duration(n)
{
	if (n % 86400 == 0)
		return n / 86400 "d"
	if (n % 3600 == 0)
		return n / 3600 "h"
	return n % 60 ? n "s" : n / 60 "m"
}

# "from 10 to 1000", for the two numbers that stand between the strings of the row.
function limits(line, type,   n)
{
	if (!match(line, /", -?[0-9]+, -?[0-9]+, "/))
		return ""
	split(substr(line, RSTART + 3, RLENGTH - 6), n, ", ")
	if (type == "DURATION" && n[1] + 0 == 0)
		return "At most " duration(n[2]) ".  "
	if (type == "DURATION")
		return "From " duration(n[1]) " to " duration(n[2]) ".  "
	return type == "NUMBER" ? "From " n[1] " to " n[2] ".  " : ""
}

function print_settings(file,   line, what, where)
{
	while ((getline line < file) > 0) {
		if (!def_row(line))
			continue
		where = row["kind"] == "FOR_OPTION" ? "Ic for Ar pattern Ic set" : "Ic set"
		what = row["type"] == "BOOL" ? "yes | no" : row["type"] == "CHOICE" ? row[3] : tolower(row["type"])
		if (row["type"] == "CHOICE")
			gsub(/ /, " | ", what)
		print ".It " where " " row[1] " Ar " (row["type"] == "HEADER" ? "line" : text(what))
		print sentence(row[4])
		if (row["kind"] == "FEED_OPTION")
			print "Also for single feeds."
		what = limits(line, row["type"]) (row[2] == "" ? "Not set by default." : "Default: " text(row[2]) ".")
		gsub(/\.  /, ".\n", what)
		print what
	}
	close(file)
}

# The keys of an action, and where panes have others: "- (reader, related)".
function print_keys(file,   line, i, k, n, seen, keys, where, panes, all)
{
	n = split("stories reader related feeds problems overlay match", panes, " ")
	while ((getline line < file) > 0) {
		if (!def_row(line))
			continue
		split("", where)
		split("", seen)
		k = 0
		for (i = 1; i <= n; i++) {
			keys = row[i + 1]
			if (keys == "")
				continue
			if (!(keys in where))
				seen[++k] = keys
			where[keys] = where[keys] (where[keys] == "" ? "" : ", ") panes[i]
		}
		all = k ? seen[1] : "(none)"
		gsub(/ /, ", ", all)
		print ".It \\&" text(all) " Pq Ic " text(row[1])
		print sentence(row[row["n"]])
		for (i = 2; i <= k; i++) {
			keys = seen[i]
			gsub(/ /, ", ", keys)
			print "In " where[seen[i]] ": \\&" text(keys) "."
		}
	}
	close(file)
}

/^@COMMANDS@$/ { print_commands(src "/src/cli/commands.def", 0); next }
/^@GLOBAL@$/ { print_commands(src "/src/cli/commands.def", 1); next }
/^@OPTIONS@$/ { print_settings(src "/src/config/options.def"); next }
/^@KEYS@$/ { print_keys(src "/src/app/actions.def"); next }
{ gsub(/@VERSION@/, version); print }
