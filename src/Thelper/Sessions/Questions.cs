using System.Threading.Tasks;
using Thelper.Logging;

namespace Thelper.Sessions;

/// <summary>Asks the person at the terminal; answers by itself where nobody can be asked.</summary>
/// <remarks>
/// The answers given without asking are the original's bypass values. A question that has none is an error which names
/// the option or key that answers it.
/// </remarks>
/// <param name="input">Where answers come from; null when nobody can be asked.</param>
/// <param name="output">Where questions go.</param>
/// <param name="stop">The user's wish to stop, which ends the wait for an answer.</param>
public sealed class Questions(TextReader? input, TextWriter output, StopRequest? stop = null)
{
    /// <summary>Never asks.</summary>
    public static Questions Bypassed { get; } = new(null, TextWriter.Null);

    /// <summary>Whether there is somebody to answer.</summary>
    public bool CanAsk => input is not null;

    /// <summary>These questions, or <see cref="Bypassed"/> when the configuration says <c>bypass_queries</c>.</summary>
    /// <param name="bypass">The configuration's wish.</param>
    /// <returns>The questions to use.</returns>
    public Questions Unless(bool bypass) => bypass ? Bypassed : this;

    /// <summary>Asks for yes or no.</summary>
    /// <param name="question">The question.</param>
    /// <param name="bypass">The answer when nobody can be asked.</param>
    /// <returns>True for yes.</returns>
    public bool YesNo(string question, bool bypass)
    {
        for (var first = true; input is not null; first = false)
        {
            var answer = Ask(first ? $"{question} {(bypass ? "[Y/n]" : "[y/N]")}" : "Please answer 'yes' or 'no'.");
            switch (answer?.Trim().ToLowerInvariant())
            {
                case null or "":
                    return bypass;
                case "y" or "ye" or "yes":
                    return true;
                case "n" or "no":
                    return false;
            }
        }

        return bypass;
    }

    /// <summary>Asks for one of several words, or for free text when there are no choices.</summary>
    /// <param name="question">The question.</param>
    /// <param name="choices">The accepted words; empty accepts any text.</param>
    /// <param name="bypass">The answer when nobody can be asked; null if there is none.</param>
    /// <param name="wayOut">What to set so that the question does not come up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="UserErrorException">Nobody can be asked and there is no answer to assume.</exception>
    public string Text(string question, IReadOnlyList<string> choices, string? bypass, string wayOut)
    {
        for (var first = true; input is not null; first = false)
        {
            var hint = choices.Count == 0 ? "" : $" ({string.Join('/', choices)})";
            var answer = Ask(first ? question + hint : "Please give one of the listed answers.");
            if (answer is null)
            {
                break;
            }

            answer = answer.Trim();
            if (answer.Length == 0 && bypass is not null)
            {
                return bypass;
            }

            if (answer.Length > 0 && (choices.Count == 0 || choices.Contains(answer)))
            {
                return answer;
            }
        }

        return bypass ?? throw new UserErrorException($"{question} Nobody can be asked here; {wayOut}.");
    }

    private string? Ask(string text)
    {
        output.WriteLine(text);
        output.Write(">> ");
        output.Flush();
        if (stop is null)
        {
            return input!.ReadLine();
        }

        // A read of a terminal cannot be called off: it stays behind on its thread.
        var answer = Task.Run(input!.ReadLine);
        try
        {
            Task.WaitAny([answer], stop.Token);
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfRequested();
        }

        return answer.GetAwaiter().GetResult();
    }
}
