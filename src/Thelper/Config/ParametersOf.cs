namespace Thelper.Config;

/// <summary>Stands in <see cref="KeyAttribute.Holds"/> for the parameters of a type that needs no name.</summary>
/// <typeparam name="TType">The type.</typeparam>
internal abstract class ParametersOf<TType>;
