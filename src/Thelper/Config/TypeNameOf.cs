namespace Thelper.Config;

/// <summary>Stands in <see cref="KeyAttribute.Holds"/> for the name of a type that needs no parameters.</summary>
/// <typeparam name="TKind">Class or interface that the type must have.</typeparam>
internal abstract class TypeNameOf<TKind>;
