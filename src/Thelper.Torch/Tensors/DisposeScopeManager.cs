namespace Thelper.Torch;

/// <summary>The dispose scopes of a thread.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? here;

    private DisposeScope? current;

    private DisposeScopeManager()
    {
    }

    /// <summary>What this thread made, released and moved between scopes since it began or since the counters were reset.</summary>
    public static ThreadDisposeScopeStatistics Statistics => Here.Counters;

    internal static DisposeScopeManager Here => here ??= new();

    internal ThreadDisposeScopeStatistics Counters { get; } = new();

    /// <summary>The innermost open scope.</summary>
    internal DisposeScope? Current
    {
        get
        {
            // A scope disposed on another thread is still on top of this thread's stack.
            while (current is { Disposed: true })
            {
                current = current.Outer;
            }

            return current;
        }

        set => current = value;
    }
}
