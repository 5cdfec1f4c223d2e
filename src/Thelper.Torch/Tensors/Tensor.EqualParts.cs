namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <inheritdoc cref="torch.hsplit(Tensor, long)"/>
        public Tensor[] hsplit(long sections) => torch.hsplit(this, sections);

        /// <inheritdoc cref="torch.hsplit(Tensor, long[])"/>
        public Tensor[] hsplit(params long[] indices) => aten.hsplit_array(this, indices);

        /// <inheritdoc cref="torch.vsplit(Tensor, long)"/>
        public Tensor[] vsplit(long sections) => torch.vsplit(this, sections);

        /// <inheritdoc cref="torch.vsplit(Tensor, long[])"/>
        public Tensor[] vsplit(params long[] indices) => aten.vsplit_array(this, indices);

        /// <inheritdoc cref="torch.dsplit(Tensor, long)"/>
        public Tensor[] dsplit(long sections) => torch.dsplit(this, sections);

        /// <inheritdoc cref="torch.dsplit(Tensor, long[])"/>
        public Tensor[] dsplit(params long[] indices) => aten.dsplit_array(this, indices);
    }
}
