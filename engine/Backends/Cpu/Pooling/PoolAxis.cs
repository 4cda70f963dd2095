namespace NeuralCore.Backends;

/// <summary>The windows of one spatial dimension, looked up instead of worked out.</summary>
internal readonly unsafe struct PoolAxis
{
    private readonly int* _windows;

    /// <summary>Writes the windows of a dimension into <paramref name="memory"/> [Output, 4].</summary>
    public PoolAxis(in PoolGeometry geometry, int dim, int* memory)
    {
        _windows = memory;
        for (var i = 0; i < geometry.Output[dim]; i++)
            (memory[4 * i], memory[4 * i + 1], memory[4 * i + 2], memory[4 * i + 3]) = geometry.Window(dim, i);
    }

    /// <summary>A window's first tap, its end, the step between taps, and what an average divides by.</summary>
    public (int Start, int End, int Step, int Divisor) this[int i] =>
        (_windows[4 * i], _windows[4 * i + 1], _windows[4 * i + 2], _windows[4 * i + 3]);
}
