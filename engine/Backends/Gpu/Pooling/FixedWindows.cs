namespace NeuralCore.Backends.Gpu;

/// <summary>Windows of one size, a stride apart.</summary>
internal readonly struct FixedWindows(int input, int output, int kernel, int stride, int padding, int dilation, bool countPadding) : IWindows
{
    private readonly Divider _input = new(input), _output = new(output), _stride = new(stride);
    private readonly int _reach = (kernel - 1) * dilation, _padding = padding, _dilation = dilation, _countPadding = countPadding ? 1 : 0;

    /// <inheritdoc/>
    public Divider Input => _input;

    /// <inheritdoc/>
    public Divider Output => _output;

    /// <inheritdoc/>
    public int Step => _dilation;

    /// <inheritdoc/>
    public int Start(int window)
    {
        var start = First(window);
        if (start >= 0) return start;
        return _dilation == 1 ? 0 : start + (_dilation - 1 - start) / _dilation * _dilation;
    }

    /// <inheritdoc/>
    public int End(int window) => Math.Min(First(window) + _reach + 1, _input.Value);

    /// <inheritdoc/>
    public int Divisor(int window)
    {
        if (_countPadding == 0) return Math.Max(0, End(window) - Start(window));
        var first = First(window);
        return Math.Min(first + _reach + 1, _input.Value + _padding) - first;
    }

    /// <inheritdoc/>
    public int FirstOver(int input)
    {
        // The first window whose last tap is not before the input.
        var beyond = input + _padding - _reach;
        return beyond <= 0 ? 0 : _stride.Quotient(beyond + _stride.Value - 1);
    }

    /// <inheritdoc/>
    public int EndOver(int input) => Math.Min(_stride.Quotient(input + _padding) + 1, _output.Value);

    /// <inheritdoc/>
    public bool Covers(int window, int input) => _dilation == 1 || (input - First(window)) % _dilation == 0;

    private int First(int window) => window * _stride.Value - _padding;
}
