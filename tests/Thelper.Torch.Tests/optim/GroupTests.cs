using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Optim;

/// <summary>Groups with options of their own, the way TorchSharp's users write them, and the one pass over memory: what it takes and what it leaves.</summary>
[NoLeaks]
public sealed class GroupTests : IDisposable
{
    private readonly Parameter[] parameters = Golden.Parameters();

    public void Dispose()
    {
        foreach (var parameter in parameters)
        {
            parameter.grad = null;
            parameter.Dispose();
        }
    }

    [Fact]
    public void Options_of_a_group_come_before_the_optimizers()
    {
        var first = new AdamW.ParamGroup(parameters[..1], lr: 0.5, beta1: 0.8, weight_decay: 0.1);
        var second = new AdamW.ParamGroup { Parameters = parameters[1..], Options = new() { beta2 = 0.9, amsgrad = true } };
        using var optimizer = optim.AdamW([first, second], lr: 0.25);
        optimizer.ParamGroups.Select(group => group.LearningRate).ShouldBe([0.5, 0.25]);
        optimizer.ParamGroups[0].Pair("betas").ShouldBe((0.8, 0.999));
        optimizer.ParamGroups[1].Pair("betas").ShouldBe((0.9, 0.9));
        optimizer.ParamGroups[1].Flag("amsgrad").ShouldBeTrue();
        optimizer.ParamGroups[1].Number("weight_decay").ShouldBe(0.01);

        // The user's objects and the optimizer's stay one.
        second.LearningRate.ShouldBe(0.25);
        second.LearningRate = 0.125;
        first.Betas = (0.5, 0.6);
        optimizer.ParamGroups[1].LearningRate.ShouldBe(0.125);
        optimizer.ParamGroups[0].Pair("betas").ShouldBe((0.5, 0.6));
        optimizer.ParamGroups[0].LearningRate = 0.75;
        first.LearningRate.ShouldBe(0.75);
    }

    [Fact]
    public void Groups_step_as_PyTorchs_with_the_same_options()
    {
        using var whole = optim.SGD(new[] { new SGD.ParamGroup(parameters[..1], 0.1, momentum: 0.9), new SGD.ParamGroup(parameters[1..], 0.02, weight_decay: 0.1) }, learningRate: 1);
        var others = Golden.Parameters();
        using var one = optim.SGD(others[..1], 0.1, momentum: 0.9);
        using var two = optim.SGD(others[1..], 0.02, weight_decay: 0.1);
        for (var t = 0; t < 5; t++)
        {
            Golden.SetGradients(parameters, t);
            Golden.SetGradients(others, t);
            whole.step();
            one.step();
            two.step();
        }

        foreach (var (parameter, other) in parameters.Zip(others))
        {
            Reference.Elements(parameter).ShouldBe(Reference.Elements(other));
            other.grad = null;
            other.Dispose();
        }
    }

    [Fact]
    public void Named_parameters_are_taken()
    {
        using var optimizer = optim.RMSProp(parameters.Select((parameter, i) => ($"p{i}", parameter)), lr: 0.5);
        optimizer.parameters().ShouldBe(parameters);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var optimizer = new Adam(parameters[..1]);
        Should.Throw<UserErrorException>(() => optimizer.add_param_group(new Adam.ParamGroup(parameters[..2]))).Message
            .ShouldBe("torch.optim.Adam: a parameter appears more than once in its groups.");
        using var lbfgs = new LBFGS(parameters[..1]);
        Should.Throw<UserErrorException>(() => lbfgs.add_param_group(parameters[1..])).Message.ShouldBe("torch.optim.LBFGS: there is only one parameter group.");
        Should.Throw<ArgumentNullException>(() => lbfgs.step()).Message.ShouldContain("needs a closure");
        Should.Throw<UserErrorException>(() => new LBFGS(parameters[..1], line_search_fn: "armijo")).Message.ShouldContain("not 'armijo'");
        Should.Throw<UserErrorException>(() => new SparseAdam(parameters, lr: 0)).Message.ShouldBe("torch.optim.SparseAdam: lr is above 0, not 0.0.");
        Should.Throw<InvalidOperationException>(() => new SGD.ParamGroup().LearningRate).Message.ShouldContain("has not joined an optimizer");
    }

    [Fact]
    public void Sparse_gradients_are_refused_where_PyTorch_refuses_them()
    {
        using var scope = NewDisposeScope();
        using var matrix = new Parameter(zeros([4, 2]));
        matrix.grad = aten.sparse_coo_tensor_indices_size(tensor(new long[] { 1, 3 }, [1, 2]), ones([2, 2]), [4, 2], ScalarType.Float32, Layout.Sparse);
        using var adam = new Adam([matrix]);
        Should.Throw<UserErrorException>(() => adam.step()).Message.ShouldBe("torch.optim.Adam: a gradient is sparse, which only SGD, Adagrad, SparseAdam and LBFGS step by.");
        using var decayed = new SGD([matrix], 0.1, weight_decay: 0.1);
        Should.Throw<UserErrorException>(() => decayed.step()).Message.ShouldContain("weight_decay does not go with a sparse gradient");
        matrix.grad = ones([4, 2]);
        using var sparse = new SparseAdam([matrix]);
        Should.Throw<UserErrorException>(() => sparse.step()).Message.ShouldContain("a gradient is dense");
        matrix.grad = null;
    }

    [Fact]
    public void Layouts_that_one_pass_does_not_take_give_the_same()
    {
        long[] shape = [2, 3, 4, 4];
        Tensor Image() => Reference.Make(shape, i => (float)Math.Sin(0.7 * i));
        Tensor Gradient(int t) => Reference.Make(shape, i => (float)Math.Cos((0.3 * i) + t));
        using var scope = NewDisposeScope();
        using var plain = new Parameter(Image());
        using var last = new Parameter(aten.contiguous(Image(), MemoryFormat.ChannelsLast));
        using var strided = new Parameter(aten.transpose_int(aten.contiguous(aten.transpose_int(Image(), 0, 3)), 0, 3));
        using var optimizer = new AdamW([plain, last, strided], 0.1, amsgrad: true);
        for (var t = 0; t < 5; t++)
        {
            plain.grad = Gradient(t);
            last.grad = t % 2 == 0 ? Gradient(t) : aten.contiguous(Gradient(t), MemoryFormat.ChannelsLast);
            strided.grad = Gradient(t);
            optimizer.step();
        }

        // One pass rounds as libtorch's kernels for AVX2 do.
        Reference.ShouldBeNear(Reference.Elements(last), Reference.Elements(plain), "channels last", Exactness.Tolerance(1e-6));
        Reference.ShouldBeNear(Reference.Elements(strided), Reference.Elements(plain), "strided", Exactness.Tolerance(1e-6));
        plain.grad = last.grad = strided.grad = null;
    }

    [Fact]
    public void Autograd_notices_that_a_step_changed_what_it_had_saved()
    {
        using var scope = NewDisposeScope();
        using var optimizer = new Adam(parameters[..1]);
        var loss = aten.sum(aten.pow_Tensor_Scalar(parameters[0], 2));
        loss.backward(retain_graph: true);
        optimizer.step();
        Should.Throw<TorchException>(() => loss.backward()).Message.ShouldContain("modified by an inplace operation");
    }

    [Fact]
    public void A_step_allocates_nothing_for_each_parameter()
    {
        long Allocated(int count)
        {
            var many = Enumerable.Range(0, count).Select(_ => new Parameter(ones(2))).ToArray();
            foreach (var parameter in many)
            {
                using var gradient = ones(2);
                parameter.grad = gradient;
            }

            using var optimizer = new Adam(many);
            optimizer.step();
            optimizer.zero_grad();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var t = 0; t < 10; t++)
            {
                optimizer.step();
                optimizer.zero_grad();
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            foreach (var parameter in many)
            {
                parameter.grad = null;
                parameter.Dispose();
            }

            return allocated;
        }

        Allocated(4);
        (Allocated(200) - Allocated(4)).ShouldBeLessThan(10 * 200);
    }

    [Fact]
    public void Ten_thousand_steps_leave_memory_as_it_was()
    {
        using var adam = new AdamW(parameters[..1], amsgrad: true);
        using var plain = new RMSprop(parameters[1..], momentum: 0.5, centered: true);
        Golden.SetGradients(parameters, 5);
        void Steps(int count)
        {
            for (var t = 0; t < count; t++)
            {
                adam.step();
                plain.step();
            }
        }

        // The runtime takes its own share of memory first, and now and then more; what leaks grows every time.
        Steps(10_000);
        var handles = Diagnostics.LiveHandles;
        NativeHeap.ShouldStayFlat(2_000, () => Steps(2_000));
        Diagnostics.LiveHandles.ShouldBe(handles);
    }
}
