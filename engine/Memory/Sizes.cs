using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NeuralCore.Memory;

namespace NeuralCore;

/// <summary>One number per spatial dimension (a kernel size, stride, padding, dilation), compared by value, printed as <c>3</c> or <c>7×3×3</c>; a single number stands for every dimension.</summary>
[CollectionBuilder(typeof(Sizes), nameof(Create))]
public readonly struct Sizes : IEquatable<Sizes>
{
    private readonly Inline8 _values;

    /// <summary>The given numbers; equal ones are kept as one, so that <c>3</c> and <c>3×3</c> are the same value.</summary>
    /// <exception cref="ShapeException">There is none, or more than eight.</exception>
    public Sizes(params ReadOnlySpan<int> values)
    {
        if (values.Length is 0 or > Shape.MaxRank)
            throw new ShapeException($"sizes hold 1 to {Shape.MaxRank} numbers; got {values.Length}");
        Length = values.ContainsAnyExcept(values[0]) ? values.Length : 1;
        values[..Length].CopyTo(_values);
    }

    /// <summary>How many numbers are held; 1 stands for any number of dimensions.</summary>
    public int Length { get; }

    /// <summary>The number for a spatial dimension, outermost first.</summary>
    public int this[int dim] => Length == 1 ? _values[0] : _values[dim];

    /// <summary>Makes sizes from a collection expression.</summary>
    public static Sizes Create(ReadOnlySpan<int> values) => new(values);

    /// <summary>The same number in every dimension.</summary>
    public static implicit operator Sizes(int value) => new(value);

    /// <summary>Height and width.</summary>
    public static implicit operator Sizes((int H, int W) value) => new(value.H, value.W);

    /// <summary>Depth, height and width.</summary>
    public static implicit operator Sizes((int D, int H, int W) value) => new(value.D, value.H, value.W);

    /// <summary>Whether these numbers can serve that many spatial dimensions.</summary>
    public bool Fits(int spatialRank) => Length == 1 || Length == spatialRank;

    /// <summary>The numbers written out for so many dimensions, as a shape.</summary>
    /// <exception cref="ShapeException">There are neither one nor that many numbers.</exception>
    public Shape Expand(int spatialRank)
    {
        if (!Fits(spatialRank))
            throw new ShapeException($"{this} has {Length} numbers; expected 1 or {spatialRank}, one per spatial dimension");
        Span<int> values = stackalloc int[spatialRank];
        for (var i = 0; i < spatialRank; i++) values[i] = this[i];
        return new Shape(values);
    }

    /// <summary>The numbers held, valid as long as this value stays where it is.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)_values)[..Length];

    /// <inheritdoc/>
    public bool Equals(Sizes other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sizes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in AsSpan()) hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>Whether both hold the same numbers.</summary>
    public static bool operator ==(Sizes a, Sizes b) => a.Equals(b);

    /// <summary>Whether the numbers differ.</summary>
    public static bool operator !=(Sizes a, Sizes b) => !a.Equals(b);

    /// <inheritdoc/>
    public override string ToString() => Length == 0 ? "–" : string.Join('×', AsSpan().ToArray());
}
