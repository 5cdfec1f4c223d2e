namespace Thelper.Tasks;

/// <summary>Position of an entry in a short list.</summary>
internal static class ListSearch
{
    public static int? IndexOf(this IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return null;
    }
}
