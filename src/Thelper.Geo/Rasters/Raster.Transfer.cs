using Thelper.Geo.Native;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Rasters;

/// <content>What GDAL itself is asked for.</content>
public sealed unsafe partial class Raster
{
    private void ReadMask(int band, Window window, byte[] mask)
    {
        fixed (byte* buffer = mask)
        {
            GdalErrors.Clear();
            var source = GdalApi.GDALGetMaskBand(GdalApi.GDALGetRasterBand(Handle, band));
            if (GdalApi.GDALRasterIOEx(source, 0, window.Left, window.Top, window.Width, window.Height, buffer, window.Width, window.Height, (int)RasterType.Byte, 0, 0, 0) >= GdalApi.Failed)
            {
                throw GdalErrors.Failure(Info.Path, "its mask cannot be read");
            }
        }
    }

    private void Transfer(bool write, Window window, void* data, ScalarType type, int[] numbers)
    {
        // Before GDAL 3.7 signed bytes are bytes to it, whose bits are right.
        var stored = type != ScalarType.Int8 ? type.ToRasterType() : GdalLibrary.HasSignedBytes ? RasterType.Int8 : RasterType.Byte;
        var size = stored.Bytes();
        fixed (int* list = numbers)
        {
            GdalErrors.Clear();
            if (GdalApi.GDALDatasetRasterIOEx(
                Handle, write ? 1 : 0, window.Left, window.Top, window.Width, window.Height, data, window.Width, window.Height, (int)stored,
                numbers.Length, list, (long)size * numbers.Length, (long)size * numbers.Length * window.Width, size, 0) >= GdalApi.Failed)
            {
                throw GdalErrors.Failure(Info.Path, write ? "it cannot be written" : "it cannot be read");
            }
        }
    }

    // Of what lies beyond it, GDAL gives the greatest number of 64 bits with a sign.
    private void RequireHeld(Tensor values, Window window, int[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (values.dtype != ScalarType.Int64 || Info.Bands[numbers[i] - 1].Type != RasterType.UInt64)
            {
                continue;
            }

            using var scope = NewDisposeScope();
            var largest = values.select(-1, i).eq(long.MaxValue);
            if (!largest.any().ToBoolean())
            {
                continue;
            }

            // As no data it may be there.
            var mask = new byte[window.Width * window.Height];
            ReadMask(numbers[i], window, mask);
            if (largest.logical_and(tensor(mask, [window.Height, window.Width]) != 0).any().ToBoolean())
            {
                throw new GeoException(FormattableString.Invariant($"{Info.Path}: band {numbers[i]} holds whole numbers above {long.MaxValue}, which are not read; write it as real numbers first (gdal_translate -ot Float64)"));
            }
        }
    }
}
