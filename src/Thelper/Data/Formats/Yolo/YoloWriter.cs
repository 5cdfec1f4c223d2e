using System.Globalization;
using System.Text;
using Thelper.Tasks;

namespace Thelper.Data.Formats.Yolo;

/// <summary>Writes the boxes of an image as YOLO's text file, as <see cref="YOLODataset"/> reads it.</summary>
public static class YoloWriter
{
    /// <summary>A line for each box: class index, centre x and y, width and height as shares of the image's size.</summary>
    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="boxes">Boxes without margin, in pixels, with names as classes.</param>
    /// <param name="classNames">The classes, in the order of their indices.</param>
    /// <exception cref="UserErrorException">A box has another class.</exception>
    public static string Text(int width, int height, IReadOnlyList<BoundingBox> boxes, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(classNames);
        var text = new StringBuilder();
        foreach (var box in boxes)
        {
            var index = classNames.TakeWhile(name => !name.Equals(box.ClassId)).Count();
            if (index == classNames.Count)
            {
                throw new UserErrorException($"a box has the class '{box.ClassId}', which is not among {string.Join(", ", classNames)}");
            }

            text.Append(CultureInfo.InvariantCulture, $"{index} {(box.Left + box.Right) / 2 / width:R} {(box.Top + box.Bottom) / 2 / height:R} {(box.Right - box.Left) / width:R} {(box.Bottom - box.Top) / height:R}\n");
        }

        return text.ToString();
    }
}
