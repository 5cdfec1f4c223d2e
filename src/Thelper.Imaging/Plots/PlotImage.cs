using System.Threading.Tasks;
using Thelper.Torch;

namespace Thelper.Imaging.Plots;

/// <summary>A chart or a picture that becomes a PNG file when it is saved. Rendering happens in the background.</summary>
public sealed class PlotImage
{
    private readonly TaskCompletionSource<byte[]?> rendered = new();

    private readonly byte[]? encoded;

    internal PlotImage(string script, int width, int height)
    {
        Script = script;
        Width = width;
        Height = height;
    }

    private PlotImage(byte[] encoded, int width, int height)
        : this("", width, height) => this.encoded = encoded;

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Whether rendering has ended, in a file or in a failure.</summary>
    public bool IsRendered => rendered.Task.IsCompleted;

    internal string Script { get; }

    /// <summary>The file of a picture; null for a chart that gnuplot is to draw.</summary>
    internal byte[]? Encoded => encoded;

    internal string? Path { get; private set; }

    /// <summary>A picture that is drawn already.</summary>
    /// <param name="picture">uint8 H×W×3, red, green, blue; it is copied.</param>
    /// <exception cref="ImageException">The tensor is no such picture.</exception>
    public static PlotImage Of(torch.Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var bgr = ImageOps.ConvertColor(picture, ColorConversion.BgrToRgb);
        return new(ImageCodec.Encode(bgr, ".png"), (int)picture.shape[1], (int)picture.shape[0]);
    }

    /// <summary>Queues the chart for rendering and returns at once; the file appears whole or not at all.</summary>
    /// <param name="path">The PNG file to write. Its folder must exist.</param>
    /// <exception cref="InvalidOperationException">The chart was saved before.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path is not null)
        {
            throw new InvalidOperationException($"The chart was already saved as '{Path}'.");
        }

        Path = System.IO.Path.GetFullPath(path);
        PlotRenderer.Enqueue(this);
    }

    /// <summary>The encoded picture. Waits for the rendering of a saved chart.</summary>
    /// <returns>The bytes of the PNG file, or null when the chart could not be rendered.</returns>
    /// <exception cref="InvalidOperationException">The chart was never saved.</exception>
    public byte[]? ReadPng()
    {
        if (Path is null)
        {
            throw new InvalidOperationException("Save the chart before reading it.");
        }

        return rendered.Task.Result;
    }

    internal void Complete(byte[]? bytes) => rendered.SetResult(bytes);

    internal bool Wait(TimeSpan limit) => rendered.Task.Wait(limit);
}
