// Draws docs/images/shapes.png, the contact sheet of thelper.data.ShapesDataset. From the repository's root:
//     dotnet run tools/shapes-sheet.cs [output.png]
// Left: samples of all eight classes. Right: an image with several shapes, its mask, its boxes, its low-resolution twin.
#:project ../src/Thelper/Thelper.csproj
#:property PublishAot=false
#:property RunAnalyzers=false

using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

const int Size = 80;
const int Gap = 6;
const int Columns = 8;
const int Rows = 3;
const int WideGap = 18;

var output = args.Length > 0 ? args[0] : "docs/images/shapes.png";
var path = Path.GetFullPath(output);
using var scope = torch.NewDisposeScope();
var width = (Columns + 4) * (Size + Gap) + WideGap + Gap;
var height = Rows * (Size + Gap) + Gap;
var sheet = torch.full([height, width, 3], 255, torch.ScalarType.Byte);

var singles = new ShapesDataset(count: Columns * Rows, imageSize: Size, classes: 8, seed: 1);
for (var i = 0; i < Columns * Rows; i++)
{
    // Every eight samples hold each class once; a column shows one class.
    var column = ((Classification)singles.Task).ClassIndices[(string)singles.LabelOf(i)!];
    Put(Field(singles, i, "image"), column, i / Columns, 0);
}

byte[][] palette = [[40, 40, 40], [80, 80, 230], [80, 190, 90], [230, 150, 60], [60, 190, 235], [200, 90, 200], [200, 200, 70], [120, 120, 240], [220, 220, 220]];
var (maps, boxes, pairs) = (Scenes("segm"), Scenes("detect"), Scenes("sr"));
for (var row = 0; row < Rows; row++)
{
    var image = Field(maps, row, "image");
    Put(image, Columns, row, WideGap);
    Put(Colored(Field(maps, row, "label_map")), Columns + 1, row, WideGap);
    Put(Framed(image, boxes.GetItem(row, TransformRandom.For(0, 0, row))), Columns + 2, row, WideGap);
    Put(Field(pairs, row, "lowres_image"), Columns + 3, row, WideGap);
}

ImageCodec.Save(path, sheet, 16, 9);
Console.WriteLine(path);

static ShapesDataset Scenes(string task) => new(count: Rows, imageSize: Size, classes: 8, seed: 7, maxObjects: 5, task: task);

static torch.Tensor Field(ShapesDataset data, int index, string key) => (torch.Tensor)data.GetItem(index, TransformRandom.For(0, 0, index))[key]!;

void Put(torch.Tensor image, int column, int row, int offset)
{
    var (x, y) = (Gap + offset + column * (Size + Gap), Gap + row * (Size + Gap));
    ImageOps.SafeCrop(sheet, x, y, x + Size, y + Size).copy_(image);
}

torch.Tensor Colored(torch.Tensor mask)
{
    var result = torch.empty([Size, Size, 3], torch.ScalarType.Byte);
    var from = mask.DataSpan<byte>();
    var to = result.DataSpan<byte>();
    for (var i = 0; i < from.Length; i++)
    {
        palette[from[i]].CopyTo(to[(3 * i)..]);
    }

    return result;
}

static torch.Tensor Framed(torch.Tensor image, Sample truth)
{
    var result = image.clone();
    foreach (var box in ((IReadOnlyList<object?>)truth["bboxes"]!).Cast<BoundingBox>())
    {
        var (left, top, right, bottom) = ((int)box.Left, (int)box.Top, (int)box.Right, (int)box.Bottom);
        int[][] frame = [[left - 1, top - 1, right + 1, top - 1, right + 1, bottom + 1, left - 1, bottom + 1], [left, top, right, top, right, bottom, left, bottom]];
        ImageOps.FillPolygons(result, frame, [255, 255, 255]);
    }

    return result;
}
