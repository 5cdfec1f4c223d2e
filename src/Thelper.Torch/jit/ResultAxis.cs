namespace Thelper.Torch;

/// <summary>What a size of a traced model's result hangs on.</summary>
public enum ResultAxis
{
    /// <summary>Nothing: it is the same for inputs of all sizes that were tried.</summary>
    Fixed,

    /// <summary>It is the number of samples.</summary>
    Batch,

    /// <summary>It changes with a size of the input in another way.</summary>
    Free,
}
