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

        /// <summary>A new generator.</summary>
        /// <param name="seed">Its seed; libtorch's default unless given.</param>
        /// <param name="device">Its device; the processor unless given.</param>
        public Generator(ulong seed = 67280421310721, Device? device = null)
            : this(
                LibTorch.Check(device is { type: not DeviceType.CPU } other ? LibTorch.thelper_torch_new_generator_on(other.Packed, seed) : LibTorch.thelper_torch_new_generator(seed), "Generator"),
                device ?? CPU,
                shared: false)
        {
        }

        private Generator(nint handle, Device device, bool shared)
        {
            this.handle = handle;
            this.device = device;
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

        /// <summary>The generator that operators use on the processor unless told otherwise. Disposing it does nothing.</summary>
        public static Generator Default => DefaultOfProcessor.Value;

        /// <summary>The device of the numbers.</summary>
        public Device device { get; }

        /// <summary>The generator that operators use on a device unless told otherwise. Disposing it does nothing.</summary>
        public static Generator DefaultOf(Device device) => device == CPU ? DefaultOfProcessor.Value : OfDevice(device);

        /// <summary>Restarts the stream.</summary>
        public Generator manual_seed(long seed)
        {
            LibTorch.Check(LibTorch.thelper_torch_seed(Handle, unchecked((ulong)seed)), "manual_seed");
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Restarts the stream from a number that nobody knows; returns it.</summary>
        public long seed()
        {
            var seed = FreshSeed();
            manual_seed(seed);
            return seed;
        }

        /// <summary>The seed that the stream started from.</summary>
        public ulong initial_seed()
        {
            var seed = LibTorch.thelper_torch_initial_seed(Handle);
            GC.KeepAlive(this);
            return seed;
        }

        /// <summary>The state, as a tensor of bytes.</summary>
        public Tensor get_state()
        {
            var state = LibTorch.Check(LibTorch.thelper_torch_random_state(Handle), "get_state");
            GC.KeepAlive(this);
            return Tensor.Own(state);
        }

        /// <summary>Continues from a state that <see cref="get_state"/> returned.</summary>
        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            LibTorch.Check(LibTorch.thelper_torch_set_random_state(Handle, value.Handle), "set_state");
            GC.KeepAlive(this);
            GC.KeepAlive(value);
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

        internal static long FreshSeed() => BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)) & long.MaxValue;

        private static Generator OfDevice(Device device) => new(LibTorch.Check(LibTorch.thelper_torch_default_generator(device.Packed), "default_generator"), device, shared: true);

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
