namespace Thelper.Imaging;

/// <summary>Decodes an image file from the top, row after row.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Width of the image.</summary>
    int Width { get; }

    /// <summary>Its height.</summary>
    int Height { get; }

    /// <summary>Decodes the next rows.</summary>
    /// <param name="rows">Whole rows, blue, green, red; not more than the image has left.</param>
    /// <returns>False if the file is damaged, or something is said in it that only OpenCV knows what to make of.</returns>
    bool Read(Span<byte> rows);

    /// <summary>After the last row: whether the file ends as it should.</summary>
    bool End();
}
