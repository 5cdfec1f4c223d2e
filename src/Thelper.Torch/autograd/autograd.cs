using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Stops recording on this thread until disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Records on this thread until disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Records, or not, on this thread until disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Whether this thread records operations.</summary>
    public static bool is_grad_enabled() => LibTorch.thelper_torch_grad_enabled() != 0;

    /// <summary>Faster than <see cref="no_grad"/>: tensors made inside can never take part in recorded operations. Dispose on the same thread.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>Whether this thread is in <see cref="inference_mode"/>.</summary>
    public static bool is_inference_mode_enabled()
    {
        using var probe = aten.empty_memory_format([0]);
        return aten.is_inference(probe);
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int before = LibTorch.thelper_torch_grad_enabled();

        public GradMode(bool enabled) => LibTorch.thelper_torch_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => LibTorch.thelper_torch_set_grad_enabled(before);
    }

    private sealed class InferenceMode(bool mode) : IDisposable
    {
        private nint guard = LibTorch.thelper_torch_inference_mode(mode ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0)
            {
                LibTorch.thelper_torch_end_inference_mode(guard);
                guard = 0;
            }
        }
    }

    /// <summary>Gradients outside the recorded backward pass of one tensor.</summary>
    public static partial class autograd
    {
        /// <summary>Adds the gradients of the tensors to every leaf that they depend on.</summary>
        /// <param name="tensors">What to differentiate.</param>
        /// <param name="grad_tensors">Their own gradients; ones for single elements when absent.</param>
        /// <param name="retain_graph">Keep the record for another pass.</param>
        /// <param name="create_graph">Record the pass itself, for higher derivatives.</param>
        public static unsafe void backward(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor?>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false)
        {
            var roots = Value.Handles(tensors);
            var seeds = grad_tensors is null ? null : Value.OptionalHandles(grad_tensors);
            fixed (nint* first = roots)
            fixed (nint* seed = seeds)
            {
                LibTorch.Check(LibTorch.thelper_torch_backward(first, seed, roots.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0), "backward");
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
        }

        /// <summary>Gradients of outputs with respect to chosen inputs, without touching any leaf.</summary>
        /// <returns>One gradient per input; null for an unused one where <paramref name="allow_unused"/> permits it.</returns>
        public static unsafe Tensor?[] grad(
            IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor?>? grad_outputs = null, bool? retain_graph = null, bool create_graph = false, bool allow_unused = false)
        {
            var roots = Value.Handles(outputs);
            var leaves = Value.Handles(inputs);
            var seeds = grad_outputs is null ? null : Value.OptionalHandles(grad_outputs);
            var found = new nint[leaves.Length];
            fixed (nint* root = roots)
            fixed (nint* leaf = leaves)
            fixed (nint* seed = seeds)
            fixed (nint* result = found)
            {
                LibTorch.Check(
                    LibTorch.thelper_torch_gradients(root, seed, roots.Length, leaf, result, leaves.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0),
                    "grad");
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(found, handle => handle == 0 ? null : Tensor.Own(handle));
        }
    }

    public partial class Tensor
    {
        /// <summary>Adds this tensor's gradients to every leaf that it depends on.</summary>
        /// <param name="gradient">Its own gradient; needed unless it has one element.</param>
        /// <param name="retain_graph">Keep the record for another pass.</param>
        /// <param name="create_graph">Record the pass itself, for higher derivatives.</param>
        public unsafe void backward(Tensor? gradient = null, bool? retain_graph = null, bool create_graph = false)
        {
            var root = Handle;
            var seed = gradient?.Handle ?? 0;
            LibTorch.Check(LibTorch.thelper_torch_backward(&root, gradient is null ? null : &seed, 1, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0), "backward");
            GC.KeepAlive(this);
            GC.KeepAlive(gradient);
        }
    }
}
