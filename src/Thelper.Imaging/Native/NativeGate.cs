namespace Thelper.Imaging.Native;

/// <summary>Loads a native library before its first use and makes sure that it belongs to this program.</summary>
/// <param name="library">The library's name without prefix and ending.</param>
/// <param name="version">Reads the library's version.</param>
/// <param name="initialize">Prepares the library, once per process.</param>
internal sealed class NativeGate(string library, Func<int> version, Func<NativeStatus> initialize)
{
    /// <summary>The version that both sides must have; the counterpart of <c>TH_IMAGING_VERSION</c>.</summary>
    private const int Version = 4;

    private readonly Lock gate = new();
    private volatile bool ready;

    /// <summary>Returns once the library can be called.</summary>
    /// <exception cref="UserErrorException">The library or one it needs is missing, or was built from other sources.</exception>
    public void Ensure()
    {
        if (ready)
        {
            return;
        }

        lock (gate)
        {
            if (!ready)
            {
                Prepare();
                ready = true;
            }
        }
    }

    private void Prepare()
    {
        var found = version();
        if (found != Version)
        {
            throw new UserErrorException(
                $"lib{library}.so has version {found}, but this program needs version {Version}; run 'make build'");
        }

        if (initialize() != NativeStatus.Ok)
        {
            throw new InvalidOperationException($"lib{library}.so cannot be initialised");
        }
    }
}
