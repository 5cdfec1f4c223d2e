using System.Diagnostics;
using System.Globalization;

namespace Thelper.Testing;

/// <summary>
/// Feeds damaged inputs to a reader, each of which it must read or refuse by a typed error. Inputs that once did neither lie in
/// <c>tests/regressions/KIND</c> and come first, in every run of the tests.
/// </summary>
/// <remarks>
/// Usually a hundred, with the same seeds on every machine. THELPER_FUZZ is a number of rounds instead. THELPER_FUZZ_SECONDS is a time (<c>make fuzz</c>): then the
/// seeds begin at THELPER_FUZZ_SEED millions, what is being read lies in <c>artifacts/fuzz/now</c> in case the process dies of it, an input may take ten seconds
/// and a GiB, and what fails goes to <c>artifacts/fuzz/found</c> while the search goes on.
/// </remarks>
internal sealed class FuzzRounds
{
    private const long MostMemory = 1L << 30;
    private const int LeastRounds = 50;
    private const int UsualRounds = 100;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);
    private static readonly int? Seconds = Number("THELPER_FUZZ_SECONDS");
    private static readonly int FirstSeed = (Number("THELPER_FUZZ_SEED") ?? 0) * 1_000_000;
    private readonly string kind;
    private readonly Action<byte[]> read;
    private readonly Func<Exception, bool> typed;
    private readonly List<string> found = [];

    private FuzzRounds(string kind, Action<byte[]> read, Func<Exception, bool> typed)
    {
        this.kind = kind;
        this.read = read;
        this.typed = typed;
    }

    /// <summary>How many inputs there were.</summary>
    public int Count { get; private set; }

    /// <summary>How many were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>How many of the first fifty were refused, which are made on every machine, however busy.</summary>
    public int RefusedEarly { get; private set; }

    /// <summary>Rounds that THELPER_FUZZ asks for.</summary>
    public static int? Wanted { get; } = Number("THELPER_FUZZ");

    /// <summary>The least share of the first fifty that must be refused, times fifty.</summary>
    public static int Early(double share) => (int)(LeastRounds * share);

    /// <summary>Runs.</summary>
    /// <param name="kind">Names the folder of regressions.</param>
    /// <param name="make">Makes an input; gets its random numbers and its seed.</param>
    /// <param name="read">Reads an input.</param>
    /// <param name="typed">Whether an exception is one that the reader may throw.</param>
    /// <param name="wanted">How many rounds to make where THELPER_FUZZ asks for many; null for its number.</param>
    public static FuzzRounds Run(string kind, Func<System.Random, int, byte[]> make, Action<byte[]> read, Func<Exception, bool> typed, int? wanted = null)
    {
        var rounds = new FuzzRounds(kind, read, typed);
        Endless.Forbid(oneIsDone =>
        {
            var known = Repository.File("tests", "regressions", kind);
            foreach (var file in Directory.Exists(known) ? Directory.GetFiles(known) : [])
            {
                rounds.Try(File.ReadAllBytes(file), Path.GetFileName(file));
                oneIsDone();
            }

            var clock = Stopwatch.StartNew();
            var most = Wanted is null ? UsualRounds : wanted ?? Wanted;
            for (var round = 0; Seconds is { } seconds ? round < LeastRounds || clock.Elapsed < TimeSpan.FromSeconds(seconds) : round < most; round++)
            {
                var seed = FirstSeed + round;
                rounds.Refused += rounds.Try(make(new System.Random(seed), seed), seed.ToString(CultureInfo.InvariantCulture)) ? 1 : 0;
                rounds.Count++;
                rounds.RefusedEarly = round < LeastRounds ? rounds.Refused : rounds.RefusedEarly;
                oneIsDone();
            }
        });
        if (Seconds is not null)
        {
            File.AppendAllText(Repository.File("artifacts", "fuzz", "counts"), FormattableString.Invariant($"{rounds.Count} {kind}\n"));
        }

        rounds.found.ShouldBeEmpty();
        return rounds;
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private bool Try(byte[] input, string name)
    {
        var now = Seconds is null ? null : Keep("now", input, "input");
        var clock = Stopwatch.StartNew();
        var refused = false;
        try
        {
            read(input);
        }
        catch (Exception error) when (typed(error))
        {
            refused = true;
        }
        catch (Exception error)
        {
            Report(error is ShouldAssertException ? error.Message : "neither read nor refused", error);
        }

        if (now is not null)
        {
            File.Delete(now);
            if (clock.Elapsed > MostTime)
            {
                Report($"took {clock.Elapsed.TotalSeconds:F0} s", null);
            }

            if (ResidentMemory.Peak is > MostMemory and var peak)
            {
                Report($"took {peak >> 20} MiB", null);
                ResidentMemory.ResetPeak();
            }
        }

        return refused;

        void Report(string what, Exception? error)
        {
            var text = $"{kind}: {name} {what}; it is kept as '{Keep("found", input, name)}'";
            found.Add($"{text}\n{error}");
            if (Seconds is null)
            {
                throw new InvalidOperationException(text, error);
            }
        }
    }

    private string Keep(string folder, byte[] input, string name)
    {
        var path = Repository.File("artifacts", "fuzz", folder, $"{kind}-{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, input);
        return path;
    }
}
