#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    /// <summary>torchvision's functions for image files: (channels, rows, columns) of bytes, red, green, blue.</summary>
    public static partial class io
    {
        private const int JpegQuality = 1;
        private const int PngCompression = 16;
        private const int ColorType = 25;
        private const int GreyAlpha = 4;

        /// <summary>Reads an image file.</summary>
        /// <param name="path">The file: PNG, JPEG, or what else OpenCV reads. EXIF does not turn it.</param>
        /// <param name="mode">Which channels are wanted.</param>
        /// <returns>uint8 (C, H, W).</returns>
        /// <exception cref="ImageException">The file cannot be read, is damaged, or no image.</exception>
        public static Tensor read_image(string path, ImageReadMode mode = ImageReadMode.UNCHANGED)
        {
            using var bytes = read_file(path);
            return Decode(bytes, mode, path);
        }

        /// <summary>Decodes an image.</summary>
        /// <param name="input">uint8 (length): the bytes of a file.</param>
        /// <param name="mode">Which channels are wanted.</param>
        /// <returns>uint8 (C, H, W).</returns>
        /// <exception cref="ImageException">The bytes are damaged, or no image.</exception>
        public static Tensor decode_image(Tensor input, ImageReadMode mode = ImageReadMode.UNCHANGED) => Decode(input, mode, null);

        /// <summary>Decodes a JPEG.</summary>
        /// <inheritdoc cref="decode_image"/>
        public static Tensor decode_jpeg(Tensor input, ImageReadMode mode = ImageReadMode.UNCHANGED) => Decode(input, mode, null);

        /// <summary>Decodes a PNG.</summary>
        /// <inheritdoc cref="decode_image"/>
        public static Tensor decode_png(Tensor input, ImageReadMode mode = ImageReadMode.UNCHANGED) => Decode(input, mode, null);

        /// <summary>Encodes an image as JPEG.</summary>
        /// <param name="input">uint8 (C, H, W), of one or three channels.</param>
        /// <param name="quality">1 to 100.</param>
        /// <returns>uint8 (length).</returns>
        /// <exception cref="UserErrorException">The image has another form, or the quality is out of range.</exception>
        public static Tensor encode_jpeg(Tensor input, int quality = 75) => quality is >= 1 and <= 100
            ? Bytes(Encode(input, ".jpg", JpegQuality, quality))
            : throw new UserErrorException($"encode_jpeg: the quality is 1 to 100, not {quality}");

        /// <summary>Encodes an image as PNG.</summary>
        /// <param name="input">uint8 (C, H, W), of one or three channels.</param>
        /// <param name="compression_level">0 to 9.</param>
        /// <returns>uint8 (length).</returns>
        /// <exception cref="UserErrorException">The image has another form, or the level is out of range.</exception>
        public static Tensor encode_png(Tensor input, int compression_level = 6) => compression_level is >= 0 and <= 9
            ? Bytes(Encode(input, ".png", PngCompression, compression_level))
            : throw new UserErrorException($"encode_png: the compression is 0 to 9, not {compression_level}");

        /// <summary>Writes an image as a JPEG file.</summary>
        /// <param name="input">uint8 (C, H, W), of one or three channels.</param>
        /// <param name="filename">The file.</param>
        /// <param name="quality">1 to 100.</param>
        /// <exception cref="UserErrorException">The image has another form, or the quality is out of range.</exception>
        /// <exception cref="ImageException">The file cannot be written.</exception>
        public static void write_jpeg(Tensor input, string filename, int quality = 75)
        {
            using var bytes = encode_jpeg(input, quality);
            write_file(filename, bytes);
        }

        /// <summary>Writes an image as a PNG file.</summary>
        /// <param name="input">uint8 (C, H, W), of one or three channels.</param>
        /// <param name="filename">The file.</param>
        /// <param name="compression_level">0 to 9.</param>
        /// <exception cref="UserErrorException">The image has another form, or the level is out of range.</exception>
        /// <exception cref="ImageException">The file cannot be written.</exception>
        public static void write_png(Tensor input, string filename, int compression_level = 6)
        {
            using var bytes = encode_png(input, compression_level);
            write_file(filename, bytes);
        }

        /// <summary>Reads a file as it is.</summary>
        /// <param name="path">The file.</param>
        /// <returns>uint8 (length).</returns>
        /// <exception cref="ImageException">It cannot be read.</exception>
        public static Tensor read_file(string path)
        {
            try
            {
                return Bytes(InputFile.ReadAllBytes(path));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ImageException($"cannot read '{path}': {e.Message}", e);
            }
        }

        /// <summary>Writes bytes as they are.</summary>
        /// <param name="filename">The file.</param>
        /// <param name="data">uint8 (length).</param>
        /// <exception cref="UserErrorException">The tensor has another form.</exception>
        /// <exception cref="ImageException">The file cannot be written.</exception>
        public static void write_file(string filename, Tensor data)
        {
            ArgumentNullException.ThrowIfNull(data);
            using var scope = NewDisposeScope();
            Write(filename, Checked(data).cpu().contiguous().DataSpan<byte>().ToArray());
        }

        /// <summary>The bytes of an image's file.</summary>
        internal static byte[] Encode(Tensor input, string extension, params ReadOnlySpan<int> parameters)
        {
            ArgumentNullException.ThrowIfNull(input);
            if (input.dtype != ScalarType.Byte || input.dim() != 3 || input.shape[0] is not (1 or 3))
            {
                throw new UserErrorException($"encode {extension}: takes bytes (1 or 3, H, W), not {input.dtype} ({string.Join(", ", input.shape)})");
            }

            using var scope = NewDisposeScope();
            var pixels = input.cpu().flip(0).permute(1, 2, 0).contiguous();
            return ImageCodec.Encode(pixels, extension, parameters);
        }

        /// <summary>Writes a file.</summary>
        internal static void Write(string path, byte[] bytes)
        {
            try
            {
                File.WriteAllBytes(path, bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ImageException($"cannot write '{path}': {e.Message}", e);
            }
        }

        private static Tensor Bytes(byte[] bytes)
        {
            var result = empty([bytes.Length], ScalarType.Byte);
            bytes.CopyTo(result.DataSpan<byte>());
            return result;
        }

        // OpenCV makes coloured pixels of grey ones with alpha; the header of a PNG tells.
        private static bool IsGreyAlpha(ReadOnlySpan<byte> file) => file.Length > ColorType && file[1..4].SequenceEqual("PNG"u8) && file[ColorType] == GreyAlpha;

        private static Tensor Checked(Tensor bytes) => bytes.dtype == ScalarType.Byte && bytes.dim() == 1
            ? bytes
            : throw new UserErrorException($"takes the bytes of a file (length), not {bytes.dtype} ({string.Join(", ", bytes.shape)})");

        private static Tensor Decode(Tensor input, ImageReadMode mode, string? name)
        {
            ArgumentNullException.ThrowIfNull(input);
            using var scope = NewDisposeScope();
            var bytes = Checked(input).cpu().contiguous().DataSpan<byte>().ToArray();
            var stored = ImageCodec.Decode(bytes, DecodeMode.Unchanged, name);
            if (stored.dtype != ScalarType.Byte)
            {
                throw new ImageException($"{name ?? "the image"}: has 16 bits a channel, of which 8 are read");
            }

            var planes = stored.dim() == 2 ? stored.unsqueeze(0) : stored.permute(2, 0, 1);
            planes = IsGreyAlpha(bytes) && planes.shape[0] == 4 ? cat([planes.narrow(0, 0, 1), planes.narrow(0, 3, 1)]) : planes;
            var alpha = planes.shape[0] is 2 or 4 ? planes.narrow(0, planes.shape[0] - 1, 1) : full_like(planes.narrow(0, 0, 1), 255);
            var color = planes.shape[0] < 3 ? planes.narrow(0, 0, 1) : planes.narrow(0, 0, 3).flip(0);
            var result = mode switch
            {
                ImageReadMode.UNCHANGED => planes.shape[0] is 2 or 4 ? cat([color, alpha]) : color,
                ImageReadMode.GRAY => Gray(),
                ImageReadMode.GRAY_ALPHA => cat([Gray(), alpha]),
                ImageReadMode.RGB => color.expand(3, -1, -1),
                ImageReadMode.RGB_ALPHA => cat([color.expand(3, -1, -1), alpha]),
                _ => throw new UserErrorException($"mode: {mode} is none of UNCHANGED, GRAY, GRAY_ALPHA, RGB and RGB_ALPHA"),
            };
            return result.contiguous().clone().MoveToOuterDisposeScope();

            Tensor Gray() => color.shape[0] == 1 ? color : ImageCodec.Decode(bytes, DecodeMode.Gray, name).unsqueeze(0);
        }
    }
}
