using System.Diagnostics;
using System.Globalization;

namespace Thelper.Web.Serving;

/// <summary>Tells the user where the pages are.</summary>
internal static class Announcement
{
    /// <summary>What is printed.</summary>
    /// <param name="name">What the pages are: <c>viz</c>.</param>
    /// <param name="address">An address that works once.</param>
    /// <param name="options">Who is told.</param>
    /// <param name="sshConnection">The variable SSH_CONNECTION: the client's address and port, then this machine's; null where the user is not elsewhere.</param>
    /// <param name="user">The user's name.</param>
    public static string Text(string name, Uri address, PageOptions options, string? sshConnection, string user)
    {
        if (options.PrintsAddressAlone)
        {
            return $"{address}\n";
        }

        var text = $"thelper {name}: open {address}\n";
        if (sshConnection?.Split(' ') is [_, _, var here, var sshPort])
        {
            var port = sshPort == "22" ? "" : $" -p {sshPort}";
            text += string.Create(CultureInfo.InvariantCulture, $"You are here over ssh. On your own machine run this first, and open the same address there:\n    ssh -N -L {address.Port}:127.0.0.1:{address.Port}{port} {user}@{here}\n");
        }

        return text + "The address works once, for one browser. Ctrl-C ends.\n";
    }

    /// <summary>Opens the user's browser, where this machine shows windows.</summary>
    /// <param name="address">An address that works once.</param>
    public static void OpenBrowser(Uri address)
    {
        if (Environment.GetEnvironmentVariable("DISPLAY") is not { Length: > 0 } && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is not { Length: > 0 })
        {
            return;
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo("xdg-open", [address.AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no xdg-open: the address was printed.
        }
    }
}
