using System.Globalization;
using System.Text;
using System.Text.Json;
using Thelper.Config;
using Thelper.Torch.Serialization;
using Thelper.Transforms;
using Thelper.Vision.Models;

namespace Thelper.Zoo;

/// <summary>What weights are and what a model with them answers: the file, how images are prepared, and the answers for a picture that comes with the program.</summary>
/// <remarks>
/// It lies beside the file (<c>NAME.certificate.json</c>). Answers of the weights that torchvision publishes are not shipped with the program: the first look records them, later ones compare with
/// that record, so that a file, a program, a library or a processor that answers otherwise shows.
/// </remarks>
/// <param name="Model">The type's name.</param>
/// <param name="Weights">Exact name of the weights.</param>
/// <param name="Record">What the file is.</param>
/// <param name="Preset">How images are prepared.</param>
/// <param name="Answers">What the model answers for the picture, at most 1000 numbers, spread over all.</param>
/// <param name="Verdict">What was found.</param>
/// <param name="Failure">What is not as it should be; null for nothing.</param>
public sealed record WeightCertificate(string Model, string Weights, WeightFileRecord Record, ImagePreset Preset, IReadOnlyList<double> Answers, string Verdict, string? Failure)
{
    /// <summary>Greatest difference of answers, as a share of the greatest answer, that still counts as equal.</summary>
    public const double Tolerance = 1e-4;

    private const int Shown = 5;

    /// <summary>Where the certificate of a file lies.</summary>
    /// <param name="file">The file.</param>
    public static string PathOf(string file) => file + ".certificate.json";

    /// <summary>Looks at the weights that a user has, and compares with what an earlier look recorded.</summary>
    /// <param name="name">A model of torchvision, or weights by their full name (<c>ResNet18_Weights.IMAGENET1K_V1</c>).</param>
    /// <param name="weights">The weights by name; null for the default.</param>
    /// <param name="file">Their file; null for the one in PyTorch's cache. Nothing is downloaded.</param>
    /// <exception cref="UserErrorException">There is no such model, there are no such weights, or the file cannot be read.</exception>
    public static WeightCertificate Make(string name, string? weights = null, string? file = null)
    {
        var (card, published) = Choose(name, weights);
        var path = file ?? Path.Combine(WeightsCache.Default.Folder, published.File);
        if (!File.Exists(path))
        {
            throw new UserErrorException($"{path}: there are no weights {published} to verify; give their file (thelper models verify {name} FILE), which {published.Address} has");
        }

        var record = WeightFileRecord.Of(path);
        var hash = published.File[(published.File.LastIndexOf('-') + 1)..published.File.LastIndexOf('.')];
        if (!record.Sha256.StartsWith(hash, StringComparison.Ordinal))
        {
            var failure = $"{path}: not the weights {published}: their SHA-256 starts with {hash}, that of the file with {record.Sha256[..hash.Length]}";
            return new(card.Name, published.ToString(), record, published.Preset, [], "another file", failure);
        }

        return Judge(new(card.Name, published.ToString(), record, published.Preset, PictureAnswers.Of(card.Name, published, path), "", null));
    }

    /// <summary>The certificate as plain values, for machines.</summary>
    public Dictionary<string, object?> ToPlain() => new()
    {
        ["model"] = Model,
        ["weights"] = Weights,
        ["verdict"] = Verdict,
        ["file"] = Record.ToPlain(),
        ["preset"] = PresetStages.Of(Preset).Select(one => (object?)new Dictionary<string, object?> { ["operation"] = one.Name, ["params"] = one.Params }).ToList(),
        ["picture_sha256"] = PictureAnswers.PictureHash,
        ["answers"] = Answers.Select(value => (object?)value).ToList(),
    };

    /// <summary>The certificate as text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"model: {Model}\nweights: {Weights}\n{Record.ToText()}");
        text.Append(CultureInfo.InvariantCulture, $"preset: {string.Join(", ", PresetStages.Of(Preset).Select(Call))}\n");
        if (Answers.Count > 0)
        {
            var best = Answers.Index().OrderByDescending(answer => answer.Item).Take(Shown).Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.Item:0.####} (number {answer.Index})"));
            text.Append(CultureInfo.InvariantCulture, $"answers: {Answers.Count} numbers, the greatest {string.Join(", ", best)}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"verdict: {Verdict}\n").ToString();
    }

    /// <summary>Compares with the record beside the file, or makes it.</summary>
    /// <param name="made">What was found now.</param>
    internal static WeightCertificate Judge(WeightCertificate made)
    {
        var path = PathOf(made.Record.Path);
        if (Recorded(path, made) is not { } before)
        {
            var kept = made with { Verdict = "recorded, not compared" };
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigWriter.ToReadableJson(kept.ToPlain()) + "\n")));
            return kept;
        }

        var scale = Math.Max(1e-6, before.Max(Math.Abs));
        var difference = before.Count == made.Answers.Count ? before.Zip(made.Answers, (a, b) => Math.Abs(a - b)).Max() / scale : double.PositiveInfinity;
        var verdict = string.Create(CultureInfo.InvariantCulture, $"compared with {path}: greatest difference {difference:0.#e+0} of the greatest answer");
        return difference <= Tolerance
            ? made with { Verdict = $"{verdict}, equal" }
            : made with
            {
                Verdict = $"{verdict}, not equal",
                Failure = string.Create(CultureInfo.InvariantCulture, $"{made.Record.Path}: the model {made.Model} answers otherwise than when {path} was written (difference {difference:0.#e+0}, allowed {Tolerance:0.#e+0}): another processor, library or program; delete that file to record anew"),
            };
    }

    private static string Call((string Name, Dictionary<string, object?> Params) one) =>
        $"{one.Name[(one.Name.LastIndexOf('.') + 1)..]}({string.Join(", ", one.Params.Select(entry => $"{entry.Key}={PythonRepr.Of(entry.Value)}"))})";

    private static (ModelCard Card, ModelWeights Weights) Choose(string name, string? weights)
    {
        if (PublishedModels.Named(name) is { } exact)
        {
            return (ModelCards.Find(exact.Function)!, exact);
        }

        var card = ModelCards.Find(name) ?? throw new UserErrorException($"there is no model '{name}'{NearestName.Hint(name, ModelCards.All.Select(one => one.ShortName))}; 'thelper models' lists them");
        return card.Weights.Count == 0
            ? throw new UserErrorException($"{card.Name}: there are no published weights that could be verified; 'thelper models' lists the models that have some")
            : (card, PublishedModels.Choose(card.Name, pretrained: false, weights ?? "DEFAULT", "--weights")!);
    }

    // The answers recorded for the same file, picture and model; null where there are none.
    private static List<double>? Recorded(string path, WeightCertificate made)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadAllBytes(path));
            var root = document.RootElement;
            return root.GetProperty("file").GetProperty("sha256").GetString() == made.Record.Sha256 && root.GetProperty("picture_sha256").GetString() == PictureAnswers.PictureHash && root.GetProperty("model").GetString() == made.Model
                ? [.. root.GetProperty("answers").EnumerateArray().Select(value => value.GetDouble())]
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{path}: no certificate that this program wrote ({e.Message}); delete it to record anew", e);
        }
    }
}
