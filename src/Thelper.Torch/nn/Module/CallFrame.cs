using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>One call with hooks: when it fails, every tensor made in it is freed; when it succeeds, only the values that hooks replaced are.</summary>
        internal sealed class CallFrame : IDisposable
        {
            private readonly DisposeScope scope = NewDisposeScope();
            private List<Tensor>? replaced;

            /// <summary>Notes that a value took the place of another. Both end with the call unless they are its result.</summary>
            public void Replaced(object? before, object? after)
            {
                replaced ??= [];
                replaced.AddRange(Tensors(before));
                replaced.AddRange(Tensors(after));
            }

            /// <summary>Hands on what lives on and returns the result.</summary>
            public TResult Complete<TResult>(TResult result)
            {
                if (replaced is not null)
                {
                    var kept = new HashSet<Tensor>(Tensors(result), ReferenceEqualityComparer.Instance);
                    foreach (var tensor in replaced)
                    {
                        if (tensor.Scope == scope && !kept.Contains(tensor))
                        {
                            tensor.Dispose();
                        }
                    }
                }

                scope.MoveAllToOuter();
                return result;
            }

            /// <inheritdoc/>
            public void Dispose() => scope.Dispose();

            /// <summary>The tensors of a value: itself, or those of a tuple or list.</summary>
            public static IEnumerable<Tensor> Tensors(object? value) => value switch
            {
                Tensor tensor => [tensor],
                ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
                IEnumerable<Tensor> tensors => tensors,
                _ => [],
            };
        }
    }
}
