// Draws docs/images/operations.png, a photograph under each operation. From the repository's root:
//     dotnet run tools/operations-sheet.cs PHOTOGRAPH [output.png]
// docs/transforms.md says what the cells show and whose photograph it is.
#:project ../src/Thelper/Thelper.csproj
#:property PublishAot=false
#:property RunAnalyzers=false

using Thelper.Config;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Transforms;

const int Size = 112;
const int Gap = 5;
const int Columns = 5;

(string Stages, int Seed)[] cells =
[
    ("[{'operation': 'thelper.transforms.NoTransform'}]", 0),
    ("[{'operation': 'thelper.transforms.CenterCrop', 'params': {'size': 0.5}}]", 0),
    ("[{'operation': 'thelper.transforms.CenterCrop', 'params': {'size': 1.5, 'bordertype': 'cv2.BORDER_REFLECT_101'}}]", 0),
    ("[{'operation': 'thelper.transforms.Resize', 'params': {'dsize': 12, 'interp': 'cv2.INTER_AREA'}}]", 0),
    ("[{'operation': 'thelper.transforms.Affine', 'params': {'transf': [[0.9, -0.3, 20], [0.3, 0.9, -15]], 'border_val': [255, 255, 255]}}]", 0),
    ("[{'operation': 'thelper.transforms.RandomShift', 'params': {'min': -40, 'max': 40, 'border_mode': 'cv2.BORDER_REPLICATE'}}]", 4),
    ("[{'operation': 'thelper.transforms.RandomResizedCrop', 'params': {'output_size': 112}}]", 1),
    ("[{'operation': 'thelper.transforms.RandomResizedCrop', 'params': {'output_size': 112}}]", 2),
    ("[{'operation': 'thelper.transforms.ToGray'}, {'operation': 'thelper.transforms.ToColor'}]", 0),
    ("[{'operation': 'thelper.transforms.ToNumpy', 'params': {'reorder_bgr': true}}]", 0),
    ("[{'operation': 'thelper.transforms.SelectChannels', 'params': {'channels': [1, 0, 2]}}]", 0),
    ("[{'operation': 'thelper.transforms.Transpose', 'params': {'axes': [1, 0, 2]}}]", 0),
    ("[{'operation': 'thelper.transforms.NormalizeMinMax', 'params': {'min': [60, 60, 60], 'max': [200, 200, 200]}}]", 0),
    ("[{'operation': 'thelper.transforms.SelectChannels', 'params': {'channels': 0}}, {'operation': 'thelper.transforms.ToColor'}]", 0),
    ("[{'operation': 'thelper.transforms.Tile', 'params': {'tile_size': 0.5}}]", 0),
];

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run tools/operations-sheet.cs PHOTOGRAPH [output.png]");
    return 2;
}

using var scope = torch.NewDisposeScope();
var photograph = ImageCodec.Decode(Path.GetFullPath(args[0]));
var side = Math.Min(photograph.shape[0], photograph.shape[1]);
using var square = (torch.Tensor)new CenterCrop(side).Apply(photograph, TransformRandom.For(0, 0, 0))!;
var image = ImageOps.Resize(square, Size, Size, Interpolation.Area);
var rows = (cells.Length + Columns - 1) / Columns;
var sheet = torch.full([(rows * (Size + Gap)) + Gap, (Columns * (Size + Gap)) + Gap, 3], 255, torch.ScalarType.Byte);
for (var i = 0; i < cells.Length; i++)
{
    var errors = new ConfigErrors();
    var pipeline = TransformsFactory.Load(ConfigLoader.Parse(cells[i].Stages.Replace('\'', '"'), "cell"), new(), errors);
    errors.ThrowIfAny();
    var result = pipeline!.Apply(image, TransformRandom.For(0, 0, cells[i].Seed));
    var (left, top) = (Gap + ((i % Columns) * (Size + Gap)), Gap + (i / Columns * (Size + Gap)));
    if (result is torch.Tensor single)
    {
        Put(single, left, top, Size);
        continue;
    }

    var tiles = (IReadOnlyList<object?>)result!;
    for (var t = 0; t < tiles.Count; t++)
    {
        Put((torch.Tensor)tiles[t]!, left + (t % 2 * (Size + Gap) / 2), top + (t / 2 * (Size + Gap) / 2), (Size - Gap) / 2);
    }
}

var output = Path.GetFullPath(args.Length > 1 ? args[1] : "docs/images/operations.png");
ImageCodec.Save(output, sheet, 16, 9);
Console.WriteLine(output);
return 0;

void Put(torch.Tensor cell, int x, int y, int size)
{
    var bytes = cell.is_floating_point() ? cell.clamp(0, 1).mul(255).round().to(torch.ScalarType.Byte) : cell;
    ImageOps.SafeCrop(sheet, x, y, x + size, y + size).copy_(ImageOps.Resize(bytes, size, size, Interpolation.Nearest));
}
