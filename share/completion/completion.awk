# completion.awk: completion for a shell (-v shell=bash, zsh or fish) from commands.def. With def.awk.

function quoted(s)
{
	gsub(/'/, "'\\''", s)
	return "'" s "'"
}

function add_option(   word)
{
	word = "--" row[1] (row["kind"] == "VALUE" ? "=" : "")
	if (shell == "fish")
		print "complete -c lede" (command == "" ? "" : " -n '__fish_seen_subcommand_from " command "'") \
			(row["letter"] == "" ? "" : " -s " row["letter"]) " -l " row[1] \
			(row["kind"] == "VALUE" ? " -r" : "") " -d " quoted(row[row["n"]])
	else if (command == "")
		common = common " " word
	else
		options[command] = options[command] " " word
}

function add_command()
{
	command = row["name"]
	names[++n_names] = command
	help[command] = row[2]
	takes_file[command] = row[1] ~ /FILE/
	if (shell == "fish")
		print "complete -c lede -f -n __fish_use_subcommand -a " command " -d " quoted(row[2])
}

function all_names(   i, s)
{
	for (i = 1; i <= n_names; i++)
		s = s (i > 1 ? " " : "") names[i]
	return s
}

function print_bash(   i)
{
	print "_lede()\n{"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} command= i words="
	print "\tfor ((i = 1; i < COMP_CWORD; i++)); do"
	print "\t\t[[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }"
	print "\tdone"
	print "\tcase $command in"
	print "\t'') words='" all_names() "' ;;"
	for (i = 1; i <= n_names; i++)
		print "\t" names[i] ") [[ $cur == -* ]] && words='" substr(options[names[i]], 2) "' ;;"
	print "\tesac"
	print "\t[[ $command == help ]] && words='" all_names() "'"
	print "\t[[ $cur == -* ]] && words+='" common "'"
	print "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))"
	print "\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace"
	print "\treturn 0\n}"
	print "complete -o default -F _lede lede"
}

function print_zsh(   i)
{
	print "#compdef lede\n_lede()\n{\n\tlocal -a commands\n\tcommands=("
	for (i = 1; i <= n_names; i++)
		print "\t\t" quoted(names[i] ":" help[names[i]])
	print "\t)\n\tif ((CURRENT == 2)); then"
	print "\t\t_describe command commands\n\t\tcompadd --" common "\n\t\treturn\n\tfi"
	print "\tcase $words[2] in"
	for (i = 1; i <= n_names; i++)
		print "\t" names[i] ") compadd --" options[names[i]] common "; " (takes_file[names[i]] ? "_files" : ":") " ;;"
	print "\tesac\n}\n_lede \"$@\""
}

def_row($0) {
	if (row["kind"] == "COMMAND")
		add_command()
	else
		add_option()
}

END {
	if (shell == "bash")
		print_bash()
	else if (shell == "zsh")
		print_zsh()
}
