using Thelper.Config;

namespace Thelper.Gui;

/// <summary>The <c>annotator</c> section of a configuration.</summary>
internal sealed class AnnotatorOptions : TypedSection<ImageSegmentAnnotator>
{
    /// <summary>Reads the section.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="isNeeded">Whether it must be there and complete; else its keys are checked where it is given.</param>
    /// <param name="types">Finds the annotator's type.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>What makes the settings; null after a mistake, or where it is not needed.</returns>
    public static BoundType? Bind(ConfigSections config, bool isNeeded, TypeRegistry types, ConfigErrors errors)
    {
        if (config.Annotator is not { } section)
        {
            if (!isNeeded)
            {
                return null;
            }

            errors.Add(config.Root, "the annotator section is missing; it names the annotator and its labels, such as \"annotator\": {\"type\": \"thelper.gui.ImageSegmentAnnotator\", \"params\": {\"sample_input_key\": \"image\", \"labels\": [{\"id\": 255, \"name\": \"foreground\", \"color\": [0, 0, 255]}]}}");
            return null;
        }

        var options = OptionsBinder.Bind<AnnotatorOptions>(section, errors);
        return isNeeded && options.Type is { } type ? types.Bind(type, options.Params, typeof(ImageSegmentAnnotator), errors) : null;
    }
}
