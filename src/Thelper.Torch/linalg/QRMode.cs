namespace Thelper.Torch;

public static partial class torch
{
    public static partial class linalg
    {
        /// <summary>Which factors <see cref="qr"/> gives.</summary>
        public enum QRMode
        {
            /// <summary>As many columns as the smaller side.</summary>
            Reduced = 0,

            /// <summary>A square orthogonal factor.</summary>
            Complete = 1,

            /// <summary>Only the triangular factor.</summary>
            R = 2,
        }
    }
}
