using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Nn;

/// <summary>y = x + shift: the least module that has a parameter, and needs one op.</summary>
internal sealed class Shift(int width) : Module
{
    private readonly Parameter _weight = new([width], new Uniform(-1, 1));

    public Parameter Weight => _weight;

    protected override Tensor Compute(Tensor x) => x + _weight;
}

/// <summary>A module without parameters that keeps a running sum of what it saw.</summary>
internal sealed class Remember(int width) : Module
{
    [StateName("running_sum")] private readonly StateBuffer _sum = new([width]);

    public Tensor Sum => _sum.Value;

    protected override Tensor Compute(Tensor x)
    {
        _sum.Value.CopyFrom(x.SumTo([x.Shape[^1]]) + _sum);
        return x;
    }
}

/// <summary>A base with its own parts, so that the order of inherited fields shows.</summary>
internal abstract class Base : Module
{
    private readonly Shift _stem = new(3);
    private readonly Parameter _scale = new([3], Constant.One);

    protected Tensor Stem(Tensor x) => _stem.Forward(x) + _scale;
}

/// <summary>Inheritance, an array, a sequence, a given name and an absent part in one.</summary>
internal sealed class Assembled : Base
{
    [StateName("Conv2d_1a_3x3")] private readonly Shift _first = new(3);
    private readonly Module?[] _layers = [new Shift(3), null, new Remember(3), new Shift(3)];
    private readonly Shift? _absent = null;
    private readonly Sequential _tail = [new Identity(), new Shift(3)];
    private readonly Sequential _nothing = [];
    private readonly StateBuffer _count = new([1]);

    public bool HasAbsent => _absent is not null;

    protected override Tensor Compute(Tensor x)
    {
        x = _first.Forward(Stem(x)) + _count;
        foreach (var layer in _layers)
            if (layer is not null) x = layer.Forward(x);
        return _nothing.Forward(_tail.Forward(x));
    }
}
