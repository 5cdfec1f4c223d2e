namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Runs a computation in a scope of its own and hands its result to the scope around it.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>Runs a computation in a scope of its own and hands its results to the scope around it.</summary>
    public static (Tensor First, Tensor Second) WrappedTensorDisposeScope(Func<(Tensor First, Tensor Second)> expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        using var scope = NewDisposeScope();
        var (first, second) = expr();
        return (first.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope());
    }

    /// <summary>Runs a computation in a scope of its own and hands its results to the scope around it.</summary>
    public static (Tensor First, Tensor Second, Tensor Third) WrappedTensorDisposeScope(Func<(Tensor First, Tensor Second, Tensor Third)> expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        using var scope = NewDisposeScope();
        var (first, second, third) = expr();
        return (first.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope(), third.MoveToOuterDisposeScope());
    }

    public partial class Tensor
    {
        /// <summary>Takes the tensor out of its scope: the caller disposes it. TorchSharp's older spelling.</summary>
        public Tensor DetatchFromDisposeScope() => DetachFromDisposeScope();

        /// <summary>Moves the tensor from its scope to another, or out of all scopes for null.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? scope)
        {
            if (scope is null)
            {
                return DetachFromDisposeScope();
            }

            scope.Attach(this);
            return this;
        }

        /// <summary>Moves the tensor from its scope to that of another tensor.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return MoveToOtherDisposeScope(other.Scope);
        }
    }
}
