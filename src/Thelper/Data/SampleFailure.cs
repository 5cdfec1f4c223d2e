using Thelper.Config;

namespace Thelper.Data;

/// <summary>What is said of a sample on which the code of a data set or of a transform fails.</summary>
internal static class SampleFailure
{
    /// <summary>Names the sample: files that cannot be read are the user's to mend, everything else is a mistake in code.</summary>
    /// <param name="error">What was thrown; a message to the user already, or one that names a sample, stays.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="index">The sample.</param>
    /// <param name="what">What failed, with the sample's name.</param>
    /// <returns>What to throw.</returns>
    public static Exception Of(Exception error, Dataset dataset, int index, string what) => error switch
    {
        UserErrorException or LoadingException => error,
        IOException or UnauthorizedAccessException when UserCode.PlaceOf(error) is null
            => new UserErrorException($"{dataset.Describe(index)}: cannot be read ({error.Message}).", error),
        _ => new LoadingException($"{what} failed: {error.Message}", error),
    };
}
