using System.Globalization;

namespace NeuralCore.Data.Imaging;

/// <summary>y = (x − mean) / std, channel by channel. Text: <c>normalize:MEAN:STD</c>, several channels as <c>normalize:M/M/M:S/S/S</c>.</summary>
public sealed class Normalize : ITransform, IEquatable<Normalize>
{
    private readonly float[] _mean, _std;

    /// <summary>One mean and one standard deviation for each channel, or one of each for all.</summary>
    /// <exception cref="UsageException">They are not as many, or a standard deviation is not positive.</exception>
    public Normalize(ReadOnlySpan<float> mean, ReadOnlySpan<float> std)
    {
        if (mean.Length == 0 || mean.Length != std.Length)
            throw new UsageException($"normalize has {mean.Length} means and {std.Length} standard deviations; expected one of each for every channel");
        foreach (var value in std)
            if (!(value > 0 && float.IsFinite(value))) throw new UsageException($"normalize divides by {value}; expected a standard deviation above 0");
        foreach (var value in mean)
            if (!float.IsFinite(value)) throw new UsageException($"normalize subtracts {value}; expected a finite mean");
        (_mean, _std) = (mean.ToArray(), std.ToArray());
    }

    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        if (_mean.Length != 1 && _mean.Length != image.Channels)
            throw new ShapeException($"{this} is for {_mean.Length} channels; got an image {image.Shape}{(image.Channels == 1 && _mean.Length == 3 ? "; give it three first (rgb)" : "")}");
        var values = (float[])image.Values.Clone();
        var result = new Image(image.Channels, image.Height, image.Width, values);
        for (var c = 0; c < image.Channels; c++)
        {
            var (mean, std) = (_mean[_mean.Length == 1 ? 0 : c], _std[_std.Length == 1 ? 0 : c]);
            foreach (ref var value in result.Plane(c)) value = (value - mean) / std;
        }
        return result;
    }

    /// <summary>Whether the numbers are the same.</summary>
    public bool Equals(Normalize? other) => other is not null && _mean.SequenceEqual(other._mean) && _std.SequenceEqual(other._std);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Normalize);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"normalize:{Text(_mean)}:{Text(_std)}";

    private static string Text(float[] values) => string.Join('/', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
