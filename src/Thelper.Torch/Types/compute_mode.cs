namespace Thelper.Torch;

/// <summary>Whether Euclidean distances go through a matrix product, with libtorch's numbers.</summary>
public enum compute_mode
{
    /// <summary>Where there are more than 25 rows.</summary>
    use_mm_for_euclid_dist_if_necessary = 0,

    /// <summary>Always.</summary>
    use_mm_for_euclid_dist = 1,

    /// <summary>Never.</summary>
    donot_use_mm_for_euclid_dist = 2,
}
