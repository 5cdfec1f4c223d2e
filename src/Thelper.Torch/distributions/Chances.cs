namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>Probabilities and their logits (logarithms, for more than two values), of which one is given and the other computed when needed.</summary>
        internal sealed class Chances : IDisposable
        {
            private readonly bool binary;
            private readonly bool byLogits;
            private Tensor? probs;
            private Tensor? logits;

            /// <summary>Takes views of what is given.</summary>
            /// <param name="name">The distribution, for the message.</param>
            /// <param name="probs">Probabilities; normalised along the last dimension where there are more than two values.</param>
            /// <param name="logits">Logarithms of odds, or of probabilities up to a constant.</param>
            /// <param name="binary">Whether there are two values.</param>
            /// <exception cref="ArgumentException">Both are given, or none.</exception>
            public Chances(string name, Tensor? probs, Tensor? logits, bool binary)
            {
                if ((probs is null) == (logits is null))
                {
                    throw new ArgumentException($"{name} takes either probs or logits.");
                }

                this.binary = binary;
                byLogits = probs is null;
                using var scope = NewDisposeScope();
                if (probs is not null)
                {
                    this.probs = (binary ? probs.alias() : probs / probs.sum(-1, keepdim: true)).DetachFromDisposeScope();
                }
                else
                {
                    this.logits = (binary ? logits!.alias() : logits! - logits!.logsumexp(-1, keepdim: true)).DetachFromDisposeScope();
                }
            }

            /// <summary>The probabilities.</summary>
            public Tensor Probs => probs ??= WrappedTensorDisposeScope(() => binary ? logits!.sigmoid() : aten.softmax_int(logits!, -1)).DetachFromDisposeScope();

            /// <summary>The logits.</summary>
            public Tensor Logits => logits ??= WrappedTensorDisposeScope(() =>
            {
                var eps = Eps(probs!);
                var inside = probs!.clamp(eps, 1 - eps);
                return binary ? inside.log() - (-inside).log1p() : inside.log();
            }).DetachFromDisposeScope();

            /// <summary>Whichever was given.</summary>
            public Tensor Given => byLogits ? logits! : probs!;

            /// <summary>The arguments of a larger distribution: probabilities or logits in other sizes.</summary>
            public (Tensor? Probs, Tensor? Logits) Expanded(long[] shape) => byLogits ? (null, logits!.expand(shape)) : (probs!.expand(shape), null);

            /// <inheritdoc/>
            public void Dispose()
            {
                probs?.Dispose();
                logits?.Dispose();
            }
        }
    }
}
