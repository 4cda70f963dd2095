using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NeuralCore.Memory;

namespace NeuralCore;

/// <summary>The extents of a tensor, outermost first (row-major): at most eight dimensions, compared by value, printed as <c>[8, 576, 19, 19]</c>.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>The most dimensions that a shape may have.</summary>
    public const int MaxRank = 8;

    // So that their bytes can be counted too.
    private const long MaxCount = 1L << 59;

    private readonly Inline8 _extents;

    /// <summary>A shape of the given extents; none at all is a scalar's.</summary>
    /// <exception cref="ShapeException">An extent is negative, or there are more than eight.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank)
            throw new ShapeException($"a shape has at most {MaxRank} dimensions; got {extents.Length}");
        foreach (var extent in extents)
            if (extent < 0) throw new ShapeException($"a shape's extents are not negative; got [{string.Join(", ", extents.ToArray())}]");
        extents.CopyTo(_extents);
        Rank = extents.Length;
    }

    /// <summary>The shape of a scalar: no dimension, one element.</summary>
    public static Shape Scalar => default;

    /// <summary>The number of dimensions.</summary>
    public int Rank { get; }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The number of elements: the product of all extents, 1 for a scalar.</summary>
    /// <exception cref="ShapeException">There are more than 2⁵⁹.</exception>
    public long Count
    {
        get
        {
            // The second product is there for its size: it does not wrap, and is exactly 0 where an extent is.
            var (count, size) = (1L, 1.0);
            for (var i = 0; i < Rank; i++) (count, size) = (count * _extents[i], size * _extents[i]);
            return size <= MaxCount ? count : throw new ShapeException($"a tensor {this} would have more elements than can be counted; expected at most 2⁵⁹");
        }
    }

    /// <summary>The extent of a dimension; a negative one counts from the last.</summary>
    /// <exception cref="ShapeException">There is no such dimension.</exception>
    public int this[int dim] => _extents[Axis(dim)];

    /// <summary>The extent of a dimension counted from the end, or from the start.</summary>
    public int this[Index dim] => this[dim.IsFromEnd ? Rank - dim.Value : dim.Value];

    /// <summary>Some consecutive dimensions as a shape of their own.</summary>
    public Shape this[Range range]
    {
        get
        {
            var (offset, length) = range.GetOffsetAndLength(Rank);
            return new Shape(AsSpan().Slice(offset, length));
        }
    }

    /// <summary>Makes a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<int> extents) => new(extents);

    /// <summary>The extents, valid as long as this value stays where it is.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)_extents)[..Rank];

    /// <summary>A dimension counted from the start: −1 becomes the last.</summary>
    /// <exception cref="ShapeException">There is no such dimension.</exception>
    public int Axis(int dim) => dim >= -Rank && dim < Rank
        ? dim < 0 ? dim + Rank : dim
        : throw new ShapeException($"dimension {dim} does not exist in {this}; expected {-Rank} to {Rank - 1}");

    /// <summary>The product of the extents from dimension <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public long CountOf(int start, int end)
    {
        var count = 1L;
        for (var i = start; i < end; i++) count *= _extents[i];
        return count;
    }

    /// <summary>The same shape with one extent replaced.</summary>
    public Shape With(int dim, int extent)
    {
        Inline8 copy = _extents;
        copy[Axis(dim)] = extent;
        return new Shape(((ReadOnlySpan<int>)copy)[..Rank]);
    }

    /// <summary>This shape followed by another's extents.</summary>
    public Shape Concat(Shape other) => new([.. AsSpan(), .. other.AsSpan()]);

    /// <summary>The shape that two shapes broadcast to: aligned at the last dimension, an extent of 1 stretches.</summary>
    /// <exception cref="ShapeException">Two extents differ and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        Inline8 extents = default;
        for (var i = 1; i <= rank; i++)
        {
            var p = i <= a.Rank ? a._extents[a.Rank - i] : 1;
            var q = i <= b.Rank ? b._extents[b.Rank - i] : 1;
            if (p != q && p != 1 && q != 1)
                throw new ShapeException($"shapes {a} and {b} do not broadcast: {p} against {q} in dimension {rank - i}; each pair of extents must be equal or hold a 1");
            extents[rank - i] = p == 1 ? q : p;
        }
        return new Shape(((ReadOnlySpan<int>)extents)[..rank]);
    }

    /// <summary>Whether a tensor of this shape can be repeated to fill <paramref name="target"/>: aligned at the last dimension, every extent is 1 or equal.</summary>
    public bool BroadcastsTo(Shape target)
    {
        if (Rank > target.Rank) return false;
        for (var i = 1; i <= Rank; i++)
            if (_extents[Rank - i] != 1 && _extents[Rank - i] != target._extents[target.Rank - i]) return false;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var extent in AsSpan()) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>Whether both have the same extents.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>Whether the extents differ.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", AsSpan().ToArray())}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < Rank; i++) yield return _extents[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
