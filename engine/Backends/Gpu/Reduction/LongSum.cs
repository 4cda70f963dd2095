namespace NeuralCore.Backends.Gpu;

/// <summary>The sum of a thread's terms, however many: what each addition rounds off is added up beside it (Knuth, TAOCP vol. 2, §4.2.2, theorem B).</summary>
internal struct LongSum<V> where V : unmanaged, ILane<V>
{
    private V _sum, _lost;

    /// <summary>The sum so far; what an infinite one has lost is no number.</summary>
    public readonly V Value => V.SelectGreater(V.Of(double.PositiveInfinity), V.Abs(_sum), _sum + _lost, _sum);

    /// <summary>Adds a term.</summary>
    public void Add(V term)
    {
        var sum = _sum + term;
        var taken = sum - _sum;
        _lost += _sum - (sum - taken) + (term - taken);
        _sum = sum;
    }
}
