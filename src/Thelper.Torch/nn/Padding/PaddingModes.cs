namespace Thelper.Torch;

/// <summary>What stands outside the border of a padded tensor.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The inside mirrored at the border element, which is not repeated.</summary>
    Reflect = 1,

    /// <summary>The border element repeated.</summary>
    Replicate = 2,

    /// <summary>The opposite side, as if the tensor were a ring.</summary>
    Circular = 3,

    /// <summary>One given value.</summary>
    Constant = 4,
}
