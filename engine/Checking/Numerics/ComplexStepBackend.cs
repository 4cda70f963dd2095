namespace NeuralCore.Checking;

/// <summary>The reference in double that also keeps, of the last map or zip, the derivative of every result element by its operands.</summary>
internal sealed class ComplexStepBackend : ReferenceBackend<double, F64>
{
    private const double Step = 1e-100;

    private ComplexStepBackend(Device device) : base(device)
    {
    }

    /// <summary>The last map or zip: its result, and each operand with dy/d(operand) for every element of the result.</summary>
    public (View Result, IReadOnlyList<(View Operand, double[] Slopes)> Operands)? Last { get; private set; }

    /// <summary>One on a device of its own.</summary>
    public static ComplexStepBackend Create() => (ComplexStepBackend)
        new Device("complex-step", d => new ReferenceBackend<float, F32>(d), d => new ComplexStepBackend(d)).Backend(ElementType.Float64);

    /// <inheritdoc/>
    public override unsafe void Map<F>(F f, View x, View y)
    {
        var px = x.Pointer<double>();
        Last = (y, [(x, Slopes(y, i => f.Invoke(new ComplexLane(px[i], Step))))]);
        base.Map(f, x, y);
    }

    /// <inheritdoc/>
    public override unsafe void Zip<F>(F f, View a, View b, View y)
    {
        double* pa = a.Pointer<double>(), pb = b.Pointer<double>();
        var (atA, atB) = (Indices(a, y), Indices(b, y));
        Last = (y,
        [
            (a, Slopes(y, i => f.Invoke(new ComplexLane(pa[atA[i]], Step), ComplexLane.Of(pb[atB[i]])))),
            (b, Slopes(y, i => f.Invoke(ComplexLane.Of(pa[atA[i]]), new ComplexLane(pb[atB[i]], Step)))),
        ]);
        base.Zip(f, a, b, y);
    }

    /// <inheritdoc/>
    public override unsafe void Zip<F>(F f, View a, View b, View c, View y)
    {
        double* pa = a.Pointer<double>(), pb = b.Pointer<double>(), pc = c.Pointer<double>();
        var (atA, atB, atC) = (Indices(a, y), Indices(b, y), Indices(c, y));
        Last = (y,
        [
            (a, Slopes(y, i => f.Invoke(new ComplexLane(pa[atA[i]], Step), ComplexLane.Of(pb[atB[i]]), ComplexLane.Of(pc[atC[i]])))),
            (b, Slopes(y, i => f.Invoke(ComplexLane.Of(pa[atA[i]]), new ComplexLane(pb[atB[i]], Step), ComplexLane.Of(pc[atC[i]])))),
            (c, Slopes(y, i => f.Invoke(ComplexLane.Of(pa[atA[i]]), ComplexLane.Of(pb[atB[i]]), new ComplexLane(pc[atC[i]], Step)))),
        ]);
        base.Zip(f, a, b, c, y);
    }

    private static double[] Slopes(View y, Func<int, ComplexLane> at)
    {
        var slopes = new double[y.Count];
        for (var i = 0; i < slopes.Length; i++) slopes[i] = at(i).Imaginary / Step;
        return slopes;
    }

    // Which element of an operand each element of the result reads.
    private static long[] Indices(View operand, View y)
    {
        var indices = new long[y.Count];
        var at = new Odometer(y.Shape, Odometer.Broadcast(operand.Shape, y.Shape));
        for (var i = 0; i < indices.Length; i++, at.Next()) indices[i] = at.A;
        return indices;
    }
}
