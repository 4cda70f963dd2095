namespace NeuralCore.Backends;

/// <summary>The windows of a pooling, worked out once for all planes: for each row of outputs the rows of inputs under it, and along the row the taps.</summary>
internal readonly unsafe struct PoolTables
{
    private readonly int* _starts, _inputs;
    private readonly double* _divisors;

    private PoolTables(in PoolGeometry geometry, int* numbers, double* divisors)
    {
        var inner = geometry.SpatialRank - 1;
        (OutputRows, InputRows) = ((int)geometry.Output.CountOf(0, inner), (int)geometry.Input.CountOf(0, inner));
        Axis = new(geometry, inner, numbers);
        _starts = numbers + 4 * geometry.Output[inner];
        _inputs = _starts + OutputRows + 1;
        _divisors = divisors;
    }

    /// <summary>The number of rows of outputs in a plane.</summary>
    public int OutputRows { get; }

    /// <summary>The number of rows of inputs in a plane.</summary>
    public int InputRows { get; }

    /// <summary>The windows along a row.</summary>
    public PoolAxis Axis { get; }

    /// <summary>The numbers of the input rows under a row of outputs, in order.</summary>
    public ReadOnlySpan<int> Inputs(int row) => new(_inputs + _starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>What the outer dimensions contribute to an average's divisor.</summary>
    public double Divisor(int row) => _divisors[row];

    /// <summary>How many integers the tables of a pooling take.</summary>
    public static long Size(in PoolGeometry geometry)
    {
        var (inner, rows, taps) = (geometry.SpatialRank - 1, 1L, 1L);
        for (var dim = 0; dim < inner; dim++)
        {
            var most = 0;
            for (var i = 0; i < geometry.Output[dim]; i++) most = Math.Max(most, Taps(geometry.Window(dim, i)));
            rows *= geometry.Output[dim];
            taps *= most;
        }
        return 4L * geometry.Output[inner] + rows + 1 + rows * taps;
    }

    /// <summary>Fills <see cref="Size"/> integers and a double to each row of outputs.</summary>
    public static PoolTables Fill(in PoolGeometry geometry, int* numbers, double* divisors)
    {
        var tables = new PoolTables(geometry, numbers, divisors);
        Span<int> at = stackalloc int[Shape.MaxRank];
        var outer = geometry.SpatialRank - 1;
        tables._starts[0] = 0;
        for (var row = 0; row < tables.OutputRows; row++)
        {
            for (int dim = outer - 1, rest = row; dim >= 0; dim--) (rest, at[dim]) = Math.DivRem(rest, geometry.Output[dim]);
            var inputs = tables._inputs + tables._starts[row];
            var count = 1;
            (inputs[0], divisors[row]) = (0, 1);
            for (var dim = 0; dim < outer; dim++)
            {
                // Each row so far becomes one per tap; from the last to the first, since it happens in place.
                var window = geometry.Window(dim, at[dim]);
                var taps = Taps(window);
                for (var i = count - 1; i >= 0; i--)
                    for (var tap = taps - 1; tap >= 0; tap--)
                        inputs[i * taps + tap] = inputs[i] * geometry.Input[dim] + window.Start + tap * window.Step;
                count *= taps;
                divisors[row] *= window.Divisor;
            }
            tables._starts[row + 1] = tables._starts[row] + count;
        }
        return tables;
    }

    private static int Taps((int Start, int End, int Step, int Divisor) window) =>
        window.Start >= window.End ? 0 : (window.End - window.Start - 1) / window.Step + 1;
}
