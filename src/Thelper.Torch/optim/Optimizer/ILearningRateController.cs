namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Something whose learning rate schedules change.</summary>
        public interface ILearningRateController
        {
            /// <summary>The current learning rate.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate before any schedule.</summary>
            double InitialLearningRate { get; set; }
        }
    }
}
