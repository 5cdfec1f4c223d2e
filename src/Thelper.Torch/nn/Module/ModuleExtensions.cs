using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>Moves and conversions that return the module with its own type. All work in place: parameters stay the same objects.</summary>
public static class ModuleExtensions
{
    /// <summary>Moves parameters and buffers to a device.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T to<T>(this T module, Device device, bool non_blocking = false)
        where T : nn.Module => Converted(module, device, null, non_blocking);

    /// <summary>Moves parameters and buffers to a device, given by name such as <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T to<T>(this T module, string device)
        where T : nn.Module => Converted(module, new Device(device), null);

    /// <summary>Moves parameters and buffers to a device.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1)
        where T : nn.Module => Converted(module, new Device(deviceType, deviceIndex), null);

    /// <summary>Moves parameters and buffers to a device and converts the floating-point ones.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Converted(module, device, type, non_blocking);

    /// <summary>Converts floating-point and complex parameters and buffers; integers stay.</summary>
    /// <exception cref="UserErrorException">The type is neither floating-point nor complex.</exception>
    public static T to<T>(this T module, ScalarType type)
        where T : nn.Module => Converted(module, null, type);

    /// <summary>Moves and converts to the device and type of a tensor.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T to<T>(this T module, Tensor other)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(other);
        return Converted(module, other.device, other.dtype);
    }

    /// <summary>Moves parameters and buffers to the processor.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T cpu<T>(this T module)
        where T : nn.Module => Converted(module, CPU, null);

    /// <summary>Moves parameters and buffers to a CUDA device.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T cuda<T>(this T module, int deviceIndex = -1)
        where T : nn.Module => Converted(module, new Device(DeviceType.CUDA, deviceIndex), null);

    /// <summary>Converts to single precision.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T @float<T>(this T module)
        where T : nn.Module => Converted(module, null, ScalarType.Float32);

    /// <summary>Converts to double precision.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T @double<T>(this T module)
        where T : nn.Module => Converted(module, null, ScalarType.Float64);

    /// <summary>Converts to half precision.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T half<T>(this T module)
        where T : nn.Module => Converted(module, null, ScalarType.Float16);

    /// <summary>Converts to bfloat16.</summary>
    /// <exception cref="UserErrorException">The parameters would get a type of integers, which cannot be learnt.</exception>
    public static T bfloat16<T>(this T module)
        where T : nn.Module => Converted(module, null, ScalarType.BFloat16);

    private static T Converted<T>(T module, Device? device, ScalarType? type, bool non_blocking = false)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.Convert(device, type, non_blocking);
        return module;
    }
}
