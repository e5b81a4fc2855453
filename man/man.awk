# man.awk: a manual page from its frame. A line "@COMMANDS@", "@GLOBAL@", "@OPTIONS@" or "@KEYS@"
# becomes the table of the .def file; "@VERSION@" in a line is replaced. With def.awk.

# Text in mdoc: no escape, no macro at the start of a line.
function text(s)
{
	gsub(/\\/, "\\e", s)
	gsub(/-/, "\\-", s)
	return s ~ /^[.']/ ? "\\&" s : s
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
	print text(row[row["n"]]) "."
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
			print ".It Cm " row["name"] " " text(row[1])
			print text(row[2]) "."
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

function print_settings(file,   line, what)
{
	while ((getline line < file) > 0) {
		if (!def_row(line))
			continue
		what = row["type"] == "BOOL" ? "yes | no" : row["type"] == "CHOICE" ? row[3] : tolower(row["type"])
		if (row["type"] == "CHOICE")
			gsub(/ /, " | ", what)
		print ".It Ic set " row[1] " Ar " text(what)
		print text(row[4]) "."
		print row[2] == "" ? "Not set by default." : "Default: " text(row[2]) "."
	}
	close(file)
}

# The keys of the first pane that has the action; panes differ in few.
function print_keys(file,   line, i, keys)
{
	while ((getline line < file) > 0) {
		if (!def_row(line))
			continue
		keys = ""
		for (i = 2; i <= row["n"] - 1 && keys == ""; i++)
			keys = row[i]
		if (keys == "")
			keys = "(none)"
		gsub(/ /, ", ", keys)
		print ".It " text(keys) " Pq Ic " text(row[1])
		print text(row[row["n"]]) "."
	}
	close(file)
}

/^@COMMANDS@$/ { print_commands(src "/src/cli/commands.def", 0); next }
/^@GLOBAL@$/ { print_commands(src "/src/cli/commands.def", 1); next }
/^@OPTIONS@$/ { print_settings(src "/src/config/options.def"); next }
/^@KEYS@$/ { print_keys(src "/src/app/actions.def"); next }
{ gsub(/@VERSION@/, version); print }
