using System.Text.Encodings.Web;
using System.Text.Json;
using Thelper.Tasks;

namespace Thelper.Data.Formats.Coco;

/// <summary>Writes boxes as COCO's annotations, as <see cref="COCODataset"/> reads them.</summary>
public static class CocoWriter
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document.</summary>
    /// <param name="images">File name, width, height and boxes of each image; boxes without margin, in pixels, with names as classes. Images count from 1.</param>
    /// <param name="classNames">The classes; categories count from 1, in this order.</param>
    /// <exception cref="UserErrorException">A box has another class.</exception>
    public static string Text(IEnumerable<(string FileName, int Width, int Height, IReadOnlyList<BoundingBox> Boxes)> images, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classNames);
        var (entries, annotations) = (new List<object>(), new List<object>());
        foreach (var (fileName, width, height, boxes) in images)
        {
            entries.Add(new { id = entries.Count + 1, file_name = fileName, width, height });
            foreach (var box in boxes)
            {
                var index = classNames.TakeWhile(name => !name.Equals(box.ClassId)).Count();
                if (index == classNames.Count)
                {
                    throw new UserErrorException($"{fileName}: a box has the class '{box.ClassId}', which is not among {string.Join(", ", classNames)}");
                }

                var (wide, high) = (box.Right - box.Left, box.Bottom - box.Top);
                annotations.Add(new { id = annotations.Count + 1, image_id = entries.Count, category_id = index + 1, bbox = new[] { box.Left, box.Top, wide, high }, area = wide * high, iscrowd = box.IsCrowd ? 1 : 0 });
            }
        }

        return JsonSerializer.Serialize(new { images = entries, annotations, categories = classNames.Select((name, index) => new { id = index + 1, name }) }, Readable) + "\n";
    }
}
