using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Name of the recorded operation that made the tensor, such as <c>AddBackward0</c>; null for a leaf.</summary>
        public string? GradFnName
        {
            get
            {
                var text = LibTorch.Check(LibTorch.thelper_torch_grad_fn(Handle), "grad_fn");
                var name = Marshal.PtrToStringUTF8(text);
                LibTorch.thelper_torch_free(text);
                GC.KeepAlive(this);
                return string.IsNullOrEmpty(name) ? null : name;
            }
        }

        /// <summary>How often the elements were changed in place.</summary>
        public long _version
        {
            get
            {
                var count = LibTorch.thelper_torch_version_of(Handle);
                LibTorch.Check(count < 0 ? -1 : 0, "_version");
                GC.KeepAlive(this);
                return count;
            }
        }

        /// <summary>Calls a function with every gradient of this tensor that a backward pass computes.</summary>
        /// <param name="hook">
        /// Receives the gradient, which it must not change, and returns the one to go on with, or null to keep it. It runs inside
        /// the backward pass; tensors it makes, and the gradient, are released after it unless moved out of its scope. An
        /// exception ends the pass and is thrown by <see cref="backward"/>.
        /// </param>
        /// <returns>The means to end the hook.</returns>
        /// <exception cref="TorchException">The tensor does not require gradients.</exception>
        public RemovableHandle register_hook(Func<Tensor, Tensor?> hook)
        {
            ArgumentNullException.ThrowIfNull(hook);
            var tensor = Handle;
            var handle = LibTorch.Check(LibTorch.thelper_torch_register_hook(tensor, Callbacks.Hold(hook)), "register_hook");
            GC.KeepAlive(this);
            return new RemovableHandle(handle);
        }

        /// <summary>Calls a function with every gradient of this tensor that a backward pass computes; the gradient stays as it is.</summary>
        /// <param name="hook">Receives the gradient, which is released after it unless moved out of its scope.</param>
        /// <returns>The means to end the hook.</returns>
        public RemovableHandle register_hook(Action<Tensor> hook)
        {
            ArgumentNullException.ThrowIfNull(hook);
            return register_hook(gradient =>
            {
                hook(gradient);
                return null;
            });
        }

        /// <summary>Makes backward passes keep the gradient of this non-leaf in <see cref="grad"/>. Nothing for a leaf.</summary>
        /// <exception cref="TorchException">The tensor does not require gradients.</exception>
        public Tensor retain_grad()
        {
            LibTorch.Check(LibTorch.thelper_torch_retain_grad(Handle), "retain_grad");
            GC.KeepAlive(this);
            return this;
        }
    }
}
