namespace Thelper.Torch;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
        {
            /// <summary>A data set whose samples are lists of tensors. (TorchSharp's name: like the others it is read by number.)</summary>
            public abstract class IterableDataset : Dataset<IList<Tensor>>
            {
            }
        }
    }
}
