using System.Globalization;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current CUDA device.</summary>
    public static readonly Device CUDA = new(DeviceType.CUDA);

    /// <summary>The device of tensors that have a shape but no memory.</summary>
    public static readonly Device META = new(DeviceType.META);

    /// <summary>Apple's graphics processors.</summary>
    public static readonly Device MPS = new(DeviceType.MPS);

    /// <summary>Whether this libtorch drives Apple's graphics processors; this library runs where it never does.</summary>
    public static bool mps_is_available() => false;

    /// <summary>Parses <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    public static Device device(string description) => new(description);

    /// <summary>A device by the name of its kind and its number.</summary>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    public static Device device(string deviceType, int index) => new(deviceType, index);

    /// <summary>A device by kind and number.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>The CUDA device of a number.</summary>
    public static Device device(int index) => new(index);

    /// <summary>A kind of device and a number; −1 means the current one.</summary>
    public sealed class Device : IEquatable<Device>
    {
        // Reading a tensor's device makes no object: there are few devices.
        private static readonly Device[] Processors = [new(DeviceType.CPU, -1), new(DeviceType.CPU, 0)];
        private static readonly Device[] Cards = [.. Enumerable.Range(-1, 17).Select(number => new Device(DeviceType.CUDA, number))];

        /// <summary>Creates a device description.</summary>
        /// <param name="deviceType">Kind.</param>
        /// <param name="index">Number, or −1.</param>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>The CUDA device of a number.</summary>
        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        /// <summary>A device by the name of its kind (<c>cpu</c>, <c>cuda</c>) and its number.</summary>
        /// <exception cref="ArgumentException">Another name.</exception>
        public Device(string deviceType, int index)
            : this(new Device(deviceType).type, index)
        {
        }

        /// <summary>Parses <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
        /// <exception cref="ArgumentException">Another text.</exception>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                "meta" => DeviceType.META,
                "mps" => DeviceType.MPS,
                _ => throw new ArgumentException($"'{description}' is no device: expected cpu, cuda or cuda:N", nameof(description)),
            };
            var number = -1;
            if (parts.Length > 2 || (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number > sbyte.MaxValue)))
            {
                throw new ArgumentException($"'{description}' is no device: expected cpu, cuda or cuda:N", nameof(description));
            }

            index = number;
        }

        /// <summary>Kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Number, or −1 for the current one.</summary>
        public int index { get; }

        // libtorch's own message names a kernel and every backend, but not what is wrong.
        internal Device Present() => type != DeviceType.CUDA || cuda.is_available()
            ? this
            : throw new InvalidOperationException($"There is no CUDA device here that libtorch can use, so nothing can be put on '{this}'. torch.cuda.is_available() tells beforehand; torch.CPU is there always.");

        internal long Packed => ((long)type << 8) | (byte)(sbyte)index;

        /// <summary>Parses a description.</summary>
        /// <exception cref="ArgumentException">The text names no device.</exception>
        public static implicit operator Device(string description) => new(description);

        /// <summary>Equality of kind and number.</summary>
        public static bool operator ==(Device? left, Device? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Difference in kind or number.</summary>
        public static bool operator !=(Device? left, Device? right) => !(left == right);

        internal static Device Unpack(long packed)
        {
            var (kind, number) = ((DeviceType)(packed >> 8), (sbyte)(packed & 0xff));
            return kind switch
            {
                DeviceType.CPU when number is -1 or 0 => Processors[number + 1],
                DeviceType.CUDA when number < Cards.Length - 1 => Cards[number + 1],
                _ => new(kind, number),
            };
        }

        /// <inheritdoc/>
        public bool Equals(Device? other) => other is not null && type == other.type && index == other.index;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Device other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(type, index);

        /// <inheritdoc/>
        public override string ToString()
        {
            var name = type switch { DeviceType.CPU => "cpu", DeviceType.CUDA => "cuda", DeviceType.META => "meta", DeviceType.MPS => "mps", _ => type.ToString().ToUpperInvariant() };
            return index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }
    }
}
