using System.Globalization;
using System.Text;
using Thelper.Viz.TensorBoard;

namespace Thelper.Web.Tests.Browsing;

/// <summary>Folders that look like sessions, written without training anything.</summary>
internal sealed class SampleSessions : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("thelper-browse-").FullName;

    /// <summary>Writes a session.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="rate">A setting by which sessions differ.</param>
    /// <param name="epochs">How many epochs its table has.</param>
    /// <param name="metrics">How many metrics, beside the loss.</param>
    /// <param name="iterations">Losses in the event file; none for no file.</param>
    public string Add(string name, double rate = 0.001, int epochs = 3, int metrics = 1, IReadOnlyList<double>? iterations = null)
    {
        var folder = System.IO.Path.Combine(Path, name);
        var output = System.IO.Path.Combine(folder, "output", System.IO.Path.GetFileName(name));
        foreach (var part in (string[])["checkpoints", "logs"])
        {
            Directory.CreateDirectory(System.IO.Path.Combine(folder, part));
        }

        Directory.CreateDirectory(output);
        File.WriteAllText(System.IO.Path.Combine(folder, "config.latest.json"), string.Create(CultureInfo.InvariantCulture, $$"""{"name": "{{System.IO.Path.GetFileName(name)}}", "trainer": {"epochs": {{epochs}}, "lr": {{rate}}, "type": "{{(rate > 0.005 ? "fast" : "slow")}}"} }"""));
        File.WriteAllText(System.IO.Path.Combine(folder, "logs", "trainer.log"), "a line of the log <b>not bold</b>\n");
        File.WriteAllBytes(System.IO.Path.Combine(folder, "checkpoints", "ckpt.0000.host-20260101-000000.pth"), new byte[3000]);
        var table = new StringBuilder("set,epoch,loss,learning_rate");
        for (var i = 0; i < metrics; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $",metric{i:D2}");
        }

        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var set in (string[])["train", "valid"])
            {
                table.Append(CultureInfo.InvariantCulture, $"\n{set},{epoch},{(1 + (rate * 10)) / (epoch + 1)},{(set == "train" ? rate : "")}");
                for (var i = 0; i < metrics; i++)
                {
                    table.Append(CultureInfo.InvariantCulture, $",{0.5 + (0.4 * Math.Sin((epoch * 0.01) + i))}");
                }
            }
        }

        File.WriteAllText(System.IO.Path.Combine(output, "metrics.csv"), table.Append('\n').ToString());
        if (iterations is not null)
        {
            AddEvents(name, iterations, 0);
        }

        return folder;
    }

    /// <summary>Writes an event file, as a run that is resumed does.</summary>
    /// <param name="name">The session.</param>
    /// <param name="losses">Losses.</param>
    /// <param name="first">The first iteration.</param>
    public string AddEvents(string name, IReadOnlyList<double> losses, long first)
    {
        var folder = System.IO.Path.Combine(Path, name, "output", System.IO.Path.GetFileName(name), $"train-host-2026010{(first == 0 ? 1 : 2)}-000000");
        using var writer = new EventWriter(folder);
        for (var i = 0; i < losses.Count; i++)
        {
            writer.AddScalar("iter/loss", losses[i], first + i);
        }

        return folder;
    }

    /// <summary>Writes an output of a set.</summary>
    /// <param name="name">The session.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="content">What is in it.</param>
    public string AddOutput(string name, string file, byte[] content)
    {
        var folder = System.IO.Path.Combine(Path, name, "output", System.IO.Path.GetFileName(name), "valid-host-20260101-000000");
        Directory.CreateDirectory(folder);
        var path = System.IO.Path.Combine(folder, file);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
