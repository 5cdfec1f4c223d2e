using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>Two processes on one folder of sessions, and on one session, in every combination: one waits its turn or is refused, and no file is lost.</summary>
[NoLeaks]
public class NeighbourSoakTests
{
    private const string Boom = """
        using Thelper.Train;

        public static class Boom
        {
            public static void Now(IterationData iteration) => throw new InvalidOperationException("boom");
        }
        """;

    private static readonly string[] Verbs = ["new", "resume", "split", "stats", "check", "evaluate", "fail"];

    // What runs beside what.
    private static List<(string First, string Second, bool SameSession)> Combinations =>
        [.. from first in Verbs from second in Verbs from same in new[] { true, false } select (first, second, same)];

    [Fact]
    public void Two_processes_in_every_combination()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Boom.cs"], Boom);
        var usual = SoakSessions.Straight(work);
        var before = SoakSessions.Outside(work, "out");
        var combinations = Combinations;
        var seen = new HashSet<int>();
        SoakRounds.Run("pairs of processes", 1, random =>
        {
            var which = random.Next(combinations.Count);
            while (SoakRounds.IsLong && seen.Count < combinations.Count && !seen.Add(which))
            {
                which = (which + 1) % combinations.Count;
            }

            var (first, second, same) = combinations[which];
            var sessions = new[] { SoakSessions.Name, same ? SoakSessions.Name : "other" };
            foreach (var (verb, session) in new[] { first, second }.Zip(sessions).Where(one => one.First is "resume" or "evaluate"))
            {
                if (!Directory.Exists(work[$"out/{session}"]))
                {
                    SoakProgram.Run(work, ["new", "classif.json", "out", .. SoakSessions.Settings, "trainer.epochs=2", $"name={session}"]);
                }
            }

            int[] codes;
            using (var one = SoakProgram.Start(work, Command(first, sessions[0])))
            {
                one.WaitForInstant(random, usual);
                using var other = SoakProgram.Start(work, Command(second, sessions[1]));
                codes = [one.End(Codes(first)), other.End(Codes(second))];
            }

            foreach (var (verb, session, code) in new[] { (first, sessions[0], codes[0]), (second, sessions[1], codes[1]) })
            {
                Check(work, verb, session, code);
            }

            SoakSessions.ShouldHaveNoOrphans(work, "out");
            SoakSessions.Outside(work, "out").ShouldBe(before);
            if (Directory.Exists(work["out"]))
            {
                Directory.Delete(work["out"], recursive: true);
            }
        });
        SoakRounds.Count("different combinations of them", seen.Count);
    }

    private static string[] Command(string verb, string session) => verb switch
    {
        "new" => ["new", "classif.json", "out", .. SoakSessions.Settings, $"name={session}"],
        "fail" => ["new", "classif.json", "out", .. SoakSessions.Settings, $"name={session}", "trainer.train_callback=Boom.cs:Boom.Now"],
        "resume" => ["resume", $"out/{session}", "trainer.epochs=4"],
        "evaluate" => ["resume", $"out/{session}", "--eval-only"],
        "split" => ["split", "classif.json", "out", .. SoakSessions.Settings, $"name={session}", "loaders.base_transforms=[]"],
        "stats" => ["stats", "classif.json", "out", .. SoakSessions.Settings, $"name={session}"],
        _ => ["check", "classif.json", $"name={session}", .. SoakSessions.Settings],
    };

    // 2: the folder is in use.
    private static int[] Codes(string verb) => verb switch { "check" or "stats" => [0], "fail" => [1, 2], _ => [0, 2] };

    // What a run that succeeded has made is there, whatever the other one did.
    private static void Check(Workspace work, string verb, string session, int code)
    {
        switch (verb)
        {
            case "new" or "resume" or "evaluate" when code == 0:
                SessionState.ShouldBeSound(work[$"out/{session}"]);
                work.Files($"out/{session}/output").ShouldNotBeEmpty();
                break;
            case "split" when code == 0:
                File.Exists(work[$"out/{session}/{session}.hdf5"]).ShouldBeTrue();
                break;
            case "stats":
                File.Exists(work["out/stats.json"]).ShouldBeTrue();
                break;
        }
    }
}
