using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The extents of a box and the steps at which up to three operands walk it; neighbouring dimensions that all operands walk as one are merged.</summary>
/// <remarks>The box is built from its innermost dimension outwards. Index 0 is the innermost.</remarks>
internal struct Box
{
    private Inline8 _extents;
    private Steps _a, _b, _c;

    /// <summary>The number of dimensions left after merging; none has extent 1.</summary>
    public int Rank { get; private set; }

    /// <summary>The number of positions.</summary>
    public readonly long Count
    {
        get
        {
            var count = 1L;
            for (var i = 0; i < Rank; i++) count *= _extents[i];
            return count;
        }
    }

    /// <summary>The extent of a dimension, the innermost being 0.</summary>
    public readonly int Extent(int dim) => _extents[dim];

    /// <summary>The steps of the three operands in a dimension.</summary>
    public readonly (long A, long B, long C) Step(int dim) => (_a[dim], _b[dim], _c[dim]);

    /// <summary>Wraps one more dimension around the box.</summary>
    public void Add(int extent, long a, long b = 0, long c = 0)
    {
        if (extent == 1) return;
        if (Rank > 0)
        {
            var (inner, length) = (Rank - 1, (long)_extents[Rank - 1]);
            if (a == _a[inner] * length && b == _b[inner] * length && c == _c[inner] * length && extent * length <= int.MaxValue)
            {
                _extents[inner] *= extent;
                return;
            }
        }
        _extents[Rank] = extent;
        (_a[Rank], _b[Rank], _c[Rank]) = (a, b, c);
        Rank++;
    }

    /// <summary>Takes the innermost dimension out: the run that a kernel works along; a box without dimensions has a run of one.</summary>
    public (int Extent, long A, long B, long C) TakeInner() => Take(0);

    /// <summary>Takes a dimension out of the box.</summary>
    public (int Extent, long A, long B, long C) Take(int dim)
    {
        if (Rank == 0) return (1, 0, 0, 0);
        var taken = (_extents[dim], _a[dim], _b[dim], _c[dim]);
        Rank--;
        for (var i = dim; i < Rank; i++)
        {
            _extents[i] = _extents[i + 1];
            (_a[i], _b[i], _c[i]) = (_a[i + 1], _b[i + 1], _c[i + 1]);
        }
        return taken;
    }

    /// <summary>A walk through the positions in row-major order that begins at position <paramref name="start"/>.</summary>
    public readonly Walker Walk(long start) => new(this, start);

    /// <summary>Where the operands stand as the box is walked, by counting up like an odometer.</summary>
    public struct Walker
    {
        private readonly Box _box;
        private Inline8 _index;

        internal Walker(Box box, long start)
        {
            _box = box;
            for (var i = 0; i < box.Rank; i++)
            {
                (start, var index) = Math.DivRem(start, box._extents[i]);
                _index[i] = (int)index;
                A += index * box._a[i];
                B += index * box._b[i];
                C += index * box._c[i];
            }
        }

        /// <summary>The first operand's offset.</summary>
        public long A { get; private set; }

        /// <summary>The second operand's offset.</summary>
        public long B { get; private set; }

        /// <summary>The third operand's offset.</summary>
        public long C { get; private set; }

        /// <summary>Moves on by one position.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Next()
        {
            for (var i = 0; i < _box.Rank; i++)
            {
                A += _box._a[i];
                B += _box._b[i];
                C += _box._c[i];
                if (++_index[i] < _box._extents[i]) return;
                _index[i] = 0;
                A -= _box._a[i] * _box._extents[i];
                B -= _box._b[i] * _box._extents[i];
                C -= _box._c[i] * _box._extents[i];
            }
        }
    }
}
