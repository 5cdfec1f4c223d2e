using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Sessions;

namespace Thelper.Web.Viewing;

/// <summary>What is said of a sample that cannot be loaded or looked at, be it for its files or for the user's own code.</summary>
internal static class SampleFault
{
    /// <summary>One message, which names the sample. Of what is no mistake in files the log has the trace.</summary>
    /// <param name="set">The sample's set.</param>
    /// <param name="position">The sample.</param>
    /// <param name="error">What it failed by.</param>
    /// <param name="log">The log; null for none.</param>
    public static string Of(ViewedSet set, int position, Exception error, ILogger? log)
    {
        if (error is UserErrorException)
        {
            return error.Message;
        }

        log.Debug($"{error}");
        var message = error is LoadingException ? error.Message : $"{NameOf(set, position)}: {error.Message}";
        return UserCode.PlaceOf(error.GetBaseException()) is { } place ? $"{place}: {message}" : message;
    }

    private static string NameOf(ViewedSet set, int position)
    {
        try
        {
            return set.Describe(position);
        }
#pragma warning disable CA1031 // The user's own code may name samples, too.
        catch (Exception)
#pragma warning restore CA1031
        {
            return FormattableString.Invariant($"sample {position} of {set.Name}");
        }
    }
}
