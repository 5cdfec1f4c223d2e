using static Thelper.Torch.torch.nn.utils.rnn;

namespace Thelper.Torch;

/// <content>Moving tensors and other objects between scopes.</content>
public sealed partial class DisposeScope
{
    // Disposable objects that are no tensors, in the order in which they came.
    private List<IDisposable>? others;

    /// <summary>What the scope would release now. A copy.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            lock (gate)
            {
                var list = new List<IDisposable>(others ?? []);
                for (var tensor = first; tensor is not null; tensor = tensor.NextInScope)
                {
                    list.Add(tensor);
                }

                return list;
            }
        }
    }

    /// <summary>Takes a tensor or another object over, out of the scope that has it.</summary>
    public T Include<T>(T disposable)
        where T : IDisposable
    {
        Attach(disposable);
        return disposable;
    }

    /// <summary>Takes a tensor or another object over, out of the scope that has it.</summary>
    public void Attach(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        if (disposable is torch.Tensor tensor)
        {
            if (tensor.Scope != this)
            {
                _ = tensor.Handle;
                if (tensor.Scope is { } before)
                {
                    before.Remove(tensor);
                }
                else
                {
                    DisposeScopeManager.Statistics.TensorStatistics.Attached();
                }

                Add(tensor);
            }

            return;
        }

        if (disposable is PackedSequence { Scope: var owner } && owner != this)
        {
            if (owner is not null)
            {
                owner.Take(disposable);
            }
            else
            {
                DisposeScopeManager.Statistics.PackedSequenceStatistics.Attached();
            }
        }

        Put(disposable);
    }

    /// <summary>Takes over an object other than a tensor.</summary>
    internal void Put(IDisposable disposable)
    {
        if (disposable is PackedSequence sequence)
        {
            sequence.Scope = this;
        }

        lock (gate)
        {
            others ??= [];
            if (!others.Contains(disposable))
            {
                others.Add(disposable);
            }
        }
    }

    /// <summary>Takes tensors or other objects over, out of the scopes that have them.</summary>
    public void Attach(IEnumerable<IDisposable> disposables) => ForEach(disposables, Attach);

    /// <summary>True for what the scope would release.</summary>
    public bool Contains(IDisposable disposable)
    {
        lock (gate)
        {
            return disposable is torch.Tensor tensor ? tensor.Scope == this : others?.Contains(disposable) ?? false;
        }
    }

    /// <summary>Hands a tensor or another object to the enclosing scope, or to nobody when there is none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveToOther(Outer, disposable);

    /// <summary>Hands two objects to the enclosing scope, or to nobody when there is none.</summary>
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    /// <summary>Hands three objects to the enclosing scope, or to nobody when there is none.</summary>
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    /// <summary>Hands objects to the enclosing scope, or to nobody when there is none.</summary>
    public void MoveToOuter(params IEnumerable<IDisposable> disposables) => ForEach(disposables, disposable => MoveToOther<IDisposable>(Outer, disposable));

    /// <summary>Hands an object of this scope to another scope, or to nobody for null. What is not in this scope stays where it is.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        if (!Contains(disposable))
        {
            return disposable;
        }

        if (scope is not null && disposable is (torch.Tensor or PackedSequence))
        {
            scope.Attach(disposable);
            return disposable;
        }

        Take(disposable);
        if (scope is not null)
        {
            scope.Put(disposable);
        }
        else if (disposable is torch.Tensor)
        {
            DisposeScopeManager.Statistics.TensorStatistics.Detached();
        }
        else if (disposable is PackedSequence)
        {
            DisposeScopeManager.Statistics.PackedSequenceStatistics.Detached();
        }

        return disposable;
    }

    /// <summary>Hands two objects of this scope to another scope, or to nobody for null.</summary>
    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOther(scope, first), MoveToOther(scope, second));

    /// <summary>Hands three objects of this scope to another scope, or to nobody for null.</summary>
    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    /// <summary>Hands objects of this scope to another scope, or to nobody for null.</summary>
    public void MoveToOther(DisposeScope? scope, params IEnumerable<IDisposable> disposables) => ForEach(disposables, disposable => MoveToOther<IDisposable>(scope, disposable));

    /// <summary>Takes an object out of the scope: the caller disposes it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable => MoveToOther(null, disposable);

    /// <summary>Takes two objects out of the scope.</summary>
    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (Detach(first), Detach(second));

    /// <summary>Takes three objects out of the scope.</summary>
    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (Detach(first), Detach(second), Detach(third));

    /// <summary>Takes objects out of the scope: the caller disposes them.</summary>
    public void Detach(params IEnumerable<IDisposable> disposables) => ForEach(disposables, disposable => Detach<IDisposable>(disposable));

    /// <summary>Releases everything in the scope, which stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut(Array.Empty<IDisposable>());

    /// <summary>Releases everything in the scope but some, which stay in it.</summary>
    public void DisposeEverythingBut(params IEnumerable<IDisposable> inKeep)
    {
        var kept = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in DisposablesView)
        {
            if (disposable is torch.Tensor tensor && !kept.Contains(tensor))
            {
                tensor.Dispose();
            }
        }

        DisposeOthers(kept);
    }

    /// <summary>Releases everything in the scope but one object, which stays in it.</summary>
    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    /// <summary>Releases everything in the scope but two objects, which stay in it.</summary>
    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    /// <summary>Releases everything in the scope but three objects, which stay in it.</summary>
    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    /// <summary>Forgets an object that somebody else disposed.</summary>
    public void MarkAsDisposed(IDisposable disposable) => Take(disposable);

    // The callers name the type: of an object that is known as IDisposable only, the overload with a list would be taken, which calls this.
    private static void ForEach(IEnumerable<IDisposable> disposables, Action<IDisposable> action)
    {
        ArgumentNullException.ThrowIfNull(disposables);
        foreach (var disposable in disposables)
        {
            action(disposable);
        }
    }

    private bool Take(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        if (disposable is torch.Tensor tensor)
        {
            var here = tensor.Scope == this;
            if (here)
            {
                Remove(tensor);
            }

            return here;
        }

        if (disposable is PackedSequence sequence && sequence.Scope == this)
        {
            sequence.Scope = null;
        }

        lock (gate)
        {
            return others?.Remove(disposable) ?? false;
        }
    }

    private void DisposeOthers(HashSet<IDisposable> kept)
    {
        if (others is null)
        {
            return;
        }

        List<IDisposable> leaving;
        lock (gate)
        {
            leaving = others.FindAll(disposable => !kept.Contains(disposable));
            others.RemoveAll(leaving.Contains);
        }

        leaving.Reverse();
        leaving.ForEach(disposable => disposable.Dispose());
    }
}
