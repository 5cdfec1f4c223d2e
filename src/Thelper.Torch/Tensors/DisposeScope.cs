namespace Thelper.Torch;

/// <summary>Releases every tensor made while it is the innermost scope of its thread, except those moved out.</summary>
/// <remarks>A scope may be disposed on another thread than the one that opened it; each thread has its own stack of scopes.</remarks>
public sealed partial class DisposeScope : IDisposable
{
    private readonly Lock gate = new();
    private torch.Tensor? first;

    internal DisposeScope()
    {
        var manager = DisposeScopeManager.Here;
        Outer = manager.Current;
        manager.Current = this;
    }

    /// <summary>Tensors and other objects in the scope that are still alive.</summary>
    public int DisposablesCount
    {
        get
        {
            lock (gate)
            {
                var count = others?.Count ?? 0;
                for (var tensor = first; tensor is not null; tensor = tensor.NextInScope)
                {
                    count++;
                }

                return count;
            }
        }
    }

    internal static DisposeScope? Current => DisposeScopeManager.Here.Current;

    internal bool Disposed { get; private set; }

    internal DisposeScope? Outer { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Disposed)
        {
            return;
        }

        Disposed = true;  // the thread's manager forgets it when it looks for the innermost one

        while (true)
        {
            torch.Tensor? tensor;
            lock (gate)
            {
                tensor = first;
            }

            if (tensor is null)
            {
                break;
            }

            tensor.Dispose();
        }

        DisposeOthers([]);
    }

    /// <summary>Hands everything to the enclosing scope, or to nobody when there is none.</summary>
    internal void MoveAllToOuter() => MoveToOuter(DisposablesView);

    internal void Add(torch.Tensor tensor)
    {
        lock (gate)
        {
            tensor.Scope = this;
            tensor.NextInScope = first;
            tensor.PreviousInScope = null;
            if (first is not null)
            {
                first.PreviousInScope = tensor;
            }

            first = tensor;
        }
    }

    internal void Remove(torch.Tensor tensor)
    {
        lock (gate)
        {
            if (tensor.Scope != this)
            {
                return;  // another thread was faster
            }

            if (tensor.PreviousInScope is { } previous)
            {
                previous.NextInScope = tensor.NextInScope;
            }
            else
            {
                first = tensor.NextInScope;
            }

            if (tensor.NextInScope is { } next)
            {
                next.PreviousInScope = tensor.PreviousInScope;
            }

            tensor.Scope = null;
            tensor.NextInScope = tensor.PreviousInScope = null;
        }
    }
}
