namespace Thelper.Torch;

/// <summary>How a bag of rows becomes one row.</summary>
public enum EmbeddingBagMode
{
    /// <summary>Their sum.</summary>
    Sum = 0,

    /// <summary>Their mean.</summary>
    Mean = 1,

    /// <summary>Their greatest values.</summary>
    Max = 2,
}
