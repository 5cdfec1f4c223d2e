namespace Thelper.OperatorGenerator;

/// <summary>One argument of an operator: its schema type without aliasing marks, name and default text.</summary>
internal sealed record Argument(string Type, string Name, string? Default);
