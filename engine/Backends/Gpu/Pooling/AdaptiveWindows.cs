namespace NeuralCore.Backends.Gpu;

/// <summary>Windows that share an extent out evenly: number i of n covers ⌊i·in/n⌋ up to ⌈(i+1)·in/n⌉.</summary>
internal readonly struct AdaptiveWindows(int input, int output) : IWindows
{
    private readonly Divider _input = new(input), _output = new(output);

    // Whether the products below fit 31 bits.
    private readonly int _isSmall = (long)(input + 1) * (output + 1) <= int.MaxValue ? 1 : 0;

    /// <inheritdoc/>
    public Divider Input => _input;

    /// <inheritdoc/>
    public Divider Output => _output;

    /// <inheritdoc/>
    public int Step => 1;

    /// <inheritdoc/>
    public int Start(int window) => Scale(window, 0, _input, _output);

    /// <inheritdoc/>
    public int End(int window) => Scale(window + 1, _output.Value - 1, _input, _output);

    /// <inheritdoc/>
    public int Divisor(int window) => End(window) - Start(window);

    // ⌈(i+1)·in/n⌉ > x where (i+1)·in > x·n, and ⌊i·in/n⌋ ≤ x where i·in < (x+1)·n.

    /// <inheritdoc/>
    public int FirstOver(int input) => Scale(input, 0, _output, _input);

    /// <inheritdoc/>
    public int EndOver(int input) => Scale(input + 1, -1, _output, _input) + 1;

    /// <inheritdoc/>
    public bool Covers(int window, int input) => true;

    // ⌊(i·factor + offset) / divisor⌋.
    private int Scale(int i, int offset, Divider factor, Divider divisor) => _isSmall != 0
        ? divisor.Quotient(i * factor.Value + offset)
        : (int)(((long)i * factor.Value + offset) / divisor.Value);
}
