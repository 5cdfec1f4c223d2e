using System.Globalization;
using System.Text.RegularExpressions;

namespace Thelper.Vision.Models.Detection;

/// <summary>Names of layers in the published files of detectors that are older than the layers' present names.</summary>
internal static partial class FormerNames
{
    /// <summary>The present name of an entry; null for one that was never called otherwise.</summary>
    /// <param name="name">The name in the file.</param>
    public static string? Renamed(string name)
    {
        // RetinaNet's heads were convolutions and activations in a row, Mask R-CNN's layers had names of their own.
        if (Tower().Match(name) is { Success: true } tower)
        {
            return $"{tower.Groups[1].Value}{int.Parse(tower.Groups[2].Value, CultureInfo.InvariantCulture) / 2}.0{tower.Groups[3].Value}";
        }

        return Mask().Match(name) is { Success: true } mask
            ? $"{mask.Groups[1].Value}{int.Parse(mask.Groups[2].Value, CultureInfo.InvariantCulture) - 1}.0{mask.Groups[3].Value}"
            : null;
    }

    [GeneratedRegex(@"^(head\.(?:classification|regression)_head\.conv\.)([0246])(\.\w+)$")]
    private static partial Regex Tower();

    [GeneratedRegex(@"^(roi_heads\.mask_head\.)mask_fcn([1-9])(\.\w+)$")]
    private static partial Regex Mask();
}
