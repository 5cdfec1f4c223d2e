using Thelper.Config;

namespace Thelper.Tests.Config;

/// <summary>Types that the registry's tests look up.</summary>
public interface IShape;

/// <summary>A shape whose constructor takes every kind of parameter.</summary>
[TypeName("thelper.optim.metrics.Box", "shapes.Box")]
public sealed class Box : IShape
{
    public Box(int width, double heightScale = 0.5, string? label = null, IReadOnlyList<int>? sides = null, IService? service = null, Corner corner = Corner.TopLeft)
    {
        if (width < 0)
        {
            throw new UserErrorException("width must not be negative");
        }

        if (width == 13)
        {
            throw new InvalidOperationException("a bug");
        }

        (Width, HeightScale, Label, Sides, Service, Corner) = (width, heightScale, label, sides, service, corner);
    }

    public int Width { get; }

    public double HeightScale { get; }

    public string? Label { get; }

    public IReadOnlyList<int>? Sides { get; }

    public IService? Service { get; }

    public Corner Corner { get; }
}

public enum Corner
{
    TopLeft,
    BottomRight,
}

public interface IService;

public sealed class Service : IService;

[TypeName("thelper.train.utils.ConfusionMatrix")]
public sealed class Matrix : IShape;

[TypeName("torch.nn.CrossEntropyLoss")]
public sealed class Loss(IService service, IReadOnlyDictionary<string, object?>? kwargs = null)
{
    public IService Service { get; } = service;

    public IReadOnlyDictionary<string, object?>? Rest { get; } = kwargs;
}

[TypeName("shapes.Abstract")]
public abstract class AbstractShape : IShape;

[TypeName("shapes.Two")]
public sealed class TwoConstructors : IShape
{
    public TwoConstructors()
    {
    }

    public TwoConstructors(int size) => Size = size;

    public int Size { get; }
}

[TypeName("shapes.Marked")]
public sealed class MarkedConstructor : IShape
{
    public MarkedConstructor()
    {
    }

    [ConfigConstructor]
    public MarkedConstructor(ConfigNode content, (int, int)? size = null, object? anything = null, int T_max = 5) =>
        (Content, Size, Anything, Max) = (content, size, anything, T_max);

    public ConfigNode? Content { get; }

    public (int, int)? Size { get; }

    public object? Anything { get; }

    public int Max { get; }
}

public static class ShapeFunctions
{
    [TypeName("torchvision.models.square18", "shapes.Square")]
    public static IShape Square18(bool pretrained = false, long size = 7) => new Box((int)size, label: pretrained ? "pretrained" : null);
}
