namespace Thelper.Transforms;

/// <summary>An operation that looks at pixels one by one, and neither moves nor drops any: what a model says of places in its result can be said of the picture.</summary>
public interface IKeepsPicture
{
}
