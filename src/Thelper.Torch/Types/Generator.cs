using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>A stream of random numbers.</summary>
    public sealed class Generator : IDisposable
    {
        private static readonly Lazy<Generator> DefaultOfProcessor = new(() => OfDevice(CPU));

        private readonly bool shared;
        private nint handle;

        /// <summary>A new generator of the processor.</summary>
        /// <param name="seed">Its seed; libtorch's default unless given.</param>
        public Generator(ulong seed = 67280421310721)
            : this(LibTorch.Check(LibTorch.thelper_torch_new_generator(seed), "Generator"), shared: false)
        {
        }

        /// <summary>A new generator of a device.</summary>
        /// <param name="seed">Its seed.</param>
        /// <param name="device">The device; the processor when absent.</param>
        public Generator(ulong seed, Device? device)
            : this(device is null || device.type == DeviceType.CPU ? LibTorch.Check(LibTorch.thelper_torch_new_generator(seed), "Generator") : LibTorch.Check(LibTorch.thelper_torch_new_generator_on(device.Packed, seed), "Generator"), shared: false)
        {
        }

        private Generator(nint handle, bool shared)
        {
            this.handle = handle;
            this.shared = shared;
            if (shared)
            {
                GC.SuppressFinalize(this);
            }
            else
            {
                Diagnostics.Count(1);
            }
        }

        /// <summary>Releases the generator.</summary>
        ~Generator() => Release();

        internal nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        /// <summary>The generator that operators use on a device unless told otherwise. Disposing it does nothing.</summary>
        public static Generator Default(Device? device = null) =>
            device is null || device == CPU ? DefaultOfProcessor.Value : OfDevice(device);

        /// <summary>Restarts the stream.</summary>
        public Generator manual_seed(long seed)
        {
            LibTorch.Check(LibTorch.thelper_torch_seed(Handle, unchecked((ulong)seed)), "manual_seed");
            return this;
        }

        /// <summary>The seed that the stream started from.</summary>
        public ulong initial_seed() => LibTorch.thelper_torch_initial_seed(Handle);

        /// <summary>The state, as a tensor of bytes.</summary>
        public Tensor get_state() => Tensor.Own(LibTorch.Check(LibTorch.thelper_torch_random_state(Handle), "get_state"));

        /// <summary>Continues from a state that <see cref="get_state"/> returned.</summary>
        public void set_state(Tensor state)
        {
            ArgumentNullException.ThrowIfNull(state);
            LibTorch.Check(LibTorch.thelper_torch_set_random_state(Handle, state.Handle), "set_state");
            GC.KeepAlive(state);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!shared)
            {
                Release();
                GC.SuppressFinalize(this);
            }
        }

        private static Generator OfDevice(Device device) => new(LibTorch.Check(LibTorch.thelper_torch_default_generator(device.Packed), "default_generator"), shared: true);

        private void Release()
        {
            var taken = Interlocked.Exchange(ref handle, 0);
            if (taken != 0)
            {
                LibTorch.thelper_torch_release_generator(taken);
                Diagnostics.Count(-1);
            }
        }
    }
}
