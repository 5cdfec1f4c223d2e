using System.Reflection;

namespace Thelper.Torch.Tests.Modules;

/// <summary>The tables of layers together.</summary>
public sealed class LayerTableTests
{
    [Fact]
    public void The_tables_and_the_golden_file_have_the_same_cases()
        => typeof(LayerTable).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(LayerTable))
            .SelectMany(field => ((LayerTable)field.GetValue(null)!).Keys)
            .ShouldBe(LayerTable.Recorded, ignoreOrder: true);
}
