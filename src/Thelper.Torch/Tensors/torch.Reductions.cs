namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Sum of all elements, computed in <paramref name="type"/> when given.</summary>
    public static Tensor sum(Tensor input, ScalarType? type = null) => aten.sum(input, type);

    /// <summary>Sum over one dimension.</summary>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => aten.sum_dim_IntList(input, [dim], keepdim, type);

    /// <summary>Sum over several dimensions; over all of them for an empty list.</summary>
    public static Tensor sum(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) => aten.sum_dim_IntList(input, dimensions, keepdim, type);

    /// <summary>Mean of all elements, computed in <paramref name="type"/> when given.</summary>
    public static Tensor mean(Tensor input, ScalarType? type = null) => aten.mean(input, type);

    /// <summary>Mean over one dimension.</summary>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
    public static Tensor mean(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => aten.mean_dim(input, [dim], keepdim, type);

    /// <summary>Mean over several dimensions; over all of them for an empty list.</summary>
    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) => aten.mean_dim(input, dimensions, keepdim, type);

    /// <summary>Mean without the NaNs.</summary>
    public static Tensor nanmean(Tensor input, long? dim = null, bool keepdim = false, ScalarType? dtype = null) => aten.nanmean(input, dim is { } d ? [d] : null, keepdim, dtype);

    /// <summary>Mean without the NaNs over several dimensions.</summary>
    public static Tensor nanmean(Tensor input, long[] dim, bool keepdim = false, ScalarType? dtype = null) => aten.nanmean(input, dim, keepdim, dtype);

    /// <summary>Product of all elements.</summary>
    public static Tensor prod(Tensor input, ScalarType? type = null) => aten.prod(input, type);

    /// <summary>Product over one dimension.</summary>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
    public static Tensor prod(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => aten.prod_dim_int(input, dim, keepdim, type);

    /// <summary>Standard deviation of all elements; divided by n − 1 when <paramref name="unbiased"/>.</summary>
    public static Tensor std(Tensor input, bool unbiased = true) => aten.std(input, unbiased);

    /// <summary>Standard deviation over one dimension; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor std(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_dim(t, [dimensions], unbiased, keepdim));

    /// <summary>Standard deviation over several dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_dim(t, dimensions, unbiased, keepdim));

    /// <summary>Standard deviation over two dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor std(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

    /// <summary>Standard deviation over three dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor std(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

    /// <summary>Standard deviation, divided by n − <paramref name="correction"/> (1 when null).</summary>
    public static Tensor std(Tensor input, long[]? dim, long? correction, bool keepdim = false) => aten.std_correction(input, dim, correction, keepdim);

    /// <summary>Standard deviation and mean of all elements.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, bool unbiased = true) => aten.std_mean(input, unbiased);

    /// <summary>Standard deviation and mean over one dimension, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_mean_dim(t, [dimensions], unbiased, keepdim));

    /// <summary>Standard deviation and mean over several dimensions, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_mean_dim(t, dimensions, unbiased, keepdim));

    /// <summary>Standard deviation and mean over two dimensions, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_mean_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

    /// <summary>Standard deviation and mean over three dimensions, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.std_mean_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

    /// <summary>Standard deviation and mean, divided by n − <paramref name="correction"/> (1 when null).</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long[]? dim, long? correction, bool keepdim = false) => aten.std_mean_correction(input, dim, correction, keepdim);

    /// <summary>Variance of all elements; divided by n − 1 when <paramref name="unbiased"/>.</summary>
    public static Tensor var(Tensor input, bool unbiased = true) => aten.var(input, unbiased);

    /// <summary>Variance over one dimension; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor var(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_dim(t, [dimensions], unbiased, keepdim));

    /// <summary>Variance over several dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_dim(t, dimensions, unbiased, keepdim));

    /// <summary>Variance over two dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor var(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

    /// <summary>Variance over three dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
    public static Tensor var(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

    /// <summary>Variance, divided by n − <paramref name="correction"/> (1 when null).</summary>
    public static Tensor var(Tensor input, long[]? dim, long? correction, bool keepdim = false) => aten.var_correction(input, dim, correction, keepdim);

    /// <summary>Variance and mean of all elements.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, bool unbiased = true) => aten.var_mean(input, unbiased);

    /// <summary>Variance and mean over one dimension, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_mean_dim(t, [dimensions], unbiased, keepdim));

    /// <summary>Variance and mean over several dimensions, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_mean_dim(t, dimensions, unbiased, keepdim));

    /// <summary>Variance and mean over two dimensions, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_mean_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

    /// <summary>Variance and mean over three dimensions, computed in <paramref name="type"/> when given.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Tensor.InType(input, type, t => aten.var_mean_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

    /// <summary>Variance and mean, divided by n − <paramref name="correction"/> (1 when null).</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, long[]? dim, long? correction, bool keepdim = false) => aten.var_mean_correction(input, dim, correction, keepdim);
}
