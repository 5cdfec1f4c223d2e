using System.Numerics;
using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        public abstract partial class Optimizer
        {
            /// <summary>Decay rates as an option, PyTorch's defaults unless given.</summary>
            protected static PyTuple BetaPair((double, double)? betas) => Tuple(betas ?? (0.9, 0.999));

            /// <summary>A pair of numbers as an option.</summary>
            protected static PyTuple Tuple((double First, double Second) pair) => new(pair.First, pair.Second);

            /// <summary>An option whose default PyTorch writes as the integer 0: it stays one in texts and files.</summary>
            protected static object ZeroOr(double value) => value == 0 ? (object)0L : value;

            /// <summary>A first value of the state; both parts of a complex one have it.</summary>
            private protected static Scalar Filling(Tensor like, double value) => like.is_complex() ? new Complex(value, value) : value;

            /// <summary>A sparse tensor with the places of another one.</summary>
            private protected static Tensor WithValues(Tensor places, Tensor values)
                => aten.sparse_coo_tensor_indices_size(aten._indices(places), values, places.shape, values.dtype, Layout.Sparse, values.device);

            /// <summary>Refuses an option.</summary>
            /// <exception cref="UserErrorException">The condition does not hold.</exception>
            protected void Require(bool condition, string message)
            {
                if (!condition)
                {
                    Free(states);
                    throw Invalid(message);
                }
            }

            /// <summary>Refuses a negative or undefined option.</summary>
            protected void RequireNonNegative(string name, double value) => Require(value >= 0, $"{name} is not negative, but {PythonText.Of(value)} is");

            /// <summary>Refuses decay rates outside of [0, 1).</summary>
            protected void RequireBetas((double First, double Second)? betas)
                => Require(betas is null or { First: >= 0 and < 1, Second: >= 0 and < 1 }, $"betas are in [0, 1), not ({PythonText.Of(betas?.First)}, {PythonText.Of(betas?.Second)})");

            /// <summary>Refuses what no optimizer with running means of gradients and of their squares takes.</summary>
            private protected void RequireMeans(double lr, (double First, double Second)? betas, double eps, double weight_decay)
            {
                RequireNonNegative(nameof(lr), lr);
                RequireNonNegative(nameof(eps), eps);
                RequireNonNegative(nameof(weight_decay), weight_decay);
                RequireBetas(betas);
            }

            internal UserErrorException Invalid(string message) => new($"torch.optim.{GetType().Name}: {message}.");
        }
    }
}
