namespace Thelper.Torch;

/// <summary>How the text of a tensor looks.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device alone.</summary>
    Metadata,

    /// <summary>As Julia: shape, type and device, then the elements in columns.</summary>
    Julia,

    /// <summary>As NumPy: nested brackets.</summary>
    Numpy,

    /// <summary>As C#: shape, type and device, then an array's initializer.</summary>
    CSharp,

    /// <summary>Whatever <see cref="torch.TensorStringStyle"/> says.</summary>
    Default,

    /// <summary>As PyTorch, with the settings of <see cref="torch.set_printoptions"/>.</summary>
    PyTorch,
}
