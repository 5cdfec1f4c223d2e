namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum of all elements, computed in <paramref name="type"/> when given.</summary>
        public Tensor sum(ScalarType? type = null) => aten.sum(this, type);

        /// <summary>Sum over one dimension.</summary>
        [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => aten.sum_dim_IntList(this, [dim], keepdim, type);

        /// <summary>Sum over several dimensions; over all of them for an empty list.</summary>
        public Tensor sum(long[] dimensions, bool keepdim = false, ScalarType? type = null) => aten.sum_dim_IntList(this, dimensions, keepdim, type);

        /// <summary>Mean of all elements, computed in <paramref name="type"/> when given.</summary>
        public Tensor mean(ScalarType? type = null) => aten.mean(this, type);

        /// <summary>Mean over one dimension.</summary>
        [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
        public Tensor mean(long dim, bool keepdim = false, ScalarType? type = null) => aten.mean_dim(this, [dim], keepdim, type);

        /// <summary>Mean over several dimensions; over all of them for an empty list.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => aten.mean_dim(this, dimensions, keepdim, type);

        /// <summary>Mean without the NaNs.</summary>
        public Tensor nanmean(long? dim = null, bool keepdim = false, ScalarType? dtype = null) => aten.nanmean(this, dim is { } d ? [d] : null, keepdim, dtype);

        /// <summary>Mean without the NaNs over several dimensions.</summary>
        public Tensor nanmean(long[] dim, bool keepdim = false, ScalarType? dtype = null) => aten.nanmean(this, dim, keepdim, dtype);

        /// <summary>Product of all elements.</summary>
        public Tensor prod(ScalarType? type = null) => aten.prod(this, type);

        /// <summary>Product over one dimension.</summary>
        [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => aten.prod_dim_int(this, dim, keepdim, type);

        /// <summary>Standard deviation of all elements; divided by n − 1 when <paramref name="unbiased"/>.</summary>
        public Tensor std(bool unbiased = true) => aten.std(this, unbiased);

        /// <summary>Standard deviation over one dimension; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor std(long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_dim(t, [dimensions], unbiased, keepdim));

        /// <summary>Standard deviation over several dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_dim(t, dimensions, unbiased, keepdim));

        /// <summary>Standard deviation over two dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor std((long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

        /// <summary>Standard deviation over three dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor std((long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

        /// <summary>Standard deviation, divided by n − <paramref name="correction"/> (1 when null).</summary>
        public Tensor std(long[]? dim, long? correction, bool keepdim = false) => aten.std_correction(this, dim, correction, keepdim);

        /// <summary>Standard deviation and mean of all elements.</summary>
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => aten.std_mean(this, unbiased);

        /// <summary>Standard deviation and mean over one dimension, computed in <paramref name="type"/> when given.</summary>
        public (Tensor std, Tensor mean) std_mean(long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_mean_dim(t, [dimensions], unbiased, keepdim));

        /// <summary>Standard deviation and mean over several dimensions, computed in <paramref name="type"/> when given.</summary>
        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_mean_dim(t, dimensions, unbiased, keepdim));

        /// <summary>Standard deviation and mean over two dimensions, computed in <paramref name="type"/> when given.</summary>
        public (Tensor std, Tensor mean) std_mean((long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_mean_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

        /// <summary>Standard deviation and mean over three dimensions, computed in <paramref name="type"/> when given.</summary>
        public (Tensor std, Tensor mean) std_mean((long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.std_mean_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

        /// <summary>Standard deviation and mean, divided by n − <paramref name="correction"/> (1 when null).</summary>
        public (Tensor std, Tensor mean) std_mean(long[]? dim, long? correction, bool keepdim = false) => aten.std_mean_correction(this, dim, correction, keepdim);

        /// <summary>Variance of all elements; divided by n − 1 when <paramref name="unbiased"/>.</summary>
        public Tensor var(bool unbiased = true) => aten.var(this, unbiased);

        /// <summary>Variance over one dimension; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor var(long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_dim(t, [dimensions], unbiased, keepdim));

        /// <summary>Variance over several dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_dim(t, dimensions, unbiased, keepdim));

        /// <summary>Variance over two dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor var((long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

        /// <summary>Variance over three dimensions; divided by n − 1 when <paramref name="unbiased"/>, computed in <paramref name="type"/> when given.</summary>
        public Tensor var((long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

        /// <summary>Variance, divided by n − <paramref name="correction"/> (1 when null).</summary>
        public Tensor var(long[]? dim, long? correction, bool keepdim = false) => aten.var_correction(this, dim, correction, keepdim);

        /// <summary>Variance and mean of all elements.</summary>
        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => aten.var_mean(this, unbiased);

        /// <summary>Variance and mean over one dimension, computed in <paramref name="type"/> when given.</summary>
        public (Tensor var, Tensor mean) var_mean(long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_mean_dim(t, [dimensions], unbiased, keepdim));

        /// <summary>Variance and mean over several dimensions, computed in <paramref name="type"/> when given.</summary>
        public (Tensor var, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_mean_dim(t, dimensions, unbiased, keepdim));

        /// <summary>Variance and mean over two dimensions, computed in <paramref name="type"/> when given.</summary>
        public (Tensor var, Tensor mean) var_mean((long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_mean_dim(t, [dimensions.Item1, dimensions.Item2], unbiased, keepdim));

        /// <summary>Variance and mean over three dimensions, computed in <paramref name="type"/> when given.</summary>
        public (Tensor var, Tensor mean) var_mean((long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => InType(this, type, t => aten.var_mean_dim(t, [dimensions.Item1, dimensions.Item2, dimensions.Item3], unbiased, keepdim));

        /// <summary>Variance and mean, divided by n − <paramref name="correction"/> (1 when null).</summary>
        public (Tensor var, Tensor mean) var_mean(long[]? dim, long? correction, bool keepdim = false) => aten.var_mean_correction(this, dim, correction, keepdim);

        // A reduction in another element type than the tensor's own, without leaving the converted copy behind.
        internal static TResult InType<TResult>(Tensor tensor, ScalarType? type, Func<Tensor, TResult> reduce)
        {
            if (type is not { } wanted || wanted == tensor.dtype)
            {
                return reduce(tensor);
            }

            using var converted = aten.to_dtype(tensor, wanted).DetachFromDisposeScope();
            return reduce(converted);
        }
    }
}
