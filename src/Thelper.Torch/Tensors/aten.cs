namespace Thelper.Torch;

/// <summary>
/// Every operator overload that libtorch registers, one typed method each, named as the schema: name, underscore, overload.
/// Left out: out variants, backward kernels and named dimensions. Errors are <see cref="TorchException"/>.
/// </summary>
public static unsafe partial class aten
{
}
