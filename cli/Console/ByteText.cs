using System.Globalization;

namespace NeuralCore.Cli;

/// <summary>A number of bytes as a person reads it: <c>512 B</c>, <c>3.2 KiB</c>, <c>44.6 MiB</c>.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Three or four digits and a unit, powers of 1024.</summary>
    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < Units.Length - 1; unit++) value /= 1024;
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
