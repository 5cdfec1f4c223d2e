using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class cuda
    {
        /// <summary>The thread's current stream of a device.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static unsafe Stream current_stream(Device? device = null)
        {
            long owner, id;
            LibTorch.Check(LibTorch.thelper_torch_current_stream(Packed(device), &owner, &id), "torch.cuda.current_stream");
            return new Stream(owner, id);
        }

        /// <summary>The stream that work of a device goes to unless told otherwise.</summary>
        /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
        public static unsafe Stream default_stream(Device? device = null)
        {
            long owner, id;
            LibTorch.Check(LibTorch.thelper_torch_default_stream(Packed(device), &owner, &id), "torch.cuda.default_stream");
            return new Stream(owner, id);
        }

        /// <summary>Makes a stream the thread's current one, and its device the current one.</summary>
        public static void set_stream(Stream stream)
        {
            ArgumentNullException.ThrowIfNull(stream);
            LibTorch.Check(LibTorch.thelper_torch_set_stream(stream.Owner, stream.Id), "torch.cuda.set_stream");
        }

        /// <summary>Makes a stream the thread's current one until disposed; null changes nothing.</summary>
        public static IDisposable stream(Stream? stream) => new StreamScope(stream);

        private sealed class StreamScope : IDisposable
        {
            private readonly Stream? deviceStreamBefore;
            private readonly Stream? before;

            public StreamScope(Stream? stream)
            {
                if (stream is not null)
                {
                    before = current_stream();
                    deviceStreamBefore = current_stream(stream.device);
                    set_stream(stream);
                }
            }

            public void Dispose()
            {
                if (before is not null)
                {
                    set_stream(deviceStreamBefore!);
                    set_stream(before);
                }
            }
        }
    }

    public partial class Tensor
    {
        /// <summary>Keeps the memory from being handed to others before the work now in a stream is done.</summary>
        public void record_stream(cuda.Stream stream)
        {
            ArgumentNullException.ThrowIfNull(stream);
            LibTorch.Check(LibTorch.thelper_torch_record_stream(Handle, stream.Owner, stream.Id), "record_stream");
            GC.KeepAlive(this);
        }
    }
}
