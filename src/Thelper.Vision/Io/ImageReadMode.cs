#pragma warning disable CA1707, CS8981 // torchvision's own names
namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class io
    {
        /// <summary>Which channels a decoded image has.</summary>
        public enum ImageReadMode
        {
            /// <summary>As the file has them; a palette is read as the colours in it.</summary>
            UNCHANGED = 0,

            /// <summary>One, of grey.</summary>
            GRAY = 1,

            /// <summary>Grey and how opaque it is.</summary>
            GRAY_ALPHA = 2,

            /// <summary>Red, green, blue.</summary>
            RGB = 3,

            /// <summary>Red, green, blue and how opaque they are.</summary>
            RGB_ALPHA = 4,
        }
    }
}
