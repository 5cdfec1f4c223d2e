using System.Globalization;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current CUDA device.</summary>
    public static readonly Device CUDA = new(DeviceType.CUDA);

    /// <summary>Parses <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public static Device device(string description) => new(description);

    /// <summary>A device by kind and number.</summary>
    public static Device device(DeviceType type, int index = -1) => new(type, index);

    /// <summary>A kind of device and a number; −1 means the current one.</summary>
    public readonly struct Device : IEquatable<Device>
    {
        /// <summary>Creates a device description.</summary>
        /// <param name="type">Kind.</param>
        /// <param name="index">Number, or −1.</param>
        public Device(DeviceType type, int index = -1)
        {
            this.type = type;
            this.index = index;
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

        internal long Packed => ((long)type << 8) | (byte)(sbyte)index;

        /// <summary>Parses a description.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <summary>Equality of kind and number.</summary>
        public static bool operator ==(Device left, Device right) => left.Equals(right);

        /// <summary>Difference in kind or number.</summary>
        public static bool operator !=(Device left, Device right) => !left.Equals(right);

        internal static Device Unpack(long packed) => new((DeviceType)(packed >> 8), (sbyte)(packed & 0xff));

        /// <inheritdoc/>
        public bool Equals(Device other) => type == other.type && index == other.index;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Device other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(type, index);

        /// <inheritdoc/>
        public override string ToString()
        {
            var name = type switch { DeviceType.CPU => "cpu", DeviceType.CUDA => "cuda", DeviceType.META => "meta", _ => type.ToString().ToUpperInvariant() };
            return index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }
    }
}
