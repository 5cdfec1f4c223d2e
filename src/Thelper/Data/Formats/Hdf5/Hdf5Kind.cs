namespace Thelper.Data.Formats.Hdf5;

/// <summary>What the elements of an array or attribute are.</summary>
internal enum Hdf5Kind
{
    Other,
    Integer,
    Real,
    Bool,
    Text,
    VariableText,
    VariableBytes,
}
