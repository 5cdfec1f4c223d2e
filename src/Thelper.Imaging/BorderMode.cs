namespace Thelper.Imaging;

/// <summary>What lies outside an image. The numbers are OpenCV's <c>BORDER_*</c>; the samples show the pixels <c>abcdefgh</c>.</summary>
public enum BorderMode
{
    /// <summary>A given value: <c>iiii|abcdefgh|iiii</c>.</summary>
    Constant = 0,

    /// <summary>The last pixel: <c>aaaa|abcdefgh|hhhh</c>.</summary>
    Replicate = 1,

    /// <summary>Mirrored with the edge: <c>dcba|abcdefgh|hgfe</c>.</summary>
    Reflect = 2,

    /// <summary>Repeated: <c>efgh|abcdefgh|abcd</c>.</summary>
    Wrap = 3,

    /// <summary>Mirrored without the edge: <c>edcb|abcdefgh|gfed</c>.</summary>
    Reflect101 = 4,
}
