namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Parameters that move by running means.</summary>
        public interface IBetas
        {
            /// <summary>The decay rates of the running means.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
