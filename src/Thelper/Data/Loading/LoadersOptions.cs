using Thelper.Config;
using Thelper.Data.Caching;
using Thelper.Data.Mixing;
using Thelper.Data.Sampling;
using Thelper.Transforms;

namespace Thelper.Data.Loading;

/// <summary>The <c>loaders</c> section of a configuration.</summary>
public sealed class LoadersOptions
{
    // Far above what any machine makes use of: a number beyond is a slip, which would take all memory before a message came.
    private const int MaxBatch = 1_000_000;
    private const int MaxWorkers = 1024;

    /// <summary>Samples per batch, for every set.</summary>
    [Key("batch_size", Min = 1, Max = MaxBatch)]
    public int? BatchSize { get; set; }

    /// <summary>Samples per training batch; excludes <see cref="BatchSize"/>.</summary>
    [Key("train_batch_size", Min = 1, Max = MaxBatch)]
    public int? TrainBatchSize { get; set; }

    /// <summary>Samples per validation batch; excludes <see cref="BatchSize"/>.</summary>
    [Key("valid_batch_size", Min = 1, Max = MaxBatch)]
    public int? ValidBatchSize { get; set; }

    /// <summary>Samples per test batch; excludes <see cref="BatchSize"/>.</summary>
    [Key("test_batch_size", Min = 1, Max = MaxBatch)]
    public int? TestBatchSize { get; set; }

    /// <summary>Multiplies the number of training samples drawn per epoch; needs shuffling or a sampler that scales.</summary>
    [Key("train_scale", Min = 0)]
    public double TrainScale { get; set; } = 1.0;

    /// <summary>Multiplies the number of validation samples drawn per epoch.</summary>
    [Key("valid_scale", Min = 0)]
    public double ValidScale { get; set; } = 1.0;

    /// <summary>Multiplies the number of test samples drawn per epoch.</summary>
    [Key("test_scale", Min = 0)]
    public double TestScale { get; set; } = 1.0;

    /// <summary>Packs samples into batches, in every set: a name, or a map of type and params.</summary>
    [Key("collate_fn", "collate", Holds = [typeof(TypeNameOf<ICollate>), typeof(TypedSection<ICollate>)])]
    public ConfigNode? CollateFn { get; set; }

    /// <summary>Packs training samples; excludes <see cref="CollateFn"/>.</summary>
    [Key("train_collate_fn", "train_collate", Holds = [typeof(TypeNameOf<ICollate>), typeof(TypedSection<ICollate>)])]
    public ConfigNode? TrainCollateFn { get; set; }

    /// <summary>Packs validation samples; excludes <see cref="CollateFn"/>.</summary>
    [Key("valid_collate_fn", "valid_collate", Holds = [typeof(TypeNameOf<ICollate>), typeof(TypedSection<ICollate>)])]
    public ConfigNode? ValidCollateFn { get; set; }

    /// <summary>Packs test samples; excludes <see cref="CollateFn"/>.</summary>
    [Key("test_collate_fn", "test_collate", Holds = [typeof(TypeNameOf<ICollate>), typeof(TypedSection<ICollate>)])]
    public ConfigNode? TestCollateFn { get; set; }

    /// <summary>Shuffles every set, or none; wins over the keys of single sets.</summary>
    [Key("shuffle")]
    public bool? Shuffle { get; set; }

    /// <summary>Shuffles the training set.</summary>
    [Key("train_shuffle")]
    public bool TrainShuffle { get; set; } = true;

    /// <summary>Shuffles the validation set.</summary>
    [Key("valid_shuffle")]
    public bool ValidShuffle { get; set; }

    /// <summary>Shuffles the test set.</summary>
    [Key("test_shuffle")]
    public bool TestShuffle { get; set; }

    /// <summary>Chooses the test samples; random when not set.</summary>
    [Key("test_seed", "test_split_seed", Min = 0)]
    public int? TestSeed { get; set; }

    /// <summary>Chooses the validation samples; random when not set.</summary>
    [Key("valid_seed", "valid_split_seed", Min = 0)]
    public int? ValidSeed { get; set; }

    /// <summary>Initial weights and sample order; random when not set.</summary>
    [Key("torch_seed", Min = 0)]
    public int? TorchSeed { get; set; }

    /// <summary>Random transforms; random when not set.</summary>
    [Key("numpy_seed", Min = 0)]
    public int? NumpySeed { get; set; }

    /// <summary>Random transforms; random when not set.</summary>
    [Key("random_seed", Min = 0)]
    public int? RandomSeed { get; set; }

    /// <summary>Loader threads per set.</summary>
    [Key("workers", Min = 0, Max = MaxWorkers)]
    public int Workers { get; set; } = 1;

    /// <summary>Puts batches in page-locked memory where there is a GPU.</summary>
    [Key("pin_memory")]
    public bool PinMemory { get; set; }

    /// <summary>Leaves out a last batch that is not full.</summary>
    [Key("drop_last")]
    public bool DropLast { get; set; }

    /// <summary>Sampler of every set.</summary>
    [Key("sampler")]
    public SamplerOptions? Sampler { get; set; }

    /// <summary>Sampler of the training set; excludes <see cref="Sampler"/>.</summary>
    [Key("train_sampler")]
    public SamplerOptions? TrainSampler { get; set; }

    /// <summary>Sampler of the validation set; excludes <see cref="Sampler"/>.</summary>
    [Key("valid_sampler")]
    public SamplerOptions? ValidSampler { get; set; }

    /// <summary>Sampler of the test set; excludes <see cref="Sampler"/>.</summary>
    [Key("test_sampler")]
    public SamplerOptions? TestSampler { get; set; }

    /// <summary>Transforms of all samples.</summary>
    [Key("base_transforms", Holds = [typeof(List<StageOptions>)])]
    public ConfigNode? BaseTransforms { get; set; }

    /// <summary>Augmentation of all sets.</summary>
    [Key("augments", Holds = [typeof(AugmentOptions)])]
    public ConfigNode? Augments { get; set; }

    /// <summary>Augmentation of the training and validation sets.</summary>
    [Key("trainvalid_augments", Holds = [typeof(AugmentOptions)])]
    public ConfigNode? TrainValidAugments { get; set; }

    /// <summary>Augmentation of the training set.</summary>
    [Key("train_augments", Holds = [typeof(AugmentOptions)])]
    public ConfigNode? TrainAugments { get; set; }

    /// <summary>Augmentation of the validation and test sets.</summary>
    [Key("eval_augments", Holds = [typeof(AugmentOptions)])]
    public ConfigNode? EvalAugments { get; set; }

    /// <summary>Another name of <see cref="EvalAugments"/> with less precedence.</summary>
    [Key("validtest_augments", Holds = [typeof(AugmentOptions)])]
    public ConfigNode? ValidTestAugments { get; set; }

    /// <summary>Augmentation of the validation set.</summary>
    [Key("valid_augments", Holds = [typeof(AugmentOptions)])]
    public ConfigNode? ValidAugments { get; set; }

    /// <summary>Augmentation of the test set.</summary>
    [Key("test_augments", Holds = [typeof(AugmentOptions)])]
    public ConfigNode? TestAugments { get; set; }

    /// <summary>Operations that make training samples of several: mixup, CutMix, mosaic, copy-paste.</summary>
    [Key("train_mix", Holds = [typeof(List<MixStageOptions>)])]
    public ConfigNode? TrainMix { get; set; }

    /// <summary>Share of each dataset's samples that is used for training.</summary>
    [Key("train_split", Min = 0, Holds = [typeof(Dictionary<string, double>)])]
    public ConfigNode? TrainSplit { get; set; }

    /// <summary>Share of each dataset's samples that is used for validation.</summary>
    [Key("valid_split", Min = 0, Holds = [typeof(Dictionary<string, double>)])]
    public ConfigNode? ValidSplit { get; set; }

    /// <summary>Share of each dataset's samples that is used for testing.</summary>
    [Key("test_split", Min = 0, Holds = [typeof(Dictionary<string, double>)])]
    public ConfigNode? TestSplit { get; set; }

    /// <summary>Whether not to ask if shares that leave samples over are to be scaled up; they are left as they are then.</summary>
    [Key("skip_norm", "skip_split_norm")]
    public bool SkipNorm { get; set; }

    /// <summary>
    /// Uses the samples that rounding the shares of a split leaves over (for training) where the shares add up to 1. By default they are not used, as by thelper 0.6.2.
    /// </summary>
    [Key("use_all_samples")]
    public bool UseAllSamples { get; set; }

    /// <summary>Splits each dataset as a whole instead of class by class.</summary>
    [Key("skip_balancing", "skip_class_balancing", "skip_rebalancing", "skip_class_rebalancing")]
    public bool SkipBalancing { get; set; }

    /// <summary>
    /// Splits a folder of torchvision's (<c>ImageFolder</c>, <c>DatasetFolder</c>) class by class too. By default it is split as a whole, as by thelper 0.6.2, which does not see the
    /// classes of its samples.
    /// </summary>
    [Key("balance_image_folders")]
    public bool BalanceImageFolders { get; set; }

    /// <summary>Whether not to compare the split with the logs of an earlier run of the session.</summary>
    [Key("skip_verif")]
    public bool SkipVerif { get; set; } = true;

    /// <summary>Writes every sample's name into the dataset logs.</summary>
    [Key("log_samples")]
    public bool LogSamples { get; set; }

    /// <summary>Keeps loaded samples for later epochs; see <see cref="CacheOptions"/>.</summary>
    [Key("cache", Choices = ["ram", "disk"], Holds = [typeof(string), typeof(CacheOptions)])]
    public ConfigNode? Cache { get; set; }

    /// <summary>What to do with a sample that cannot be loaded.</summary>
    [Key("on_bad_sample", Choices = ["fail", "skip", "substitute"])]
    public string OnBadSample { get; set; } = "fail";

    /// <summary>How many different bad samples are tolerated: a number from 1, or a share of all samples below 1 (of which at least one is).</summary>
    [Key("bad_sample_budget", Min = 0)]
    public double BadSampleBudget { get; set; } = 0.01;

    /// <summary>How to combine the tasks of datasets and model; read by the session.</summary>
    [Key("task_compat_mode", Choices = ["old", "new", "compat"])]
    public string? TaskCompatMode { get; set; }
}
