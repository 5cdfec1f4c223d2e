using System.Diagnostics;
using System.Globalization;
using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>
/// Repeats rounds of what may happen to runs: a few in every run of the tests; with THELPER_SOAK_SECONDS (<c>make soak</c>) for so long, beginning with the seed
/// THELPER_SOAK_SEED. A seed fixes what is done, not the instant at which the machine does it.
/// </summary>
internal static class SoakRounds
{
    private static readonly int? Seconds = Number("THELPER_SOAK_SECONDS");
    private static readonly int FirstSeed = (Number("THELPER_SOAK_SEED") ?? 0) * 1000;

    /// <summary>Whether this is <c>make soak</c>.</summary>
    public static bool IsLong => Seconds is not null;

    /// <summary>Runs.</summary>
    /// <param name="what">What the rounds are called in the totals.</param>
    /// <param name="few">How many there are in a usual run of the tests.</param>
    /// <param name="round">A round.</param>
    public static void Run(string what, int few, Action<System.Random> round)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        do
        {
            var seed = FirstSeed + done;
            try
            {
                round(new System.Random(seed));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"{what}, seed {seed}: {error.Message}"), error);
            }

            done++;
        }
        while (Seconds is { } seconds ? clock.Elapsed < TimeSpan.FromSeconds(seconds) : done < few);
        Count(what, done);
    }

    /// <summary>Notes what was done, for the totals of <c>make soak</c>.</summary>
    /// <param name="what">What it is called.</param>
    /// <param name="number">How many.</param>
    public static void Count(string what, int number)
    {
        if (IsLong)
        {
            File.AppendAllText(Repository.File("artifacts", "soak", "counts"), FormattableString.Invariant($"{number} {what}\n"));
        }
    }

    private static int? Number(string variable)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
