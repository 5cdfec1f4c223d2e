using System.CommandLine;
using Thelper.Web.Serving;

namespace Thelper.Cli;

/// <summary>The options of commands that serve pages.</summary>
internal sealed class PageSwitches
{
    private readonly Option<int?> port = new("--port") { Description = "The port on 127.0.0.1 (default: a free one).", HelpName = "PORT" };
    private readonly Option<bool> noBrowser = new("--no-browser") { Description = "Open no browser: print the address, and the ssh command that leads to it." };
    private readonly Option<bool> headless = new("--headless") { Description = "Print the address alone, for programs." };

    /// <summary>Declares them.</summary>
    /// <param name="command">The command.</param>
    public PageSwitches(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options.</summary>
    public Option[] All => [port, noBrowser, headless];

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="UserErrorException">There is no such port.</exception>
    public PageOptions Read(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(port) switch
        {
            null => 0,
            >= 1 and <= 65535 and var number => number,
            var number => throw new UserErrorException($"--port: must be from 1 to 65535, not {number}."),
        },
        OpensBrowser = !parsed.GetValue(noBrowser),
        PrintsAddressAlone = parsed.GetValue(headless),
    };
}
