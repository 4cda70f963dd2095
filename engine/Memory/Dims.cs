using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralCore;

/// <summary>A set of dimensions to reduce or flip, negative ones counted from the last: <c>1</c>, <c>[0, -1]</c>; the empty set stands for all.</summary>
[CollectionBuilder(typeof(Dims), nameof(Create))]
public readonly struct Dims : IEquatable<Dims>
{
    // Bit d stands for dimension d, bit 16 + d for a negative d: the rank that joins the two is known only later.
    private readonly ushort _bits;

    /// <summary>The given dimensions; none at all stands for every one.</summary>
    /// <exception cref="ShapeException">A dimension lies outside −8 to 7, or is named twice.</exception>
    public Dims(params ReadOnlySpan<int> dims)
    {
        foreach (var dim in dims)
        {
            if (dim is < -Shape.MaxRank or >= Shape.MaxRank)
                throw new ShapeException($"dimension {dim} does not exist; a tensor has at most {Shape.MaxRank}");
            var bit = 1 << (dim < 0 ? 16 + dim : dim);
            if ((_bits & bit) != 0) throw new ShapeException($"dimension {dim} is named twice");
            _bits |= (ushort)bit;
        }
    }

    /// <summary>Every dimension.</summary>
    public static Dims All => default;

    /// <summary>Whether the set stands for every dimension.</summary>
    public bool IsAll => _bits == 0;

    /// <summary>Makes a set from a collection expression.</summary>
    public static Dims Create(ReadOnlySpan<int> dims) => new(dims);

    /// <summary>One dimension.</summary>
    public static implicit operator Dims(int dim) => new(dim);

    /// <summary>The dimensions of a shape as bits: bit i stands for dimension i.</summary>
    /// <exception cref="ShapeException">The shape has no such dimension, or one is named twice, from both ends.</exception>
    internal uint Axes(Shape shape)
    {
        if (IsAll) return (1u << shape.Rank) - 1;
        uint axes = 0;
        foreach (var dim in this)
        {
            var bit = 1u << shape.Axis(dim);
            if ((axes & bit) != 0) throw new ShapeException($"dimensions {this} name dimension {shape.Axis(dim)} of {shape} twice");
            axes |= bit;
        }
        return axes;
    }

    /// <summary>The shape with these dimensions cut to extent 1.</summary>
    /// <exception cref="ShapeException">The shape has no such dimension.</exception>
    internal Shape Keep(Shape shape)
    {
        var axes = Axes(shape);
        Span<int> extents = stackalloc int[shape.Rank];
        for (var i = 0; i < shape.Rank; i++) extents[i] = (axes >> i & 1) != 0 ? 1 : shape[i];
        return new Shape(extents);
    }

    /// <summary>The shape without these dimensions.</summary>
    /// <exception cref="ShapeException">The shape has no such dimension.</exception>
    internal Shape Drop(Shape shape)
    {
        var axes = Axes(shape);
        Span<int> extents = stackalloc int[shape.Rank - BitOperations.PopCount(axes)];
        for (int i = 0, n = 0; i < shape.Rank; i++)
            if ((axes >> i & 1) == 0) extents[n++] = shape[i];
        return new Shape(extents);
    }

    /// <summary>The dimensions named, those from the start first.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        for (var bit = 0; bit < 16; bit++)
            if ((_bits >> bit & 1) != 0) yield return bit < 8 ? bit : bit - 16;
    }

    /// <inheritdoc/>
    public bool Equals(Dims other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dims other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bits;

    /// <summary>Whether both name the same dimensions.</summary>
    public static bool operator ==(Dims a, Dims b) => a.Equals(b);

    /// <summary>Whether the sets differ.</summary>
    public static bool operator !=(Dims a, Dims b) => !a.Equals(b);

    /// <inheritdoc/>
    public override string ToString()
    {
        List<int> dims = [];
        foreach (var dim in this) dims.Add(dim);
        return IsAll ? "all" : $"[{string.Join(", ", dims)}]";
    }
}
