using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Data.Formats.Voc;

/// <summary>The classes of PASCAL VOC, their colours, and which of them a dataset uses.</summary>
internal sealed class VocLabels
{
    /// <summary>Value of pixels without a class.</summary>
    public const int DontCare = 255;

    /// <summary>The challenge's classes by index.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Detection.BackgroundName, "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse",
        "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    private readonly Dictionary<int, byte> ofColor = [];
    private readonly byte[] colors = new byte[256 * 3];

    /// <summary>Selects classes.</summary>
    /// <param name="targets">Names of the classes besides the background; null for all.</param>
    /// <param name="own">Names of the classes instead of the challenge's, by index from 1 on; null for the challenge's.</param>
    /// <exception cref="UserErrorException">A name is unknown or given twice, or there are too many.</exception>
    public VocLabels(IReadOnlyList<string>? targets, IReadOnlyList<string>? own = null)
    {
        Targets = targets;
        AreOwn = own is not null;
        Known = own is null ? All : [All[0], .. own.Where((name, i) => i > 0 || name != Detection.BackgroundName)];
        if (Known.Count > DontCare || Known.Skip(1).Contains(Detection.BackgroundName))
        {
            throw new UserErrorException(Known.Count > DontCare
                ? FormattableString.Invariant($"class_names: {Known.Count - 1} classes are more than the {DontCare - 1} that VOC's colours tell apart")
                : $"class_names: '{Detection.BackgroundName}' is class 0 without being named; leave it out");
        }

        foreach (var target in targets ?? [])
        {
            if (target == Detection.BackgroundName || !Known.Contains(target))
            {
                throw new UserErrorException($"target_labels: '{target}' is no class of {(AreOwn ? "'class_names'" : "PASCAL VOC")}{NearestName.Hint(target, Known.Skip(1))}");
            }
        }

        Names = targets is null ? Known : [All[0], .. targets];
        if (Names.Distinct().Count() != Names.Count)
        {
            throw new UserErrorException($"target_labels: '{Names.GroupBy(name => name).First(group => group.Count() > 1).Key}' is given twice");
        }

        colors.AsSpan().Fill(255);
        var map = new OrderedDictionary<object, object?>();
        for (var i = 0; i <= Names.Count; i++)
        {
            var index = i < Names.Count ? i : DontCare;
            var color = Color(i < Names.Count ? Known.IndexOf(Names[i])!.Value : DontCare);
            ofColor.Add(Key(color[0], color[1], color[2]), (byte)index);
            color.CopyTo(colors, index * 3);
            if (index != DontCare)
            {
                map.Add((long)index, color.Select(part => (object?)(long)part).ToList());
            }
        }

        ClassColors = map;
        AllColors = new OrderedDictionary<object, object?>(map) { { (long)DontCare, Color(DontCare).Select(part => (object?)(long)part).ToList() } };
    }

    /// <summary>The chosen classes; null for all.</summary>
    public IReadOnlyList<string>? Targets { get; }

    /// <summary>Whether the classes are the user's, not the challenge's.</summary>
    public bool AreOwn { get; }

    /// <summary>All classes by index, those that were not chosen too.</summary>
    public IReadOnlyList<string> Known { get; }

    /// <summary>Background and chosen classes by index.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Colour map of the classes.</summary>
    public object ClassColors { get; }

    /// <summary>Colour map of the classes and of pixels without one.</summary>
    public object AllColors { get; }

    /// <summary>Turns a coloured label image into indices.</summary>
    /// <param name="image">uint8, H×W×3, blue, green, red.</param>
    /// <returns>uint8, H×W; 255 for any colour that no chosen class has.</returns>
    public torch.Tensor Encode(torch.Tensor image)
    {
        var shape = image.shape;
        var labels = torch.empty([shape[0], shape[1]], torch.uint8);
        var source = image.contiguous().DataSpan<byte>();
        var target = labels.DataSpan<byte>();
        var (last, value) = (-1, (byte)0);
        for (int i = 0, at = 0; i < target.Length; i++, at += 3)
        {
            // Areas of one colour are large, so most pixels need no lookup.
            var key = Key(source[at + 2], source[at + 1], source[at]);
            if (key != last)
            {
                last = key;
                value = ofColor.GetValueOrDefault(key, (byte)DontCare);
            }

            target[i] = value;
        }

        return labels;
    }

    /// <summary>Turns indices into a coloured label image.</summary>
    /// <param name="labels">uint8, H×W.</param>
    /// <returns>uint8, H×W×3, red, green, blue; white for a value that stands for nothing.</returns>
    public torch.Tensor Decode(torch.Tensor labels)
    {
        var shape = labels.shape;
        var image = torch.empty([shape[0], shape[1], 3], torch.uint8);
        var source = labels.contiguous().DataSpan<byte>();
        var target = image.DataSpan<byte>();
        for (var i = 0; i < source.Length; i++)
        {
            colors.AsSpan(source[i] * 3, 3).CopyTo(target[(i * 3)..]);
        }

        return image;
    }

    /// <summary>Red, green and blue of an original index: its bits, three at a time, fill the channels from the top.</summary>
    public static byte[] Color(int index)
    {
        var color = new byte[3];
        for (var bit = 7; index > 0; bit--, index >>= 3)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                color[channel] |= (byte)(((index >> channel) & 1) << bit);
            }
        }

        return color;
    }

    private static int Key(byte red, byte green, byte blue) => (red << 16) | (green << 8) | blue;
}
