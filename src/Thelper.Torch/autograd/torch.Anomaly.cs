using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Finds the operation behind NaN gradients, until disposed. See <see cref="AnomalyMode"/>.</summary>
        /// <param name="check_nan">Whether NaN is looked for; without, only the places of failing operations are told.</param>
        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        /// <summary>Switches anomaly mode; disposing the result restores the state before.</summary>
        /// <param name="mode">On or off.</param>
        /// <param name="check_nan">Whether NaN is looked for.</param>
        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        /// <summary>Whether anomaly mode is on.</summary>
        public static bool is_anomaly_enabled() => LibTorch.thelper_torch_anomaly() != 0;

        /// <summary>Whether anomaly mode looks for NaN.</summary>
        public static bool is_anomaly_check_nan_enabled() => LibTorch.thelper_torch_anomaly_checks_nan() != 0;
    }
}
