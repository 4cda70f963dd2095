namespace NeuralCore.Backends;

/// <summary>For each output position of a pooled plane, the input positions of its window in row-major order, and what an average divides by.</summary>
internal sealed class PoolWindows
{
    private readonly int[] _starts;
    private readonly int[] _taps;
    private readonly double[] _divisors;

    /// <summary>The windows of a pooling of any number of spatial dimensions.</summary>
    public PoolWindows(in PoolGeometry geometry)
    {
        var taps = new List<int>();
        var outputs = checked((int)geometry.Output.Count);
        (_starts, _divisors) = (new int[outputs + 1], new double[outputs]);
        Span<int> at = stackalloc int[geometry.SpatialRank];
        for (var i = 0; i < outputs; i++)
        {
            var divisor = 1.0;
            for (int d = at.Length - 1, rest = i; d >= 0; d--) (rest, at[d]) = Math.DivRem(rest, geometry.Output[d]);
            for (var d = 0; d < at.Length; d++) divisor *= geometry.Window(d, at[d]).Divisor;
            Visit(geometry, at, 0, 0, taps);
            (_starts[i + 1], _divisors[i]) = (taps.Count, divisor);
        }
        _taps = [.. taps];
    }

    /// <summary>The input positions of a window.</summary>
    public ReadOnlySpan<int> this[int output] => _taps.AsSpan(_starts[output].._starts[output + 1]);

    /// <summary>The extent that the average of a window divides by.</summary>
    public double Divisor(int output) => _divisors[output];

    private static void Visit(in PoolGeometry geometry, ReadOnlySpan<int> at, int dim, int x, List<int> taps)
    {
        var (start, end, step, _) = geometry.Window(dim, at[dim]);
        for (var j = start; j < end; j += step)
            if (dim == at.Length - 1) taps.Add(x * geometry.Input[dim] + j);
            else Visit(geometry, at, dim + 1, x * geometry.Input[dim] + j, taps);
    }
}
