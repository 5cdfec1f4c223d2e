using System.Globalization;

namespace Thelper.Gui;

/// <summary>Settings of the annotator: labels are painted over images by a brush, and kept as a mask for each sample. Boxes and classes of whole images use the same labels.</summary>
[TypeName("thelper.gui.annotators.ImageSegmentAnnotator", "thelper.gui.ImageSegmentAnnotator")]
public sealed class ImageSegmentAnnotator
{
    private const int MaxId = byte.MaxValue;
    private const int DefaultWindow = 1000;
    private const string Nearest = "INTER_NEAREST";

    /// <summary>Reads the settings.</summary>
    /// <param name="sampleInputKey">Field of a sample that holds the image.</param>
    /// <param name="labels">The labels, in the order of their digits.</param>
    /// <param name="defaultBrushRadius">Size of the brush at the start, in pixels of the window that shows a whole image.</param>
    /// <param name="backgroundId">Value of pixels without a label, which the eraser paints.</param>
    /// <param name="windowZoomCropSize">Size of the area that the zoom window shows, <c>WIDTHxHEIGHT</c> in pixels of the image.</param>
    /// <param name="windowZoomSize">Size of the zoom window, <c>WIDTHxHEIGHT</c>.</param>
    /// <param name="zoomInterpType">How the zoom window enlarges: <c>cv2.INTER_NEAREST</c> (also null and 0) shows pixels as they are, anything else smooths them.</param>
    /// <param name="startSampleIdx">Number of the sample at the start, counted over all data sets.</param>
    /// <param name="windowName">Title of the page.</param>
    /// <param name="windowSize">The window in which brush sizes count: its longest side (default 1000), or <c>WIDTHxHEIGHT</c>.</param>
    /// <param name="brushThickness">Width of the circle that shows the brush, in pixels of the screen.</param>
    /// <param name="guiBarSize">Height of the bar above the image, in pixels of the screen.</param>
    /// <param name="defaultMaskOpacity">Opacity of the mask at the start.</param>
    /// <param name="defaultFillId">The label or background that new masks are filled with; null for the background.</param>
    /// <exception cref="UserErrorException">Labels are doubled, or a value is out of range.</exception>
    public ImageSegmentAnnotator(
        string sampleInputKey,
        [ConfigValue(Example = "[{id: 255, name: foreground, color: [0, 0, 255]}]")] IReadOnlyList<AnnotatorLabel> labels,
        [ConfigValue(Min = 1, Max = 100)] int defaultBrushRadius = 10,
        [ConfigValue(Min = 0, Max = MaxId)] int backgroundId = 0,
        string windowZoomCropSize = "250x250",
        string windowZoomSize = "500x500",
        [ConfigValue(Holds = [typeof(string), typeof(int)])] object? zoomInterpType = null,
        [ConfigValue(Min = 0)] int startSampleIdx = 0,
        string windowName = "image-segm-annotator",
        [ConfigValue(Holds = [typeof(int), typeof(string)])] object? windowSize = null,
        [ConfigValue(Min = 1, Max = 20)] int brushThickness = 2,
        [ConfigValue(Min = 1, Max = 400)] int guiBarSize = 50,
        [ConfigValue(Min = 0, Max = 1)] double defaultMaskOpacity = 0.3,
        [ConfigValue(Min = 0, Max = MaxId)] int? defaultFillId = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        (SampleInputKey, Labels, DefaultBrushRadius, BackgroundId) = (sampleInputKey, labels, defaultBrushRadius, backgroundId);
        (StartSampleIndex, WindowName, BrushThickness, BarSize, DefaultMaskOpacity) = (startSampleIdx, windowName, brushThickness, guiBarSize, defaultMaskOpacity);
        CheckLabels();
        DefaultFillId = defaultFillId ?? backgroundId;
        if (DefaultFillId != backgroundId && labels.All(label => label.Id != DefaultFillId))
        {
            throw new UserErrorException($"default_fill_id: {Text(DefaultFillId)} is neither the background's id ({Text(backgroundId)}) nor that of a label ({string.Join(", ", labels.Select(label => Text(label.Id)))})");
        }

        ZoomCrop = Size("window_zoom_crop_size", windowZoomCropSize);
        ZoomWindow = Size("window_zoom_size", windowZoomSize);
        ShowsPixels = zoomInterpType switch
        {
            null or 0L => true,
            long => false,
            string name => name.EndsWith(Nearest, StringComparison.OrdinalIgnoreCase),
            _ => throw new UserErrorException($"zoom_interp_type: expected a name such as cv2.{Nearest}, got {PythonRepr.Of(zoomInterpType)}"),
        };
        (LongestSide, WindowSize) = windowSize switch
        {
            null => (DefaultWindow, ((int, int)?)null),
            long side when side is >= 16 and <= 1 << 15 => ((int)side, null),
            string size => (0, Size("window_size", size)),
            _ => throw new UserErrorException($"window_size: expected the longest side (16 to 32768) or WIDTHxHEIGHT, got {PythonRepr.Of(windowSize)}"),
        };
    }

    /// <summary>Field of a sample that holds the image.</summary>
    public string SampleInputKey { get; }

    /// <summary>The labels, in the order of their digits.</summary>
    public IReadOnlyList<AnnotatorLabel> Labels { get; }

    /// <summary>Size of the brush at the start.</summary>
    public int DefaultBrushRadius { get; }

    /// <summary>Value of pixels without a label.</summary>
    public int BackgroundId { get; }

    /// <summary>The area that the zoom window shows, in pixels of the image.</summary>
    public (int Width, int Height) ZoomCrop { get; }

    /// <summary>Size of the zoom window.</summary>
    public (int Width, int Height) ZoomWindow { get; }

    /// <summary>Whether the zoom window shows pixels as they are, not smoothed.</summary>
    public bool ShowsPixels { get; }

    /// <summary>Number of the sample at the start.</summary>
    public int StartSampleIndex { get; }

    /// <summary>Title of the page.</summary>
    public string WindowName { get; }

    /// <summary>Longest side of the window in which brush sizes count; 0 where <see cref="WindowSize"/> is given.</summary>
    public int LongestSide { get; }

    /// <summary>Width and height of that window; null where <see cref="LongestSide"/> is given.</summary>
    public (int Width, int Height)? WindowSize { get; }

    /// <summary>Width of the circle that shows the brush, in pixels of the screen.</summary>
    public int BrushThickness { get; }

    /// <summary>Height of the bar above the image, in pixels of the screen.</summary>
    public int BarSize { get; }

    /// <summary>Opacity of the mask at the start, 0 to 1.</summary>
    public double DefaultMaskOpacity { get; }

    /// <summary>The label or background that new masks are filled with.</summary>
    public int DefaultFillId { get; }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static (int Width, int Height) Size(string key, string text)
    {
        var parts = text.Split('x', 'X');
        return parts.Length == 2
            && int.TryParse(parts[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is >= 16 and <= 1 << 15
            && int.TryParse(parts[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var height) && height is >= 16 and <= 1 << 15
            ? (width, height)
            : throw new UserErrorException($"{key}: expected WIDTHxHEIGHT such as 250x250, each 16 to 32768, got '{text}'");
    }

    private void CheckLabels()
    {
        if (Labels.Count == 0)
        {
            throw new UserErrorException("labels: at least one is needed, such as {\"id\": 255, \"name\": \"foreground\", \"color\": [0, 0, 255]}");
        }

        for (var i = 0; i < Labels.Count; i++)
        {
            var (label, place) = (Labels[i], $"labels[{Text(i)}]");
            if (label.Id is < 0 or > MaxId)
            {
                throw new UserErrorException($"{place}: the id {Text(label.Id)} does not fit into a mask, whose pixels are 0 to {MaxId}; number the labels anew");
            }

            if (label.Id == BackgroundId)
            {
                throw new UserErrorException($"{place}: the id {Text(label.Id)} is the background's; set background_id to another number, or leave the label out");
            }

            if (Labels.Take(i).Any(other => other.Id == label.Id || other.Name == label.Name))
            {
                throw new UserErrorException($"{place}: there is another label with the id {Text(label.Id)} or the name '{label.Name}'");
            }

            if (string.IsNullOrWhiteSpace(label.Name))
            {
                throw new UserErrorException($"{place}: the name is empty");
            }

            if (label.Color is not { Count: 3 } || label.Color.Any(value => value is < 0 or > 255))
            {
                throw new UserErrorException($"{place}: the colour of '{label.Name}' must be a list of three whole numbers from 0 to 255 (blue, green, red)");
            }
        }
    }
}
