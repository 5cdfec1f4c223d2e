using Thelper.Config;
using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Viz;

namespace Thelper.Train.Construction;

/// <summary>The <c>trainer</c> section (also accepted under <c>runner</c> and <c>tester</c>).</summary>
public sealed class TrainerOptions
{
    /// <summary>The trainer's type; deduced from the task when absent.</summary>
    [Key("type", Names = [typeof(Trainer)])]
    public ConfigNode? Type { get; set; }

    /// <summary>Constructor parameters of the trainer's type.</summary>
    [Key("params", "parameters")]
    public ConfigNode? Params { get; set; }

    /// <summary>Epochs to train for; required when there is training data.</summary>
    [Key("epochs", Min = 1)]
    public int? Epochs { get; set; }

    /// <summary>A checkpoint is saved after every epoch whose index is a multiple of this number, after a new best and after the last.</summary>
    [Key("save_freq", Min = 1)]
    public int SaveFreq { get; set; } = 1;

    /// <summary>Accepted for the original's sake: checkpoints always hold names and weights, never pickled objects.</summary>
    [Key("save_raw")]
    public bool SaveRaw { get; set; } = true;

    /// <summary>The folder that replaces <c>&lt;session&gt;/output/&lt;name&gt;</c>.</summary>
    [Key("output_dir")]
    public string? OutputDir { get; set; }

    /// <summary>Whether the output folders of the sets carry the stamp of the run.</summary>
    [Key("unique_output_dir")]
    public bool UniqueOutputDir { get; set; } = true;

    /// <summary>Device names, as one text with commas or a list.</summary>
    [Key("device", "devices", "train_device", Holds = [typeof(string), typeof(List<string>)])]
    public ConfigNode? Device { get; set; }

    /// <summary>Evaluation batches with a lower index are skipped.</summary>
    [Key("skip_eval_iter", Min = 0)]
    public int SkipEvalIter { get; set; }

    /// <summary>What to do where a loss is NaN or infinite: go on to the last epoch, or stop before it gets into the weights.</summary>
    [Key("on_nan", Choices = ["warn", "stop"])]
    public string OnNan { get; set; } = "warn";

    /// <summary>Whether TensorBoard event files are written.</summary>
    [Key("use_tbx", "tbx", "use_tb", "tb", "tensorboard")]
    public bool UseTbx { get; set; }

    /// <summary>Whether weight histograms are left out of the event files.</summary>
    [Key("skip_tbx_histograms")]
    public bool SkipTbxHistograms { get; set; }

    /// <summary>Histograms are written before every epoch whose index is a multiple of this number.</summary>
    [Key("tbx_histogram_freq", Min = 1)]
    public int TbxHistogramFreq { get; set; } = 5;

    /// <summary>Loss, optimizer and scheduler.</summary>
    [Key("optimization")]
    public OptimizationOptions Optimization { get; set; } = new();

    /// <summary>Metrics and consumers of every set.</summary>
    [Key("metrics", "base_metrics", Holds = [typeof(Dictionary<string, TypedSection<IConsumer>>)])]
    public ConfigNode? Metrics { get; set; }

    /// <summary>Further ones of the training set.</summary>
    [Key("train_metrics", Holds = [typeof(Dictionary<string, TypedSection<IConsumer>>)])]
    public ConfigNode? TrainMetrics { get; set; }

    /// <summary>Further ones of the validation set.</summary>
    [Key("valid_metrics", "eval_metrics", Holds = [typeof(Dictionary<string, TypedSection<IConsumer>>)])]
    public ConfigNode? ValidMetrics { get; set; }

    /// <summary>Further ones of the test set.</summary>
    [Key("test_metrics", Holds = [typeof(Dictionary<string, TypedSection<IConsumer>>)])]
    public ConfigNode? TestMetrics { get; set; }

    /// <summary>Projections of the model's embeddings, made after every validation and in evaluations.</summary>
    [Key("viz", "visualization", "visualizations")]
    public ProjectionsOptions? Viz { get; set; }

    /// <summary>What decides which epoch is best: <c>loss</c>, or the name of a train or valid metric.</summary>
    [Key("monitor")]
    public string? Monitor { get; set; }

    /// <summary>A consumer for the batches of every set that has none of its own.</summary>
    [Key("callback", Holds = [typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>), typeof(List<TypeNameOf<IConsumer>>)])]
    public ConfigNode? Callback { get; set; }

    /// <summary>A consumer for the training batches.</summary>
    [Key("train_iter_callback", "train_callback", Holds = [typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>), typeof(List<TypeNameOf<IConsumer>>)])]
    public ConfigNode? TrainCallback { get; set; }

    /// <summary>A consumer for the validation batches.</summary>
    [Key("valid_iter_callback", "valid_callback", Holds = [typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>), typeof(List<TypeNameOf<IConsumer>>)])]
    public ConfigNode? ValidCallback { get; set; }

    /// <summary>A consumer for the test batches.</summary>
    [Key("test_iter_callback", "test_callback", Holds = [typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>), typeof(List<TypeNameOf<IConsumer>>)])]
    public ConfigNode? TestCallback { get; set; }

    /// <summary>What logs the batches of every set that has no logger of its own: true for the built-in logger, false for none, or a consumer.</summary>
    [Key("log", "logger", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? Log { get; set; }

    /// <summary>What logs the training batches.</summary>
    [Key("train_logger", "train_log", "logger_train", "log_train", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? TrainLog { get; set; }

    /// <summary>What logs the validation batches.</summary>
    [Key("valid_logger", "valid_log", "logger_valid", "log_valid", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? ValidLog { get; set; }

    /// <summary>What logs the test batches.</summary>
    [Key("test_logger", "test_log", "logger_test", "log_test", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? TestLog { get; set; }

    /// <summary>What draws the batches of every set that has none of its own: true for the default drawing, a map of its options, or a consumer.</summary>
    [Key("display_preds", "display_predictions", "display", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(ParametersOf<DisplayCallback>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? Display { get; set; }

    /// <summary>What draws the training batches.</summary>
    [Key("display_train_preds", "display_train_predictions", "display_train", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(ParametersOf<DisplayCallback>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? TrainDisplay { get; set; }

    /// <summary>What draws the validation batches.</summary>
    [Key("display_valid_preds", "display_valid_predictions", "display_valid", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(ParametersOf<DisplayCallback>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? ValidDisplay { get; set; }

    /// <summary>What draws the test batches.</summary>
    [Key("display_test_preds", "display_test_predictions", "display_test", Holds = [typeof(bool), typeof(TypeNameOf<IConsumer>), typeof(ParametersOf<DisplayCallback>), typeof(CallbackSection), typeof(List<CallbackSection>)])]
    public ConfigNode? TestDisplay { get; set; }

    /// <summary>The callback of one set.</summary>
    /// <param name="set"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <returns>Its node, or null.</returns>
    public ConfigNode? CallbackOf(string set) => Set(set, TrainCallback, ValidCallback, TestCallback) ?? Callback;

    /// <summary>What logs the batches of one set.</summary>
    /// <param name="set"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <returns>Its node, or null for the built-in logger.</returns>
    public ConfigNode? LogOf(string set) => Set(set, TrainLog, ValidLog, TestLog) ?? Log;

    /// <summary>What draws the batches of one set.</summary>
    /// <param name="set"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <returns>Its node, or null for nothing.</returns>
    public ConfigNode? DisplayOf(string set) => Set(set, TrainDisplay, ValidDisplay, TestDisplay) ?? Display;

    /// <summary>The further metrics of one set.</summary>
    /// <param name="set"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <returns>Their node, or null.</returns>
    public ConfigNode? MetricsOf(string set) => Set(set, TrainMetrics, ValidMetrics, TestMetrics);

    private static T Set<T>(string set, T train, T valid, T test) => set switch
    {
        "train" => train,
        "valid" => valid,
        _ => test,
    };
}
