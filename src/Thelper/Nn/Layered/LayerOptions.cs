using Thelper.Config;

namespace Thelper.Nn.Layered;

/// <summary>One layer of a <see cref="LayeredNet"/>, as a configuration describes it.</summary>
public sealed class LayerOptions
{
    /// <summary>The layer's name, for connections, messages and the names of its weights; its position, counted from 0, unless given.</summary>
    [Key("name")]
    public string? Name { get; set; }

    /// <summary>What it is: a layer of PyTorch (<c>Conv2d</c>, <c>torch.nn.Conv2d</c>), one of <c>thelper.nn.common</c> or <c>thelper.nn.coordconv</c>, a class of your own (<c>file.cs:Type</c>), or <c>add</c>, <c>multiply</c>, <c>concat</c>.</summary>
    [Key("type", Required = true)]
    public ConfigNode? Type { get; set; }

    /// <summary>Its parameters. What follows from the layer before is left out (<c>in_channels</c>); so is the number of outputs where it is the task's number of classes.</summary>
    [Key("params", "parameters")]
    public ConfigNode? Params { get; set; }

    /// <summary>The layers whose outputs it reads, by name; the images are <c>input</c>. The layer before unless given.</summary>
    [Key("inputs", "input", Holds = [typeof(string), typeof(List<string>)])]
    public ConfigNode? Inputs { get; set; }
}
