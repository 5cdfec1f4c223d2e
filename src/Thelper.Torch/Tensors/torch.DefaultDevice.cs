namespace Thelper.Torch;

public static partial class torch
{
    [ThreadStatic]
    private static Device? defaultDevice;

    /// <summary>Where new tensors are made unless their device is given; the processor at the start.</summary>
    public static Device get_default_device() => defaultDevice ?? CPU;

    /// <summary>Sets where new tensors are made unless their device is given, on this thread (as in PyTorch; TorchSharp sets it for all).</summary>
    public static void set_default_device(Device device) => defaultDevice = device is { type: DeviceType.CPU } ? null : device;

    /// <summary>Sets where new tensors are made unless their device is given, such as <c>cuda:0</c>, on this thread.</summary>
    /// <exception cref="ArgumentException">The text is no device.</exception>
    public static void set_default_device(string device) => set_default_device(new Device(device));

    /// <summary>Whether a GPU can be used; <see cref="cuda.is_available"/> by the name that TorchSharp has beside it.</summary>
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>Whether tensors can be put on devices of a kind. Nothing needs to be set up first.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => true,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };

    /// <summary>Does nothing where tensors can be put on devices of a kind.</summary>
    /// <exception cref="InvalidOperationException">There is no such device here that libtorch can use.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException($"There is no {deviceType} device here that libtorch can use.");
        }
    }

    /// <summary>The device, the processor unless given, if tensors can be put there.</summary>
    /// <exception cref="InvalidOperationException">There is no such device here that libtorch can use.</exception>
    public static Device InitializeDevice(Device? device)
    {
        InitializeDeviceType((device ?? CPU).type);
        return device ?? CPU;
    }
}
