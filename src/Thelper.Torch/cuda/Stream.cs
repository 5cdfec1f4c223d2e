using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class cuda
    {
        /// <summary>A queue of work on a device. Streams come from a pool of libtorch's and are never destroyed.</summary>
        public sealed class Stream : IEquatable<Stream>
        {
            /// <summary>Takes a stream from the pool.</summary>
            /// <param name="device">The device; the current one when absent.</param>
            /// <param name="priority">Below zero for a stream whose work goes first.</param>
            /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
            public unsafe Stream(Device? device = null, int priority = 0)
            {
                long owner, id;
                LibTorch.Check(LibTorch.thelper_torch_new_stream(Packed(device), priority < 0 ? 1 : 0, &owner, &id), "torch.cuda.Stream");
                (Owner, Id) = (owner, id);
            }

            internal Stream(long owner, long id) => (Owner, Id) = (owner, id);

            /// <summary>The device.</summary>
            public Device device => Device.Unpack(Owner);

            internal long Owner { get; }

            internal long Id { get; }

            /// <summary>True when all work given to the stream is done.</summary>
            public bool query()
            {
                var answer = LibTorch.thelper_torch_query_stream(Owner, Id);
                LibTorch.Check(answer, "torch.cuda.Stream.query");
                return answer != 0;
            }

            /// <summary>Waits until all work given to the stream is done.</summary>
            public void synchronize() => LibTorch.Check(LibTorch.thelper_torch_synchronize_stream(Owner, Id), "torch.cuda.Stream.synchronize");

            /// <summary>Work given to this stream from now on waits for the work that the other one has now.</summary>
            public void wait_stream(Stream stream)
            {
                ArgumentNullException.ThrowIfNull(stream);
                using var mark = stream.record_event();
                wait_event(mark);
            }

            /// <summary>Work given to this stream from now on waits for an event.</summary>
            public void wait_event(Event @event)
            {
                ArgumentNullException.ThrowIfNull(@event);
                @event.wait(this);
            }

            /// <summary>An event that happens when the work that the stream has now is done.</summary>
            /// <exception cref="UserErrorException">The device is not a CUDA device.</exception>
            public Event record_event()
            {
                var mark = new Event(device);
                mark.record(this);
                return mark;
            }

            /// <inheritdoc/>
            public bool Equals(Stream? other) => other is not null && Owner == other.Owner && Id == other.Id;

            /// <inheritdoc/>
            public override bool Equals(object? obj) => Equals(obj as Stream);

            /// <inheritdoc/>
            public override int GetHashCode() => HashCode.Combine(Owner, Id);
        }
    }
}
