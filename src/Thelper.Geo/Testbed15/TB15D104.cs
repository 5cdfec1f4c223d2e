namespace Thelper.Geo.Testbed15;

/// <summary>Numbers and codes of the OGC's Testbed-15 (D104): lakes among the surface waters of Québec, in lidar.</summary>
public static class TB15D104
{
    /// <summary>Class of what is no lake.</summary>
    public const int BackgroundId = 0;

    /// <summary>Class of lakes.</summary>
    public const int LakeId = 1;

    /// <summary>The property that says what a water is.</summary>
    public const string TypeProperty = "TYPECE";

    /// <summary>Its value for rivers.</summary>
    public const string TypeceRiver = "10";

    /// <summary>Its value for lakes.</summary>
    public const string TypeceLake = "21";

    /// <summary>The property with a water's number.</summary>
    public const string IdProperty = "OBJECTID";
}
