using System.Runtime.CompilerServices;

namespace NeuralCore.Memory;

/// <summary>Eight steps in elements, as a value.</summary>
[InlineArray(8)]
public struct Steps : IEquatable<Steps>
{
    private long _element;

    /// <summary>The given steps.</summary>
    public Steps(ReadOnlySpan<long> steps) => steps.CopyTo(this);

    /// <summary>The steps of a contiguous row-major tensor.</summary>
    public static Steps Of(Shape shape)
    {
        Steps steps = default;
        var step = 1L;
        for (var i = shape.Rank - 1; i >= 0; i--)
        {
            steps[i] = step;
            step *= shape[i];
        }
        return steps;
    }

    /// <inheritdoc/>
    public readonly bool Equals(Steps other) => ((ReadOnlySpan<long>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Steps other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var step in this) hash.Add(step);
        return hash.ToHashCode();
    }
}
