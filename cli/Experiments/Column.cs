using System.Globalization;

namespace NeuralCore.Cli.Experiments;

/// <summary>One column of an experiment's table: a heading for people, a key for machines, and how a value is written for people.</summary>
internal sealed record Column(string Heading, string Key, bool IsNumber, Func<object, string> Format)
{
    /// <summary>Words.</summary>
    public static Column Text(string heading, string key) => new(heading, key, false, value => (string)value);

    /// <summary>A count, as a <see cref="long"/>.</summary>
    public static Column Count(string heading, string key) => new(heading, key, true, value => ((long)value).ToString("n0", CultureInfo.InvariantCulture));

    /// <summary>A number, as a <see cref="double"/>, with so many digits behind the point and a unit.</summary>
    public static Column Number(string heading, string key, int digits, string unit = "") =>
        new(heading, key, true, value => ((double)value).ToString($"f{digits}", CultureInfo.InvariantCulture) + unit);

    /// <summary>A share of 1, as a <see cref="double"/>, written in percent.</summary>
    public static Column Share(string heading, string key) =>
        new(heading, key, true, value => (100 * (double)value).ToString("f2", CultureInfo.InvariantCulture) + " %");

    /// <summary>One number after another, as an array of <see cref="double"/>.</summary>
    public static Column Series(string heading, string key, int digits) =>
        new(heading, key, false, value => string.Join(' ', ((double[])value).Select(v => v.ToString($"f{digits}", CultureInfo.InvariantCulture))));
}
