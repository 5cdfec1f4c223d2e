namespace Thelper.Torch;

/// <summary>A step of a TorchScript program.</summary>
/// <param name="Kind">What is done: <c>aten::conv2d</c>, <c>prim::Constant</c>, ...</param>
/// <param name="Overload">Which overload of an operator.</param>
/// <param name="Scope">The parts of the model that it belongs to, from outside, with slashes between; empty where not known.</param>
/// <param name="Inputs">Numbers of the values it takes.</param>
/// <param name="Outputs">The values it makes.</param>
/// <param name="Constant">The value of a <c>prim::Constant</c>: a tensor, number, truth value, text, list or null.</param>
/// <param name="Attribute">The name that a <c>prim::GetAttr</c> asks for.</param>
/// <param name="Blocks">How many blocks of steps it holds: branches, loops.</param>
public sealed record ScriptNode(
    string Kind, string Overload, string Scope, IReadOnlyList<long> Inputs, IReadOnlyList<ScriptValue> Outputs, object? Constant, string? Attribute, int Blocks);
