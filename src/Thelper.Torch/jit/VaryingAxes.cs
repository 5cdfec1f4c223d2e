namespace Thelper.Torch;

/// <summary>Which sizes of its input a traced model may be given anew.</summary>
public enum VaryingAxes
{
    /// <summary>None: every size is that of the example.</summary>
    None,

    /// <summary>The number of samples.</summary>
    Batch,

    /// <summary>The number of samples, and height and width.</summary>
    BatchAndSpace,
}
