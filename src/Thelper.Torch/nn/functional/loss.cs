namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <content>Loss functions. "Reduced" below: the elements' losses, their mean or their sum, as the reduction says.</content>
        public static partial class functional
        {
            /// <summary>Minus the logarithm of the softmax at the target, reduced.</summary>
            /// <param name="input">Scores (N, C, ...) or (C).</param>
            /// <param name="target">Class numbers (N, ...), int64; or class probabilities of the input's shape.</param>
            /// <param name="weight">Factors of the classes (C).</param>
            /// <param name="ignore_index">The class number that does not count.</param>
            /// <param name="reduction">The reduction; the mean is over the targets' weights.</param>
            /// <param name="label_smoothing">The share of the uniform distribution mixed into the target, in [0, 1].</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0)
                => aten.cross_entropy_loss(input, target, weight, Code(reduction), ignore_index, label_smoothing);

            /// <summary>Minus the input at the target, reduced.</summary>
            /// <param name="input">Log-probabilities (N, C, ...) or (C).</param>
            /// <param name="target">Class numbers (N, ...), int64.</param>
            /// <param name="weight">Factors of the classes (C).</param>
            /// <param name="ignore_index">The class number that does not count.</param>
            /// <param name="reduction">The reduction; the mean is over the targets' weights.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean)
                => aten.nll_loss_nd(input, target, weight, Code(reduction), ignore_index);

            /// <summary>Minus the input at the target, reduced.</summary>
            /// <inheritdoc cref="nll_loss(Tensor, Tensor, Tensor, long, Reduction)"/>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight, Reduction reduction) => nll_loss(input, target, weight, -100, reduction);

            /// <summary>The cross entropy of two-way probabilities, reduced.</summary>
            /// <param name="input">Probabilities in [0, 1], any shape.</param>
            /// <param name="target">Probabilities in [0, 1] of that shape.</param>
            /// <param name="weight">Factors of the elements, of a shape that broadcasts.</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="ArgumentException">The target has another shape than the input.</exception>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                RequireEqualShapes(input, target);
                return aten.binary_cross_entropy(input, target, weight, Code(reduction));
            }

            /// <summary>The cross entropy of two-way probabilities whose logistic inverses are given, reduced.</summary>
            /// <param name="input">Scores, any shape.</param>
            /// <param name="target">Probabilities in [0, 1] of that shape.</param>
            /// <param name="weight">Factors of the elements, of a shape that broadcasts.</param>
            /// <param name="reduction">The reduction.</param>
            /// <param name="pos_weights">Factors of the positive part, of a shape that broadcasts (often one a class).</param>
            /// <exception cref="ArgumentException">The target has another shape than the input.</exception>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
            {
                RequireEqualShapes(input, target);
                return aten.binary_cross_entropy_with_logits(input, target, weight, pos_weights, Code(reduction));
            }

            /// <summary>Squared differences, reduced.</summary>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Broadcast(input, target, (x, y) => aten.mse_loss(x, y, Code(reduction)));

            /// <summary>Absolute differences, reduced.</summary>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Broadcast(input, target, (x, y) => aten.l1_loss(x, y, Code(reduction)));

            /// <summary>d^2 / (2 beta) where the difference d is below beta, else |d| - beta / 2; reduced.</summary>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
                => Broadcast(input, target, (x, y) => aten.smooth_l1_loss(x, y, Code(reduction), beta));

            /// <summary>d^2 / 2 where the difference d is below delta, else delta (|d| - delta / 2); reduced.</summary>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean)
                => Broadcast(input, target, (x, y) => aten.huber_loss(x, y, Code(reduction), delta));

            /// <summary>The Kullback-Leibler divergence, reduced.</summary>
            /// <param name="input">Log-probabilities.</param>
            /// <param name="target">Probabilities, or their logarithms.</param>
            /// <param name="log_target">Whether the target holds logarithms.</param>
            /// <param name="reduction">The reduction; <see cref="Reduction.Batchmean"/> is the mathematical definition.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = false, Reduction reduction = Reduction.Mean)
            {
                if (reduction != Reduction.Batchmean)
                {
                    return aten.kl_div(input, target, Code(reduction), log_target);
                }

                using var sum = aten.kl_div(input, target, Code(Reduction.Sum), log_target);
                return aten.div_Scalar(sum, input.dim() == 0 ? 1 : input.shape[0]);
            }

            /// <summary>Hinge loss between the scores of the target classes and of the others, reduced.</summary>
            /// <param name="input">Scores (N, C) or (C).</param>
            /// <param name="target">Class numbers of that shape, int64, ended by the first negative one.</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor multilabel_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => aten.multilabel_margin_loss(input, target, Code(reduction));

            /// <inheritdoc cref="multilabel_margin_loss"/>
            public static Tensor multi_label_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => multilabel_margin_loss(input, target, reduction);

            /// <summary>The mean over the classes of the two-way cross entropy of scores, reduced.</summary>
            /// <param name="input">Scores (N, C).</param>
            /// <param name="target">0 or 1, of that shape.</param>
            /// <param name="weight">Factors of the classes (C).</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var positive = aten.mul_Tensor(target, aten.log_sigmoid(input));
                var negative = aten.mul_Tensor(aten.rsub_Scalar(target, 1), aten.log_sigmoid(aten.neg(input)));
                var loss = aten.neg(aten.add_Tensor(positive, negative));
                loss = weight is null ? loss : aten.mul_Tensor(loss, weight);
                var classes = aten.div_Scalar(aten.sum_dim_IntList(loss, [input.dim() - 1]), input.shape[^1]);
                return Reduce(classes, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Hinge loss between the score of the target class and of each other, reduced.</summary>
            /// <param name="input">Scores (N, C) or (C).</param>
            /// <param name="target">Class numbers (N), int64.</param>
            /// <param name="p">The exponent, 1 or 2.</param>
            /// <param name="margin">The margin.</param>
            /// <param name="weight">Factors of the classes (C).</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor multi_margin_loss(Tensor input, Tensor target, int p = 1, double margin = 1.0, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => aten.multi_margin_loss(input, target, p, margin, weight, Code(reduction));

            /// <summary>The input where the target is 1, max(0, margin - input) where it is -1; reduced.</summary>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 1.0, Reduction reduction = Reduction.Mean)
                => aten.hinge_embedding_loss(input, target, margin, Code(reduction));

            /// <summary>1 - cosine where the target is 1, max(0, cosine - margin) where it is -1; reduced.</summary>
            /// <param name="input1">(N, D) or (D).</param>
            /// <param name="input2">(N, D) or (D).</param>
            /// <param name="target">1 or -1 (N), or one.</param>
            /// <param name="margin">The margin, in [-1, 1].</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
                => aten.cosine_embedding_loss(input1, input2, target, margin, Code(reduction));

            /// <summary>max(0, -target (input1 - input2) + margin), reduced.</summary>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
                => aten.margin_ranking_loss(input1, input2, target, margin, Code(reduction));

            /// <summary>max(0, |anchor - positive| - |anchor - negative| + margin), reduced.</summary>
            /// <remarks>V. Balntas et al., "Learning shallow convolutional feature descriptors with triplet losses", 2016 (swap).</remarks>
            /// <param name="anchor">(N, D) or (D).</param>
            /// <param name="positive">Like the anchor.</param>
            /// <param name="negative">Unlike the anchor.</param>
            /// <param name="margin">The margin.</param>
            /// <param name="p">The exponent of the distance.</param>
            /// <param name="eps">Added to the differences.</param>
            /// <param name="swap">Whether the distance of positive and negative replaces that of anchor and negative where it is smaller.</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor triplet_margin_loss(
                Tensor anchor, Tensor positive, Tensor negative, double margin = 1.0, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean)
                => aten.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, Code(reduction));

            /// <summary>max(0, |anchor - positive| - |anchor - negative| + margin) with a distance of one's own, reduced.</summary>
            /// <param name="anchor">(N, ...).</param>
            /// <param name="positive">Like the anchor.</param>
            /// <param name="negative">Unlike the anchor.</param>
            /// <param name="distance">The distance of two inputs (default: <see cref="pairwise_distance"/>).</param>
            /// <param name="margin">The margin.</param>
            /// <param name="swap">Whether the distance of positive and negative replaces that of anchor and negative where it is smaller.</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor triplet_margin_with_distance_loss(
                Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                distance ??= (x, y) => pairwise_distance(x, y);
                var near = distance(anchor, positive);
                var far = distance(anchor, negative);
                far = swap ? aten.minimum(far, distance(positive, negative)) : far;
                var loss = aten.clamp_min(aten.add_Scalar(aten.sub_Tensor(near, far), margin), 0);
                return Reduce(loss, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>log(1 + e^(-target input)), targets 1 or -1, reduced.</summary>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => aten.soft_margin_loss(input, target, Code(reduction));

            /// <summary>Minus the logarithm of a Poisson likelihood, reduced.</summary>
            /// <param name="input">The rate, or its logarithm.</param>
            /// <param name="target">Counts of that shape.</param>
            /// <param name="log_input">Whether the input holds logarithms.</param>
            /// <param name="full">Whether Stirling's approximation of the constant is added.</param>
            /// <param name="eps">Added to the rate before its logarithm.</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor poisson_nll_loss(
                Tensor input, Tensor target, bool log_input = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean)
                => aten.poisson_nll_loss(input, target, log_input, full, eps, Code(reduction));

            /// <summary>Minus the logarithm of a normal likelihood, reduced.</summary>
            /// <param name="input">The means.</param>
            /// <param name="target">The values, of that shape.</param>
            /// <param name="variance">The variances, of that shape, or one for the last dimension, or (N, 1): one for each sample, which PyTorch takes for two dimensions only.</param>
            /// <param name="full">Whether the constant is added.</param>
            /// <param name="eps">The least variance.</param>
            /// <param name="reduction">The reduction.</param>
            /// <exception cref="ArgumentException">A negative variance, or a shape that does not fit.</exception>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor gaussian_nll_loss(
                Tensor input, Tensor target, Tensor variance, bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                if (!variance.shape.AsSpan().SequenceEqual(input.shape))
                {
                    var outer = input.shape.AsSpan(0, input.shape.Length - 1);
                    var perRow = variance.shape.AsSpan().SequenceEqual(outer);
                    var perSample = variance.shape is [var samples, 1] && input.shape.Length > 2 && samples == input.shape[0];
                    if (!perRow && !perSample && !(variance.shape.Length == input.shape.Length && variance.shape[^1] == 1 && variance.shape.AsSpan(0, outer.Length).SequenceEqual(outer)))
                    {
                        throw new ArgumentException($"A variance of ({string.Join(", ", variance.shape)}) does not fit an input of ({string.Join(", ", input.shape)}).", nameof(variance));
                    }

                    variance = perRow ? aten.unsqueeze(variance, -1)
                        : perSample ? aten.view(variance, [input.shape[0], .. Enumerable.Repeat(1L, input.shape.Length - 1)])
                        : variance;
                }

                if (variance.numel() > 0 && aten.min(variance).ToDouble() < 0)
                {
                    throw new ArgumentException("The variance has negative elements.", nameof(variance));
                }

                // Clamped outside of autograd: the gradient passes as if the variance were not clamped.
                var clamped = aten.clone(variance);
                using (no_grad())
                {
                    aten.clamp_min_(clamped, eps);
                }

                var squares = aten.pow_Tensor_Scalar(aten.sub_Tensor(input, target), 2);
                var loss = aten.mul_Scalar(aten.add_Tensor(aten.log(clamped), aten.div_Tensor(squares, clamped)), 0.5);
                loss = full ? aten.add_Scalar(loss, 0.5 * Math.Log(2 * Math.PI)) : loss;
                return Reduce(loss, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Minus the logarithm of the sum over all alignments of a label sequence to an input sequence, reduced.</summary>
            /// <remarks>A. Graves et al., "Connectionist temporal classification", 2006.</remarks>
            /// <param name="log_probs">Log-probabilities (T, N, C) or (T, C).</param>
            /// <param name="targets">Labels (N, S), or all rows in one dimension.</param>
            /// <param name="input_lengths">Lengths of the inputs (N), at most T.</param>
            /// <param name="target_lengths">Lengths of the targets (N), at most S.</param>
            /// <param name="blank">The number of the blank label.</param>
            /// <param name="zero_infinity">Whether infinite losses, of inputs too short for their target, become 0.</param>
            /// <param name="reduction">The reduction; the mean is over losses divided by target lengths.</param>
            /// <exception cref="UserErrorException"><paramref name="reduction"/> is Batchmean, which only the divergence has.</exception>
            public static Tensor ctc_loss(
                Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean)
                => aten.ctc_loss_Tensor(log_probs, targets, input_lengths, target_lengths, blank, Code(reduction), zero_infinity);

            private static long Code(Reduction reduction) => reduction <= Reduction.Sum ? (long)reduction
                : throw new UserErrorException("reduction 'batchmean' is for KLDivLoss only: use 'none', 'mean' or 'sum'.");

            private static Tensor Reduce(Tensor loss, Reduction reduction) => Code(reduction) switch
            {
                (long)Reduction.None => loss,
                (long)Reduction.Mean => aten.mean(loss),
                _ => aten.sum(loss),
            };

            /// <summary>Expands both to one shape first, so that the gradients of broadcast elements are summed.</summary>
            private static Tensor Broadcast(Tensor input, Tensor target, Func<Tensor, Tensor, Tensor> loss)
            {
                if (input.shape.AsSpan().SequenceEqual(target.shape))
                {
                    return loss(input, target);
                }

                var both = aten.broadcast_tensors([input, target]);
                using (both[0])
                using (both[1])
                {
                    return loss(both[0], both[1]);
                }
            }

            private static void RequireEqualShapes(Tensor input, Tensor target)
            {
                if (!input.shape.AsSpan().SequenceEqual(target.shape))
                {
                    throw new ArgumentException(
                        $"The target's shape ({string.Join(", ", target.shape)}) differs from the input's ({string.Join(", ", input.shape)}).", nameof(target));
                }
            }
        }
    }
}
