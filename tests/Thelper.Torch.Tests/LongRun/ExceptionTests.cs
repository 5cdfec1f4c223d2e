using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.LongRun;

/// <summary>An exception, wherever it comes from, leaves nothing behind: no handle, no native memory.</summary>
[NoLeaks]
public sealed class ExceptionTests : IDisposable
{
    private const int Times = 100;

    // 64 x 1024 floats are 256 KiB.
    private readonly Tensor input = ones(64, 1024);

    public void Dispose() => input.Dispose();

    [Fact]
    public void In_a_layer_of_a_Sequential()
    {
        using var model = nn.Sequential(nn.ReLU(), nn.Sigmoid(), new Broken(), nn.ReLU());
        Repeat(() => model.call(input));
    }

    [Fact]
    public void Deep_inside_other_modules()
    {
        using var model = nn.Sequential(nn.ReLU(), new Residual(nn.Sequential(nn.Tanh(), new Residual(nn.Sequential(nn.Tanh(), new Broken())))));
        Repeat(() => model.call(input));
    }

    [Fact]
    public void In_a_layer_that_libtorch_refuses()
    {
        using var model = nn.Sequential(nn.ReLU(), nn.Sigmoid(), nn.Linear(7, 3));
        Repeat(() => model.call(input), typeof(TorchException));
    }

    [Fact]
    public void In_a_loss()
    {
        using var model = nn.Sequential(nn.ReLU(), nn.Sigmoid());
        using var wrong = zeros([3], int64);
        using var loss = nn.CrossEntropyLoss();
        Repeat(() =>
        {
            using var prediction = model.call(input);
            loss.call(prediction, wrong);
        }, typeof(TorchException));
    }

    [Fact]
    public void In_the_closure_of_an_optimizer()
    {
        using var model = nn.Sequential(nn.Linear(1024, 8), new Broken());
        using var optimizer = optim.Adam(model.parameters());
        Repeat(() => optimizer.step(() =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(input).sum();
            loss.backward();
            return loss.MoveToOuterDisposeScope();
        }));
        is_grad_enabled().ShouldBeTrue();
    }

    [Fact]
    public void In_the_hook_of_a_module()
    {
        using var layer = nn.ReLU();
        using var model = nn.Sequential(nn.Sigmoid(), layer);
        layer.register_forward_hook((_, _, _) => throw new Surprise());
        Repeat(() => model.call(input));
    }

    [Fact]
    public void In_the_hook_of_a_tensor_during_backward()
    {
        using var model = nn.Sequential(nn.Linear(1024, 8), nn.Tanh());
        Repeat(() =>
        {
            using var scope = NewDisposeScope();
            var result = model.call(input);
            result.register_hook(new Func<Tensor, Tensor?>(_ => throw new Surprise()));
            result.sum().backward();
        });
    }

    [Fact]
    public void In_the_passes_of_a_function()
    {
        using var weight = ones([64, 1024], requires_grad: true);
        Repeat(() =>
        {
            using var scope = NewDisposeScope();
            BrokenForward.apply(weight * 2);
        });
        Repeat(() =>
        {
            using var scope = NewDisposeScope();
            BrokenBackward.apply(weight * 2).sum().backward();
        });
    }

    [Fact]
    public void Between_forward_and_backward()
    {
        using var model = nn.Sequential(nn.Linear(1024, 8), nn.Tanh());
        Repeat(() =>
        {
            using var scope = NewDisposeScope();
            var loss = model.call(input).sum();
            throw new Surprise(loss.ToDouble());
        });
    }

    [Fact]
    public void While_a_checkpoint_is_loaded()
    {
        using var file = new MemoryStream();
        using var second = zeros([1000]);
        save(new object[] { input, second }, file);
        var bytes = file.ToArray();
        bytes[bytes.Length - 3000] ^= 1;
        Repeat(() =>
        {
            using var stream = new MemoryStream(bytes);
            load<object>(stream);
        }, typeof(Thelper.Torch.Serialization.CheckpointException));
    }

    private static void Repeat(Action action, Type? expected = null)
    {
        expected ??= typeof(Surprise);
        var handles = Diagnostics.LiveHandles;
        void Run()
        {
            for (var i = 0; i < Times; i++)
            {
                Fails(action, expected);
                Diagnostics.LiveHandles.ShouldBe(handles);
            }
        }

        Run();
        NativeHeap.ShouldStayFlat(Times, Run);
    }

    // The exception that comes out is the one that was thrown, not one around it.
    private static void Fails(Action action, Type expected)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception.GetType() == expected)
        {
            return;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    private sealed class Surprise(double value = 0) : Exception($"surprise {value}");

    private sealed class Broken() : nn.Module<Tensor, Tensor>(nameof(Broken))
    {
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var made = input + 1;
            throw new Surprise(made.numel());
        }
    }

    private sealed class Residual : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> inner;

        public Residual(nn.Module<Tensor, Tensor> inner)
            : base(nameof(Residual))
        {
            this.inner = inner;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var doubled = input * 2;
            return (doubled + inner.call(doubled)).MoveToOuterDisposeScope();
        }
    }

    private sealed class BrokenForward : autograd.SingleTensorFunction<BrokenForward>
    {
        public override string Name => nameof(BrokenForward);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var made = (Tensor)vars[0] * 3;
            ctx.save_for_backward([made]);
            throw new Surprise();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    private sealed class BrokenBackward : autograd.SingleTensorFunction<BrokenBackward>
    {
        public override string Name => nameof(BrokenBackward);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var made = (Tensor)vars[0] * 3;
            ctx.save_for_backward([made]);
            return made;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var made = grad_output * 3;
            throw new Surprise(made.numel());
        }
    }
}
