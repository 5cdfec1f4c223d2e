namespace Thelper.Torch.Serialization.Pickling;

/// <summary>What the states of PyTorch's learning rate schedules name beside plain values.</summary>
/// <remarks>The state of OneCycleLR holds a method of the schedule itself, and with it the whole schedule and its optimizer; that of SWALR holds a
/// static function. Both are pickled as a call of <c>getattr</c>. Here the call gives the function's name, for these functions alone,
/// and the objects on the way are read over: nothing is made or run. What is written has an empty object in the place of the schedule.</remarks>
internal static class SchedulerGlobals
{
    private const string OneCycle = "torch.optim.lr_scheduler.OneCycleLR";
    private const string Required = "torch.optim.optimizer._RequiredParameter";
    private const string Averaging = "torch.optim.swa_utils.SWALR";

    private static readonly PyMethod[] Functions =
    [
        new(OneCycle, "_annealing_cos", isBound: true), new(OneCycle, "_annealing_linear", isBound: true),
        new(Averaging, "_cosine_anneal", isBound: false), new(Averaging, "_linear_anneal", isBound: false),
    ];

    private static readonly string[] Classes =
    [
        OneCycle, Averaging, Required, "torch.optim.adadelta.Adadelta", "torch.optim.adagrad.Adagrad", "torch.optim.adam.Adam", "torch.optim.adamax.Adamax", "torch.optim.adamw.AdamW",
        "torch.optim.asgd.ASGD", "torch.optim.lbfgs.LBFGS", "torch.optim.nadam.NAdam", "torch.optim.radam.RAdam",
        "torch.optim.rmsprop.RMSprop", "torch.optim.rprop.Rprop", "torch.optim.sgd.SGD", "torch.optim.sparse_adam.SparseAdam",
    ];

    /// <summary>The names and their meaning.</summary>
    public static IEnumerable<PickleGlobal> All { get; } =
    [
        .. Classes.Select(name => new PickleGlobal(name, (reader, a) => a.Count == 0 ? new ForeignObject(name, attributes: name != Required) : null)),
        new("builtins.getattr", (reader, a) => a.Count == 2 && a[1] is string function ? Find(Owner(a[0]), function) : null),
    ];

    /// <summary>The function with this name; null if it is not on the list.</summary>
    /// <param name="type">The full name of its class.</param>
    /// <param name="name">Its name in the class.</param>
    public static PyMethod? Find(string type, string name) => Array.Find(Functions, method => method.Class == type && method.Name == name);

    /// <summary>The full name of the class that a value is, or is an object of; empty for other values.</summary>
    public static string Owner(object? value) => value switch { ForeignObject instance => instance.Class, PickleGlobal type => type.Name, _ => "" };
}
