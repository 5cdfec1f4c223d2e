using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>One value around N x C x L, equally far at each side.</summary>
        /// <param name="padding">How far; negative numbers crop.</param>
        /// <param name="value">The value.</param>
        public static ConstantPad1d ConstantPad1d(long padding, double value) => new((padding, padding), value);

        /// <summary>One value around N x C x L.</summary>
        /// <param name="padding">Left, right; negative numbers crop.</param>
        /// <param name="value">The value.</param>
        public static ConstantPad1d ConstantPad1d((long, long) padding, double value) => new(padding, value);

        /// <summary>The inside mirrored around N x C x L, equally far at each side.</summary>
        public static ReflectionPad1d ReflectionPad1d(long padding) => new((padding, padding));

        /// <summary>The inside mirrored around N x C x L: left, right.</summary>
        public static ReflectionPad1d ReflectionPad1d((long, long) padding) => new(padding);

        /// <summary>The border elements repeated around N x C x L, equally far at each side.</summary>
        public static ReplicationPad1d ReplicationPad1d(long padding) => new((padding, padding));

        /// <summary>The border elements repeated around N x C x L: left, right.</summary>
        public static ReplicationPad1d ReplicationPad1d((long, long) padding) => new(padding);

        /// <summary>One value around N x C x H x W, equally far at each side.</summary>
        /// <param name="padding">How far; negative numbers crop.</param>
        /// <param name="value">The value.</param>
        public static ConstantPad2d ConstantPad2d(long padding, double value) => new((padding, padding, padding, padding), value);

        /// <summary>One value around N x C x H x W.</summary>
        /// <param name="padding">Left, right, top, bottom; negative numbers crop.</param>
        /// <param name="value">The value.</param>
        public static ConstantPad2d ConstantPad2d((long, long, long, long) padding, double value) => new(padding, value);

        /// <summary>The inside mirrored around N x C x H x W, equally far at each side.</summary>
        public static ReflectionPad2d ReflectionPad2d(long padding) => new((padding, padding, padding, padding));

        /// <summary>The inside mirrored around N x C x H x W: left, right, top, bottom.</summary>
        public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) => new(padding);

        /// <summary>The border elements repeated around N x C x H x W, equally far at each side.</summary>
        public static ReplicationPad2d ReplicationPad2d(long padding) => new((padding, padding, padding, padding));

        /// <summary>The border elements repeated around N x C x H x W: left, right, top, bottom.</summary>
        public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) => new(padding);

        /// <summary>One value around N x C x D x H x W, equally far at each side.</summary>
        /// <param name="padding">How far; negative numbers crop.</param>
        /// <param name="value">The value.</param>
        public static ConstantPad3d ConstantPad3d(long padding, double value) => new((padding, padding, padding, padding, padding, padding), value);

        /// <summary>One value around N x C x D x H x W.</summary>
        /// <param name="padding">Left, right, top, bottom, front, back; negative numbers crop.</param>
        /// <param name="value">The value.</param>
        public static ConstantPad3d ConstantPad3d((long, long, long, long, long, long) padding, double value) => new(padding, value);

        /// <summary>The inside mirrored around N x C x D x H x W, equally far at each side.</summary>
        public static ReflectionPad3d ReflectionPad3d(long padding) => new((padding, padding, padding, padding, padding, padding));

        /// <summary>The inside mirrored around N x C x D x H x W: left, right, top, bottom, front, back.</summary>
        public static ReflectionPad3d ReflectionPad3d((long, long, long, long, long, long) padding) => new(padding);

        /// <summary>The border elements repeated around N x C x D x H x W, equally far at each side.</summary>
        public static ReplicationPad3d ReplicationPad3d(long padding) => new((padding, padding, padding, padding, padding, padding));

        /// <summary>The border elements repeated around N x C x D x H x W: left, right, top, bottom, front, back.</summary>
        public static ReplicationPad3d ReplicationPad3d((long, long, long, long, long, long) padding) => new(padding);

        /// <summary>Zeros around N x C x H x W, equally many at each side.</summary>
        public static ZeroPad2d ZeroPad2d(long padding) => new((padding, padding, padding, padding));

        /// <summary>Zeros around N x C x H x W: left, right, top, bottom.</summary>
        public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) => new(padding);
    }
}
