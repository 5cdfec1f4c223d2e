namespace Thelper.Torch;

/// <summary>How elements are stored, with libtorch's numbers.</summary>
public enum Layout
{
    /// <summary>Dense, with strides.</summary>
    Strided = 0,

    /// <summary>Sparse coordinates.</summary>
    Sparse = 1,

    /// <summary>Compressed sparse rows.</summary>
    SparseCsr = 2,

    /// <summary>oneDNN's own layout.</summary>
    Mkldnn = 3,

    /// <summary>Compressed sparse columns.</summary>
    SparseCsc = 4,

    /// <summary>Compressed sparse rows of blocks.</summary>
    SparseBsr = 5,

    /// <summary>Compressed sparse columns of blocks.</summary>
    SparseBsc = 6,
}
