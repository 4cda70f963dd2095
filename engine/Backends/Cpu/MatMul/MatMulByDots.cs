namespace NeuralCore.Backends;

/// <summary>y = a · bᵀ for a few rows of a: a dot product each, with b read in place.</summary>
/// <remarks>
/// Each number of b serves at most one tile's rows, so that packing b would cost more than the products do; reading b
/// from memory limits it. A layer that scores one sample is this case.
/// </remarks>
internal readonly unsafe struct MatMulByDots<V, T> : IParts
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private const int ColumnsPerPart = 48;

    private readonly MatMulGeometry _g;
    private readonly T* _a, _b, _y;

    private MatMulByDots(T* a, T* b, T* y, in MatMulGeometry g)
    {
        _g = g;
        _a = a;
        _b = b;
        _y = y;
    }

    private static int Rows => MatMulTile<V, T>.Rows;

    /// <summary>Whether the product is of this kind.</summary>
    public static bool Fits(in MatMulGeometry g) =>
        !g.TransposeA && g.TransposeB && g.M <= Rows && g.K >= 4 * V.Width && g.K < int.MaxValue / 3;

    /// <summary>Computes all products.</summary>
    public static void Run(T* a, T* b, T* y, in MatMulGeometry g) =>
        WorkerPool.For(checked(g.Batch * Parts(g)), new MatMulByDots<V, T>(a, b, y, g));

    private static int Parts(in MatMulGeometry g) => (g.N + ColumnsPerPart - 1) / ColumnsPerPart;

    /// <summary>Computes up to 48 columns of one product.</summary>
    public void Invoke(int part)
    {
        var (item, first) = Math.DivRem(part, Parts(_g));
        first *= ColumnsPerPart;
        T* a = _a + (nint)(_g.SharedA ? 0 : item) * _g.M * _g.K, b = _b + (nint)(_g.SharedB ? 0 : item) * _g.N * _g.K;
        var y = _y + (nint)item * _g.M * _g.N;
        var rows = a;
        using var copy = new Scratch<T>(_g.M < Rows ? (long)Rows * _g.K : 0);
        if (_g.M < Rows)
        {
            // The tile reads all its rows; those that a does not have are zeros.
            new Span<T>(a, _g.M * _g.K).CopyTo(new Span<T>(copy.Pointer, Rows * _g.K));
            new Span<T>(copy.Pointer + (nint)_g.M * _g.K, (Rows - _g.M) * _g.K).Clear();
            rows = copy.Pointer;
        }
        var segment = new DotSegment(0, 0, _g.K);
        var taps = stackalloc int[3];
        var sums = stackalloc T[Rows * 3];
        for (var n = first; n < Math.Min(_g.N, first + ColumnsPerPart); n += 3)
        {
            var columns = Math.Min(3, _g.N - n);
            for (var j = 0; j < 3; j++) taps[j] = Math.Min(j, columns - 1) * _g.K;
            new Span<T>(sums, Rows * 3).Clear();
            MatMulTile<V, T>.Dot(b + (nint)n * _g.K, taps, rows, _g.K, &segment, 1, sums);
            for (var m = 0; m < _g.M; m++)
                for (var j = 0; j < columns; j++) y[(nint)m * _g.N + n + j] = sums[m * 3 + j];
        }
    }
}
