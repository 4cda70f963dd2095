using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Which side of a tile a thread carries into shared memory, as constants.</summary>
internal interface IGemmSide
{
    /// <summary>The lines of the tile on this side.</summary>
    static abstract int Lines { get; }

    /// <summary>The depth of the tile.</summary>
    static abstract int Depth { get; }

    /// <summary>The threads that share the work.</summary>
    static abstract int Threads { get; }
}

/// <summary>The rows of a tile.</summary>
internal readonly struct RowsOf<T, V> : IGemmSide where T : struct, IGemmTile<V> where V : unmanaged, ILane<V>
{
    public static int Lines => T.Rows;

    public static int Depth => T.Depth;

    public static int Threads => T.Threads;
}

/// <summary>The columns of a tile.</summary>
internal readonly struct ColumnsOf<T, V> : IGemmSide where T : struct, IGemmTile<V> where V : unmanaged, ILane<V>
{
    public static int Lines => T.Columns;

    public static int Depth => T.Depth;

    public static int Threads => T.Threads;
}

/// <summary>A thread's part in carrying one side's tile from global memory through registers into shared memory, as [depth, lines].</summary>
/// <remarks>
/// A tile has Lines · Depth / 4 quads; a thread carries one, two, or none. Rows of shared memory are four elements longer
/// than the tile, so that what comes along the depth, and stands in shared memory below one another, meets other banks: in
/// tiles 8 deep every thread of a warp one of its own, in tiles 16 deep two threads the same.
/// </remarks>
internal struct GemmStage<S, O, V>
    where S : struct, IGemmSide
    where O : struct, IGemmOperand<V>
    where V : unmanaged, ILane<V>
{
    private O _first, _second;
    private Four<V> _a, _b;
    private int _thread;

    /// <summary>The elements of a row of shared memory.</summary>
    public static int Pitch => S.Lines + 4;

    /// <summary>The elements of shared memory that one tile takes.</summary>
    public static int Size => S.Depth * Pitch;

    private static int Quads => S.Lines * S.Depth / 4;

    /// <summary>Puts the cursors at the thread's elements of the first tile.</summary>
    public void Start(in O operand, int batch, int line, int k, int thread)
    {
        _thread = thread;
        _first = operand;
        _first.Start(batch, line + Line(thread), S.Lines / 4, k + Depth(thread), Step);
        if (Quads <= S.Threads) return;
        _second = operand;
        _second.Start(batch, line + Line(thread + S.Threads), S.Lines / 4, k + Depth(thread + S.Threads), Step);
    }

    /// <summary>Reads the thread's elements of the tile from a depth on into registers; nothing lies beyond <paramref name="end"/>.</summary>
    public void Fetch(int k, int end)
    {
        if (Quads < S.Threads && _thread >= Quads) return;
        _a = _first.Next(k + Depth(_thread), end);
        if (Quads > S.Threads) _b = _second.Next(k + Depth(_thread + S.Threads), end);
    }

    /// <summary>Writes what was read into shared memory, whose quad <paramref name="first"/> is the tile's first.</summary>
    public readonly void Put(ArrayView<Four<V>> shared, int first)
    {
        if (Quads < S.Threads && _thread >= Quads) return;
        Put(shared, first, _thread, _a);
        if (Quads > S.Threads) Put(shared, first, _thread + S.Threads, _b);
    }

    // How far a cursor moves at a time: four single elements of a line together make the depth of the tile.
    private static int Step => O.AlongDepth || O.InQuads ? S.Depth : S.Depth / 4;

    private static int Line(int quad) => (O.AlongDepth, O.InQuads) switch
    {
        (true, true) => quad / (S.Depth / 4),
        (true, false) => quad / S.Depth,
        (false, true) => quad % (S.Lines / 4) * 4,
        _ => quad % S.Lines,
    };

    private static int Depth(int quad) => (O.AlongDepth, O.InQuads) switch
    {
        (true, true) => quad % (S.Depth / 4) * 4,
        (true, false) => quad % S.Depth,
        (false, true) => quad / (S.Lines / 4),
        _ => quad / S.Lines,
    };

    private static void Put(ArrayView<Four<V>> shared, int first, int quad, in Four<V> values)
    {
        var at = 4 * first + Depth(quad) * Pitch + Line(quad);
        if (!O.AlongDepth && O.InQuads) shared[at / 4] = values;
        else
        {
            var step = (O.AlongDepth, O.InQuads) switch
            {
                (true, true) => Pitch,
                (true, false) => S.Lines / 4,
                _ => S.Depth / 4 * Pitch,
            };
            var elements = shared.Cast<V>();
            elements[at] = values.A;
            elements[at + step] = values.B;
            elements[at + 2 * step] = values.C;
            elements[at + 3 * step] = values.D;
        }
    }
}
