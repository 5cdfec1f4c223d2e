using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Export;
using Thelper.Infer;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Bundles;

/// <summary>Adds to exported files of a model what proves them: preprocessing, labels, pictures and what is decided of them.</summary>
internal sealed class BundleWriter(string folder, Module model, ExportedNetwork network, Preprocessing preprocessing, TypeRegistry types, double tolerance, ILogger log)
{
    private const double Rounding = 1e-5;

    private readonly List<BundleCase> cases = [];
    private readonly AnswerComparison comparison = new(network.Objects);

    /// <summary>How many of the pictures, from the first, are the user's: one that is left out is told.</summary>
    public int Own { get; init; }

    /// <summary>Called before each picture; null for nothing.</summary>
    public Action? Step { get; init; }

    /// <summary>What pictures go through as the session says, which the steps must do as well; null to believe them.</summary>
    public InputPipeline? Pipeline { get; init; }

    /// <summary>Writes the files. Those of the model are in the folder already.</summary>
    /// <param name="pictures">Names and bytes of image files, at least one.</param>
    /// <param name="example">One input of the network.</param>
    /// <param name="batchVaries">Whether the files take batches.</param>
    /// <param name="otherSize">A second height and width, where they may vary; null where not.</param>
    /// <exception cref="UserErrorException">A picture cannot be read, does not suit the model, or becomes another input by the steps than by the session's transforms.</exception>
    public void Write(IReadOnlyList<(string Name, byte[] Bytes)> pictures, Tensor example, bool batchVaries, (long Height, long Width)? otherSize)
    {
        using var none = no_grad();
        IReadOnlyList<string> labels = model.Task is IClassTask classes ? classes.ClassNames : [];
        Text(BundleFiles.Preprocessing, preprocessing.ToJson());
        Text(BundleFiles.Labels, JsonSerializer.Serialize(labels) + "\n");
        Directory.CreateDirectory(Path.Combine(folder, BundleFiles.Images));
        Directory.CreateDirectory(Path.Combine(folder, BundleFiles.Expected));
        using var stages = new BundleStages(preprocessing, model.Task, labels, types, BundleFiles.Preprocessing);
        using var scope = NewDisposeScope();
        List<(string File, Tensor Input, int Width, int Height)> inputs = [];
        foreach (var (k, (name, bytes)) in pictures.Index())
        {
            Step?.Invoke();
            var file = $"{BundleFiles.Images}/{inputs.Count.ToString("D2", CultureInfo.InvariantCulture)}-{name}";
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
            if (Picture(stages, file, name, example, otherSize is not null) is { } input)
            {
                inputs.Add(input);
                continue;
            }

            File.Delete(Path.Combine(folder, file));
            Action<string> tell = k < Own ? log.Warn : log.Info;
            tell($"{name} is left out of the bundle: it decides nothing, for the model's own answers to it change when it changes by a millionth");
        }

        CheckObjects();

        if (inputs.Count > 1 && inputs[0].Input.shape.SequenceEqual(inputs[1].Input.shape) && batchVaries)
        {
            var pair = inputs.Take(2).ToList();
            Add("a batch of two", [.. pair.Select(input => input.File)], stages, [], cat([.. pair.Select(input => input.Input)]), [.. pair.Select(input => (input.Width, input.Height))]);
        }

        if (otherSize is var (height, width))
        {
            Add("a second size", [], stages, [], ExampleNoise.Like(example, [1, example.shape[1], height, width]), [((int)width, (int)height)]);
        }

        Text(BundleFiles.Manifest, new BundleManifest(1, ModelMetadata.ProgramVersion, model.Task.ToString(), tolerance, cases, network.OutputNames, network.MaskSide > 0 ? network.MaskSide : null).ToJson());
        BundleSums.Write(folder);
    }

    private void CheckObjects()
    {
        if (cases.Count == 0)
        {
            throw new UserErrorException("there is no picture for the bundle at which the model's own answers do not hang on rounding, as those of a detector do that has not learnt: give one with --sample in which the model is sure of what it finds");
        }

        if (network.OutputNames is not null && cases.TrueForAll(one => one.Decisions.All(objects => objects.Count == 0)))
        {
            log.Warn("nothing was found in any picture of the bundle, so it proves little: give one with --sample in which the model finds something");
        }
    }

    // Null where its own answers decide nothing.
    private (string File, Tensor Input, int Width, int Height)? Picture(BundleStages stages, string file, string name, Tensor example, bool sizeVaries)
    {
        var path = Path.Combine(folder, file);
        var pixels = stages.Decode(path);
        var (height, width) = ((int)pixels.shape[0], (int)pixels.shape[1]);
        var resized = stages.Resize(pixels);
        var input = stages.Normalise(resized).unsqueeze(0);
        RequireSameAsSession(path, name, input);
        if (!Fits(input.shape, example.shape, sizeVaries))
        {
            throw new UserErrorException($"{name}: is {Sizes(input)} for the network, which was exported for {Sizes(example)}; resize it or give --input");
        }

        var answers = new List<KeyValuePair<string, Tensor>> { new("decode", pixels) };
        if (stages.HasResizing)
        {
            answers.Add(new("resize", resized));
        }

        return Add(file, [file], stages, answers, input, [(width, height)]) ? (file, input, width, height) : null;
    }

    // Steps are the session's operations as data: whoever follows them must give the network what it was trained on.
    private void RequireSameAsSession(string path, string name, Tensor input)
    {
        if (Pipeline is null)
        {
            return;
        }

        using var prepared = Pipeline.Prepare(path);
        var expected = prepared.Input.unsqueeze(0);
        if (!input.shape.SequenceEqual(expected.shape) || !(Difference(input, expected) <= Rounding))
        {
            throw new UserErrorException($"{name}: the steps of {BundleFiles.Preprocessing} make another input of it than the session's transforms, so a bundle would not say what the model needs; --transforms PATH names other transforms");
        }
    }

    // Over the greatest number, or over 1.
    private static double Difference(Tensor input, Tensor expected) =>
        (input.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().ToDouble() / Math.Max(1, expected.to(ScalarType.Float64).abs().max().ToDouble());

    private static bool Fits(long[] input, long[] example, bool sizeVaries) =>
        input.Length == example.Length && (sizeVaries ? input[1] == example[1] : input.AsSpan(1).SequenceEqual(example.AsSpan(1)));

    private static string Sizes(Tensor input) => string.Join('x', input.shape[1..]);

    private bool Add(string name, IReadOnlyList<string> images, BundleStages stages, List<KeyValuePair<string, Tensor>> before, Tensor input, IReadOnlyList<(int Width, int Height)> sizes)
    {
        var answers = Answers(name, input);
        if (answers.Any(answer => answer.is_floating_point() && !answer.isfinite().all().ToBoolean()))
        {
            throw new UserErrorException($"{name}: the model answers it with NaN or infinity, of which nothing can be verified; give another picture with --sample");
        }

        var doubt = network.OutputNames is null ? 0 : comparison.Doubt(network.Answer, network.AnswerIn64Bits, input, answers);
        if (!(doubt <= AnswerComparison.MostRounding))
        {
            return false;
        }

        var allowed = AnswerComparison.Allowed(tolerance, doubt);
        var file = $"{BundleFiles.Expected}/{cases.Count.ToString("D2", CultureInfo.InvariantCulture)}.safetensors";
        Safetensors.Save(
            [.. before, new("input", input), new("sizes", tensor([.. sizes.SelectMany(size => (long[])[size.Width, size.Height])]).view(-1, 2)), .. answers.Select((answer, k) => new KeyValuePair<string, Tensor>(BundleVerifier.OutputName(k), answer))],
            Path.Combine(folder, file));
        cases.Add(new(name, images, file, stages.Decide(answers, input, sizes, BundleManifest.DecisionTolerance(tolerance)), allowed > tolerance ? allowed : null));
        return true;
    }

    private IReadOnlyList<Tensor> Answers(string name, Tensor input)
    {
        try
        {
            return network.Ask(input);
        }
        catch (UserErrorException e)
        {
            throw new UserErrorException($"{name}: {e.Message}", e);
        }
    }

    private void Text(string name, string text) => AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
