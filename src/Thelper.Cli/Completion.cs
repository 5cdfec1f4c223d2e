using System.CommandLine;

namespace Thelper.Cli;

/// <summary>What a shell offers when the Tab key is pressed: <c>thelper completion SHELL</c> prints what makes the shell ask, <see cref="Answer"/> answers.</summary>
internal static class Completion
{
    /// <summary>The hidden command that shells ask with; the line up to the cursor follows.</summary>
    public const string Question = "__complete";

    private const string Bash = """
        # thelper's commands, options, types and keys in bash: source <(thelper completion bash)
        _thelper() {
            local line="${COMP_LINE:0:COMP_POINT}" found
            mapfile -t found < <("${COMP_WORDS[0]}" __complete "$line" 2>/dev/null)
            # What stands before the last '=' or ':' is a word of its own for bash.
            local word="${line##*[[:space:]]}" cut
            cut="${word%"${COMP_WORDS[COMP_CWORD]}"}"
            COMPREPLY=("${found[@]#"$cut"}")
            if [[ ${#COMPREPLY[@]} -gt 0 && "${COMPREPLY[0]}" == *[.=] ]]; then
                compopt -o nospace
            fi
        }
        complete -o default -F _thelper thelper

        """;

    private const string Zsh = """
        #compdef thelper
        # thelper's commands, options, types and keys in zsh: source <(thelper completion zsh)
        _thelper() {
            local -a found
            found=("${(@f)$("${words[1]}" __complete "${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
            found=(${found:#})
            if (( ${#found} )); then
                compadd -S '' -- ${(M)found:#*[.=]}
                compadd -- ${found:#*[.=]}
            else
                _files
            fi
        }
        compdef _thelper thelper

        """;

    private const string Fish = """
        # thelper's commands, options, types and keys in fish: thelper completion fish | source
        function __thelper_complete
            set -l program (commandline -opc)[1]
            $program __complete (commandline -cp) 2>/dev/null
        end
        complete -c thelper -a '(__thelper_complete)'

        """;

    /// <summary>The shells.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>Prints the script of a shell.</summary>
    /// <exception cref="UserErrorException">No shell was named, or another one.</exception>
    public static void Script(PlainRequest request) => request.Output.Write(request.Argument switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        null => throw new UserErrorException($"A shell is missing: thelper completion {string.Join("|", Shells)}."),
        var other => throw new UserErrorException($"'{other}': there are completions for {string.Join(", ", Shells)}."),
    });

    /// <summary>Prints what could stand where the line ends, a line each; nothing where only files can.</summary>
    /// <param name="root">The program's command.</param>
    /// <param name="line">The command line up to the cursor, with the program's name.</param>
    /// <param name="output">Standard output.</param>
    public static void Answer(Command root, string line, TextWriter output)
    {
        var start = line.IndexOf(' ', StringComparison.Ordinal);
        var rest = start < 0 ? "" : line[(start + 1)..];
        var word = rest[(rest.LastIndexOf(' ') + 1)..];
        foreach (var item in root.Parse(rest).GetCompletions(rest.Length).Select(item => item.InsertText ?? item.Label).Distinct())
        {
            // Options are many; they are offered to who begins one. '/?' and '/h' are help's names elsewhere.
            if (item.StartsWith(word, StringComparison.Ordinal) && (word.Length > 0 || item[0] is not ('-' or '/')))
            {
                output.WriteLine(item);
            }
        }
    }
}
