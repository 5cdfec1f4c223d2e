namespace Thelper.Torch.Serialization;

/// <summary>The Python class that a <see cref="PyDict"/> stands for.</summary>
public enum PyDictKind
{
    /// <summary><c>dict</c>.</summary>
    Dict,

    /// <summary><c>collections.OrderedDict</c>, the class of state dicts.</summary>
    OrderedDict,

    /// <summary><c>collections.Counter</c>, used by the state of <c>MultiStepLR</c>.</summary>
    Counter,

    /// <summary><c>collections.defaultdict</c>; see <see cref="PyDict.DefaultFactory"/>.</summary>
    DefaultDict,
}
