namespace Thelper;

/// <summary>Marks the constructor to which configuration parameters bind, where a class has several.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
public sealed class ConfigConstructorAttribute : Attribute;
