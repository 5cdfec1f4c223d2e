using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Minus the logarithm of the softmax of the scores at the target. See <see cref="Modules.CrossEntropyLoss"/>.</summary>
        public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index ?? -100, reduction);

        /// <summary>Minus the logarithm of the softmax of the scores at a target mixed with the uniform distribution. See <see cref="Modules.CrossEntropyLoss"/>.</summary>
        public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight, long ignore_index, Reduction reduction, double label_smoothing) => new(weight, ignore_index, reduction, label_smoothing);

        /// <summary>Minus the log-probabilities at the target. See <see cref="Modules.NLLLoss"/>.</summary>
        public static NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction: reduction);

        /// <summary>The cross entropy of two-way probabilities. See <see cref="Modules.BCELoss"/>.</summary>
        public static BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <summary>The cross entropy of two-way probabilities given as scores. See <see cref="Modules.BCEWithLogitsLoss"/>.</summary>
        public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => new(weight, reduction, pos_weights);

        /// <summary>Squared differences. See <see cref="Modules.MSELoss"/>.</summary>
        public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>Absolute differences. See <see cref="Modules.L1Loss"/>.</summary>
        public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>Squared differences below beta, absolute ones above. See <see cref="Modules.SmoothL1Loss"/>.</summary>
        public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) => new(reduction, beta);

        /// <summary>Squared differences below delta, absolute ones above. See <see cref="Modules.HuberLoss"/>.</summary>
        public static HuberLoss HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) => new(reduction, delta);

        /// <summary>The Kullback-Leibler divergence of log-probabilities from a target. See <see cref="Modules.KLDivLoss"/>.</summary>
        public static KLDivLoss KLDivLoss(bool log_target = false, Reduction reduction = Reduction.Mean) => new(reduction, log_target);

        /// <summary>Hinge loss between the scores of the target classes and of the others. See <see cref="Modules.MultiLabelMarginLoss"/>.</summary>
        public static MultiLabelMarginLoss MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>The mean over the classes of the two-way cross entropy of scores. See <see cref="Modules.MultiLabelSoftMarginLoss"/>.</summary>
        public static MultiLabelSoftMarginLoss MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <summary>Hinge loss between the score of the target class and of each other. See <see cref="Modules.MultiMarginLoss"/>.</summary>
        public static MultiMarginLoss MultiMarginLoss(int p = 1, double margin = 1.0, Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(p, margin, weight, reduction);

        /// <summary>The input where the target is 1, max(0, margin - input) where it is -1. See <see cref="Modules.HingeEmbeddingLoss"/>.</summary>
        public static HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <summary>1 - cosine where the target is 1, max(0, cosine - margin) where it is -1. See <see cref="Modules.CosineEmbeddingLoss"/>.</summary>
        public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <summary>max(0, -target (input1 - input2) + margin). See <see cref="Modules.MarginRankingLoss"/>.</summary>
        public static MarginRankingLoss MarginRankingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <summary>max(0, |anchor - positive| - |anchor - negative| + margin). See <see cref="Modules.TripletMarginLoss"/>.</summary>
        public static TripletMarginLoss TripletMarginLoss(double margin = 1.0, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) => new(margin, p, eps, swap, reduction);

        /// <summary>Minus the logarithm of a Poisson likelihood. See <see cref="Modules.PoissonNLLLoss"/>.</summary>
        public static PoissonNLLLoss PoissonNLLLoss(bool log_input = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean) => new(log_input, full, eps, reduction);

        /// <summary>Minus the logarithm of a normal likelihood. See <see cref="Modules.GaussianNLLLoss"/>.</summary>
        public static GaussianNLLLoss GaussianNLLLoss(bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean) => new(full, eps, reduction);

        /// <summary>Minus the logarithm of the sum over all alignments of labels to inputs. See <see cref="Modules.CTCLoss"/>.</summary>
        public static CTCLoss CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) => new(blank, reduction, zero_infinity);

        /// <summary>log(1 + e^(-target input)). See <see cref="Modules.SoftMarginLoss"/>.</summary>
        public static SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>The triplet loss with a distance of one's own. See <see cref="Modules.TripletMarginWithDistanceLoss"/>.</summary>
        public static TripletMarginWithDistanceLoss TripletMarginWithDistanceLoss(
            Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean)
            => distance is null ? new(margin, swap, reduction) : new(distance, margin, swap, reduction);

        /// <summary>Minus the log-probabilities at the target, one class left out. See <see cref="Modules.NLLLoss"/>.</summary>
        public static NLLLoss NLLLoss(Tensor? weight, long ignore_index, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);
    }
}
