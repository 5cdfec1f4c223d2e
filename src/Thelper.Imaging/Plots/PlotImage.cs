using System.Threading.Tasks;

namespace Thelper.Imaging.Plots;

/// <summary>A chart that becomes a PNG file when it is saved. Rendering happens in the background.</summary>
public sealed class PlotImage
{
    private readonly TaskCompletionSource<byte[]?> rendered = new();

    internal PlotImage(string script, int width, int height)
    {
        Script = script;
        Width = width;
        Height = height;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Whether rendering has ended, in a file or in a failure.</summary>
    public bool IsRendered => rendered.Task.IsCompleted;

    internal string Script { get; }

    internal string? Path { get; private set; }

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
