using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Compat;

/// <summary>What is refused has the types of exceptions that TorchSharp's handlers name.</summary>
[NoLeaks]
public sealed class RefusalTests
{
    [Fact]
    public void Parts_that_are_not_equal_are_an_argument()
    {
        using var scope = NewDisposeScope();
        var cube = arange(64, int32).reshape(4, 4, 4);
        foreach (var (split, dimension, name) in new (Func<Tensor, long, Tensor[]> Split, int Dimension, string Name)[]
        {
            (vsplit, 0, "vsplit"), (hsplit, 1, "hsplit"), (dsplit, 2, "dsplit"),
            ((x, n) => x.vsplit(n), 0, "vsplit"), ((x, n) => x.hsplit(n), 1, "hsplit"), ((x, n) => x.dsplit(n), 2, "dsplit"),
            ((x, n) => x.vsplit(tensor(n)), 0, "vsplit"), ((x, n) => x.hsplit(tensor(n)), 1, "hsplit"), ((x, n) => x.dsplit(tensor(n)), 2, "dsplit"),
        })
        {
            var parts = split(cube, 2);
            parts.Length.ShouldBe(2);
            cat(parts, dimension).Equals(cube).ShouldBeTrue(name);
            parts[0].shape[dimension].ShouldBe(2, name);
            Should.Throw<ArgumentException>(() => split(cube, 3)).Message.ShouldStartWith($"{name}: 4 elements along dimension {dimension} make no 3 equal parts; tensor_split");
            Should.Throw<TorchException>(() => split(cube, 0));
        }

        arange(6).hsplit(3).Select(part => part.numel()).ShouldBe([2, 2, 2]);
        Should.Throw<ArgumentException>(() => arange(6).hsplit(4)).Message.ShouldContain("6 elements along dimension 0");
        Should.Throw<TorchException>(() => arange(6).vsplit(4)).Message.ShouldContain("vsplit");
        cube.hsplit(1, 3).Select(part => part.shape[1]).ShouldBe([1, 2, 1]);
        hsplit(cube, [1L, 3L]).Select(part => part.shape[1]).ShouldBe([1, 2, 1]);
    }

    [Fact]
    public void Instance_normalisation_tells_a_missing_batch_by_the_channels()
    {
        using var scope = NewDisposeScope();
        using var plain = nn.InstanceNorm2d(3);
        using var affine = nn.InstanceNorm2d(3, affine: true, track_running_stats: true);
        foreach (var layer in new[] { plain, affine })
        {
            layer.call(rand(3, 4, 4)).shape.ShouldBe([3, 4, 4]);
            Should.Throw<ArgumentException>(() => layer.call(rand(16, 4, 4))).Message.ShouldStartWith("InstanceNorm2d takes (3, ...) without a batch and (N, 3, ...) with one, not (16, 4, 4).");
            Should.Throw<ArgumentException>(() => layer.call(rand(2, 2, 2, 2, 2))).Message.ShouldContain("3 or 4 dimensions");
        }

        // As in PyTorch: a lazy layer without state never learns a number of channels.
        using var open = nn.LazyInstanceNorm2d(affine: false, track_running_stats: false);
        open.call(rand(5, 4, 4)).shape.ShouldBe([5, 4, 4]);
        open.call(rand(7, 4, 4)).shape.ShouldBe([7, 4, 4]);
    }

    [Fact]
    public void Integers_have_no_gradients()
    {
        using var scope = NewDisposeScope();
        foreach (Action make in (Action[])[() => 1.ToTensor(requires_grad: true), () => ones(2, dtype: int64, requires_grad: true), () => tensor([true], requires_grad: true)])
        {
            Should.Throw<ArgumentException>(make).Message.ShouldStartWith("Gradients are of floating-point and complex tensors alone, not of ");
        }

        scope.DisposablesCount.ShouldBe(0);
        ones(2, dtype: complex64, requires_grad: true).requires_grad.ShouldBeTrue();
        1f.ToTensor(requires_grad: true).requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void Fractions_are_not_drawn_as_integers()
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { int8, uint8, int16, int32, int64, @bool })
        {
            Should.Throw<ArgumentException>(() => rand(3, 4, dtype: type)).Message.ShouldStartWith("rand: what is drawn has fractions");
            Should.Throw<ArgumentException>(() => randn([3, 4], type)).Message.ShouldStartWith("randn: what is drawn has fractions");
        }

        rand(3, dtype: float16).dtype.ShouldBe(float16);
        randn(3, dtype: complex128).dtype.ShouldBe(complex128);
    }

    [Fact]
    public void Kinds_of_devices_are_asked_for()
    {
        TryInitializeDeviceType(DeviceType.CPU).ShouldBeTrue();
        TryInitializeDeviceType(DeviceType.META).ShouldBeTrue();
        TryInitializeDeviceType(DeviceType.CUDA).ShouldBe(cuda.is_available());
        TryInitializeDeviceType(DeviceType.MPS).ShouldBeFalse();
        InitializeDeviceType(DeviceType.CPU);
        Should.Throw<InvalidOperationException>(() => InitializeDeviceType(DeviceType.MPS)).Message.ShouldBe("There is no MPS device here that libtorch can use.");
        InitializeDevice(null).ShouldBe(CPU);
        InitializeDevice(META).ShouldBe(META);
        Should.Throw<InvalidOperationException>(() => InitializeDevice(MPS));
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_no_operation_of_libtorchs()
    {
        if (cuda.is_available())
        {
            return;
        }

        using var scope = NewDisposeScope();
        var here = ones(2);
        using var layer = nn.Linear(2, 2);
        foreach (Action use in (Action[])[() => here.cuda(), () => here.to(CUDA), () => ones(2, device: CUDA), () => layer.to(CUDA), () => tensor([1f], device: new Device("cuda:1"))])
        {
            Should.Throw<InvalidOperationException>(use).Message.ShouldStartWith("There is no CUDA device here that libtorch can use, so nothing can be put on 'cuda");
        }

        layer.weight!.device.ShouldBe(CPU);
    }

    [Fact]
    public void Exceptions_are_of_the_types_themselves()
    {
        using var scope = NewDisposeScope();
        var gone = ones(2);
        gone.Dispose();
        Should.Throw<InvalidOperationException>(() => gone.shape.Length).GetType().ShouldBe(typeof(InvalidOperationException));
        using var one = nn.Linear(2, 3);
        using var other = nn.Linear(3, 3);
        Should.Throw<InvalidOperationException>(() => other.load_state_dict(one.state_dict())).GetType().ShouldBe(typeof(InvalidOperationException));
        using var file = new MemoryStream();
        one.save(file);
        file.Position = 0;
        Should.Throw<ArgumentException>(() => other.load(file)).GetType().ShouldBe(typeof(ArgumentException));
        using var optimizer = new LBFGS(one.parameters());
        Should.Throw<ArgumentNullException>(() => optimizer.step()).Message.ShouldContain("closure");
        Should.Throw<ArgumentNullException>(() => optimizer.step(null)).ParamName.ShouldBe("closure");
    }
}
